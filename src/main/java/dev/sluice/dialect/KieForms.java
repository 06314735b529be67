package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.dialect.EnvelopeTokens.Edit;
import dev.sluice.dialect.EnvelopeTokens.Member;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The two forms in which Kie tells a task that is over: the answer to a status request, and the
 * callback. They differ in the code of a failure (200, 501), in the text, and in the unit of {@code
 * costTime} (milliseconds, seconds); a callback may also call the id {@code task_id}. Each turns
 * into the other in place: those tokens change and every other byte stays. What is not over, or no
 * envelope, stays as it is.
 */
final class KieForms {

  private static final String SUCCEEDED = "\"Playground task completed successfully.\"";
  private static final String FAILED = "\"Playground task failed.\"";
  private static final String GOOD = "\"success\"";
  private static final String CALLED_TEXT = "\"Playground task ";

  private static final int CODE_OF_FAILURE = 501;
  private static final int MILLIS_DIGITS = 3;

  /** No duration in any unit is longer, in characters. */
  private static final int MOST_DIGITS = 18;

  private KieForms() {}

  /**
   * A callback as the answer to a status request.
   *
   * @param state what it says
   */
  static byte[] statusOf(byte[] callback, TaskState state) {
    Optional<EnvelopeTokens> read = read(callback, state);
    if (read.isEmpty()) {
      return callback;
    }
    EnvelopeTokens tokens = read.get();
    Edit edit = tokens.edit();
    if (state == TaskState.FAILED) {
      code(tokens, edit, Envelope.OK);
    }
    tokens
        .text()
        .filter(text -> ascii(tokens.raw(text)).startsWith(CALLED_TEXT))
        .ifPresent(text -> edit.value(text, bytes(GOOD)));
    costTime(tokens)
        .ifPresent(cost -> edit.value(cost, millis(new BigDecimal(ascii(tokens.raw(cost))))));
    if (tokens.data("taskId").isEmpty()) {
      tokens.data("task_id").ifPresent(id -> edit.name(id, "taskId"));
    }
    return edit.done();
  }

  /**
   * The answer to a status request as a callback.
   *
   * @param state what it says
   */
  static byte[] callbackOf(byte[] status, TaskState state) {
    Optional<EnvelopeTokens> read = read(status, state);
    if (read.isEmpty()) {
      return status;
    }
    EnvelopeTokens tokens = read.get();
    Edit edit = tokens.edit();
    boolean failed = state == TaskState.FAILED;
    if (failed) {
      code(tokens, edit, CODE_OF_FAILURE);
    }
    tokens.text().ifPresent(text -> edit.value(text, bytes(failed ? FAILED : SUCCEEDED)));
    costTime(tokens)
        .ifPresent(cost -> edit.value(cost, seconds(new BigDecimal(ascii(tokens.raw(cost))))));
    return edit.done();
  }

  private static Optional<EnvelopeTokens> read(byte[] body, TaskState state) {
    return state.ended() ? EnvelopeTokens.of(body) : Optional.empty();
  }

  private static void code(EnvelopeTokens tokens, Edit edit, int code) {
    tokens.top("code").ifPresent(member -> edit.value(member, bytes(Integer.toString(code))));
  }

  /** A number in plain spelling, not below 0. */
  private static Optional<Member> costTime(EnvelopeTokens tokens) {
    return tokens
        .data("costTime")
        .filter(
            cost ->
                (cost.token() == JsonToken.VALUE_NUMBER_INT
                        || cost.token() == JsonToken.VALUE_NUMBER_FLOAT)
                    && cost.end() - cost.start() <= MOST_DIGITS
                    && ascii(tokens.raw(cost)).matches("[0-9.]+"));
  }

  private static byte[] millis(BigDecimal seconds) {
    return bytes(
        seconds.movePointRight(MILLIS_DIGITS).setScale(0, RoundingMode.DOWN).toPlainString());
  }

  private static byte[] seconds(BigDecimal millis) {
    return bytes(
        millis.movePointLeft(MILLIS_DIGITS).setScale(0, RoundingMode.DOWN).toPlainString());
  }

  private static String ascii(byte[] token) {
    return new String(token, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String token) {
    return token.getBytes(StandardCharsets.US_ASCII);
  }
}
