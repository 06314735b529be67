package dev.sluice.dialect;

import dev.sluice.dialect.EnvelopeTokens.Member;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One vendor's answers in the words of the other's language. Within one language they stay the
 * bytes that they are.
 *
 * <p>Across, an answer is put together anew of the members that both languages have: their values
 * are copied as they are written and never read, {@code resultJson} above all. The text that tells
 * how it went gets the other name, the state the other word; the code stays, and so does the HTTP
 * status, which is not seen here. What the other language does not know is left out: {@code model},
 * {@code updateTime} and {@code creditsConsumed} on the way to APIXO. On the way to Kie {@code
 * model} is the one that the team asked for, and a success has an empty {@code failCode} and {@code
 * failMsg}. Bytes that are no envelope stay as they are.
 */
public final class Translation {

  private static final String KIE = "kie";
  private static final String TASK_ID = "taskId";
  private static final Set<String> NOT_BEGUN = Set.of("pending", "waiting", "queuing");
  private static final byte[] EMPTY_TEXT = {'"', '"'};

  /** The members of each state beside the id and the state, in the order of APIXO's own. */
  private static final List<String> SUCCEEDED =
      List.of("resultJson", "costTime", "createTime", "completeTime");

  private static final List<String> FAILED =
      List.of("failCode", "failMsg", "costTime", "createTime", "completeTime");

  private static final List<String> RUNNING = List.of("createTime");

  private Translation() {}

  /**
   * An answer to a submit.
   *
   * @param from whose words it is in
   * @param to whose words are wanted
   * @param answer the whole body as received; it may be anything
   * @return the same array where the language stays, or where it is no envelope
   */
  public static byte[] submitAnswer(Dialect from, Dialect to, byte[] answer) {
    if (from.is(to)) {
      return answer;
    }
    return EnvelopeTokens.of(answer)
        .map(
            tokens ->
                envelope(
                    to,
                    tokens,
                    taskId(tokens)
                        .filter(id -> from.code(Envelope.OK, answer) == Envelope.OK)
                        .map(id -> new RawObject().with(TASK_ID, tokens.raw(id)).closed())))
        .orElse(answer);
  }

  /**
   * An answer to a status request.
   *
   * @param from whose words it is in
   * @param to whose words are wanted
   * @param envelope the whole body as received; it may be anything
   * @param askedModel the model id as the team named it
   * @return the same array where the language stays, or where it is no envelope
   */
  public static byte[] status(Dialect from, Dialect to, byte[] envelope, String askedModel) {
    if (from.is(to)) {
      return envelope;
    }
    Optional<EnvelopeTokens> read = EnvelopeTokens.of(envelope);
    Optional<StatusEnvelope> said = from.readStatus(envelope);
    if (read.isEmpty() || said.isEmpty()) {
      return envelope;
    }
    boolean tells = said.get().code() == Envelope.OK && said.get().word().isPresent();
    return envelope(
        to,
        read.get(),
        tells ? Optional.of(task(to, read.get(), said.get(), askedModel)) : Optional.empty());
  }

  /**
   * @param data what stands there; empty where it stays as it is
   */
  private static byte[] envelope(Dialect to, EnvelopeTokens tokens, Optional<byte[]> data) {
    var envelope = new RawObject();
    tokens.top("code").ifPresent(code -> envelope.with("code", tokens.raw(code)));
    tokens.text().ifPresent(text -> envelope.with(isKie(to) ? "msg" : "message", tokens.raw(text)));
    data.or(() -> tokens.top("data").map(tokens::raw)).ifPresent(it -> envelope.with("data", it));
    return envelope.closed();
  }

  private static byte[] task(
      Dialect to, EnvelopeTokens tokens, StatusEnvelope said, String askedModel) {
    var task = new RawObject();
    taskId(tokens).ifPresent(id -> task.with(TASK_ID, tokens.raw(id)));
    if (isKie(to)) {
      task.with("model", Json.quoted(askedModel));
    }
    task.with("state", Json.quoted(isKie(to) ? kieState(said) : apixoState(said)));
    for (String name : members(said.state())) {
      tokens.data(name).ifPresent(member -> task.with(name, tokens.raw(member)));
    }
    if (isKie(to) && said.state() == TaskState.SUCCEEDED) {
      task.with("failCode", EMPTY_TEXT).with("failMsg", EMPTY_TEXT);
    }
    return task.closed();
  }

  private static List<String> members(TaskState state) {
    return switch (state) {
      case SUCCEEDED -> SUCCEEDED;
      case FAILED -> FAILED;
      case RUNNING -> RUNNING;
    };
  }

  private static String apixoState(StatusEnvelope said) {
    return switch (said.state()) {
      case SUCCEEDED -> "success";
      case FAILED -> "failed";
      case RUNNING -> isBegun(said) ? "processing" : "pending";
    };
  }

  private static String kieState(StatusEnvelope said) {
    return switch (said.state()) {
      case SUCCEEDED -> "success";
      case FAILED -> "fail";
      case RUNNING -> isBegun(said) ? "generating" : "waiting";
    };
  }

  private static boolean isBegun(StatusEnvelope said) {
    return said.word().filter(NOT_BEGUN::contains).isEmpty();
  }

  private static boolean isKie(Dialect dialect) {
    return dialect.name().equals(KIE);
  }

  private static Optional<Member> taskId(EnvelopeTokens tokens) {
    return tokens.data(TASK_ID).or(() -> tokens.data("task_id"));
  }
}
