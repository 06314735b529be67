package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The vendors' common envelope, {@code {"code":…,"data":{…}}}, as far as anything is decided by it.
 *
 * <p>Reading never fails and never recurses. Members of other types than expected are as good as
 * absent; of a member given twice the last one counts, as the vendors' clients see it. Texts longer
 * than {@value #MAX_TEXT} characters and numbers longer than {@value #MAX_DIGITS} are as good as
 * absent too.
 *
 * @param code the member {@code code}; {@code 200.0} is 200
 * @param data the member {@code data}; empty where it is no object
 */
record Envelope(int code, Optional<Data> data) {

  private static final int MAX_TEXT = 1024;
  private static final int MAX_DIGITS = 32;

  /** The largest whole number that every JSON reader keeps exactly. */
  private static final double EXACT = 1L << 53;

  /**
   * The task, as an envelope tells it.
   *
   * @param taskId never an empty text
   * @param state the vendor's word
   * @param createTime Unix milliseconds
   * @param completeTime Unix milliseconds
   * @param costTime milliseconds
   */
  record Data(
      Optional<String> taskId,
      Optional<String> state,
      OptionalLong createTime,
      OptionalLong completeTime,
      OptionalLong costTime) {

    static final Data NOTHING =
        new Data(
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
  }

  /** The envelope; empty where the bytes are no JSON object with a whole number {@code code}. */
  static Optional<Envelope> read(byte[] body) {
    try (JsonParser parser = Json.parser(body)) {
      return read(parser);
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static Optional<Envelope> read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    OptionalLong code = OptionalLong.empty();
    Optional<Data> data = Optional.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "code" -> code = whole(parser);
        case "data" ->
            data = value == JsonToken.START_OBJECT ? Optional.of(data(parser)) : Optional.empty();
        default -> {}
      }
      parser.skipChildren();
    }
    if (parser.nextToken() != null || code.isEmpty() || code.getAsLong() > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(new Envelope((int) code.getAsLong(), data));
  }

  private static Data data(JsonParser parser) throws IOException {
    Optional<String> taskId = Optional.empty();
    Optional<String> state = Optional.empty();
    OptionalLong createTime = OptionalLong.empty();
    OptionalLong completeTime = OptionalLong.empty();
    OptionalLong costTime = OptionalLong.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "taskId" -> taskId = text(parser).filter(id -> !id.isEmpty());
        case "state" -> state = text(parser);
        case "createTime" -> createTime = count(parser);
        case "completeTime" -> completeTime = count(parser);
        case "costTime" -> costTime = count(parser);
        default -> {}
      }
      parser.skipChildren();
    }
    return new Data(taskId, state, createTime, completeTime, costTime);
  }

  private static Optional<String> text(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() <= MAX_TEXT
        ? Optional.of(parser.getText())
        : Optional.empty();
  }

  /** A number without a fraction, at least 0. */
  private static OptionalLong whole(JsonParser parser) throws IOException {
    OptionalLong floor = count(parser);
    return floor.isPresent() && floor.getAsLong() == parser.getDoubleValue()
        ? floor
        : OptionalLong.empty();
  }

  /** A number rounded down, at least 0 and at most 2<sup>53</sup>. */
  private static OptionalLong count(JsonParser parser) throws IOException {
    if (!parser.currentToken().isNumeric() || parser.getTextLength() > MAX_DIGITS) {
      return OptionalLong.empty();
    }
    double value = parser.getDoubleValue();
    return value >= 0 && value <= EXACT ? OptionalLong.of((long) value) : OptionalLong.empty();
  }
}
