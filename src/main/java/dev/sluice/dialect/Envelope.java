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
 * @param text the member {@code msg} or {@code message}, whichever of them comes last
 * @param data the member {@code data}; empty where it is no object
 */
record Envelope(int code, Optional<String> text, Optional<Data> data) {

  /** The code of a good answer, in the envelope and as HTTP status. */
  static final int OK = 200;

  private static final int MAX_TEXT = 1024;
  private static final int MAX_DIGITS = 32;

  /** The largest whole number that every JSON reader keeps exactly. */
  private static final double EXACT = 1L << 53;

  /**
   * The task, as an envelope tells it.
   *
   * @param taskId never an empty text
   * @param otherId the member {@code task_id}, never an empty text
   * @param state the vendor's word
   * @param createTime Unix milliseconds
   * @param completeTime Unix milliseconds
   * @param costTime as it is written
   */
  record Data(
      Optional<String> taskId,
      Optional<String> otherId,
      Optional<String> state,
      OptionalLong createTime,
      OptionalLong completeTime,
      OptionalLong costTime) {

    static final Data NOTHING =
        new Data(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
  }

  /** What an answer to a submit says. */
  static SubmitReply reply(int httpStatus, byte[] body) {
    Optional<Envelope> envelope = read(body);
    return new SubmitReply(
        code(httpStatus, envelope),
        envelope.isPresent(),
        envelope.flatMap(Envelope::data).flatMap(Data::taskId));
  }

  /** The envelope's code where HTTP says 200 and there is one, else the HTTP status. */
  static int code(int httpStatus, byte[] body) {
    return httpStatus == OK ? code(httpStatus, read(body)) : httpStatus;
  }

  private static int code(int httpStatus, Optional<Envelope> envelope) {
    return httpStatus == OK ? envelope.map(Envelope::code).orElse(httpStatus) : httpStatus;
  }

  /** The task as the envelope tells it, in this state. */
  StatusEnvelope in(TaskState state) {
    Data told = data.orElse(Data.NOTHING);
    return new StatusEnvelope(
        code,
        told.taskId(),
        told.state(),
        state,
        told.createTime(),
        told.completeTime(),
        told.costTime());
  }

  /** The vendor's word for the task's state; empty text where there is none. */
  String word() {
    return data.flatMap(Data::state).orElse("");
  }

  /** A good envelope that tells a task's state and when it was created, Unix milliseconds. */
  static byte[] written(String textMember, String taskId, String state, long createTime) {
    return good(
        textMember,
        taskId,
        json -> {
          json.writeStringField("state", state);
          json.writeNumberField("createTime", createTime);
        });
  }

  /** A good envelope that tells that a task has failed, by this word for its state, and why. */
  static byte[] failed(
      String textMember,
      String taskId,
      String state,
      long createTime,
      String failCode,
      String failMsg) {
    return good(
        textMember,
        taskId,
        json -> {
          json.writeStringField("state", state);
          json.writeStringField("failCode", failCode);
          json.writeStringField("failMsg", failMsg);
          json.writeNumberField("createTime", createTime);
        });
  }

  /**
   * A good envelope about a task.
   *
   * @param more further members of {@code data}
   */
  static byte[] good(String textMember, String taskId, Json.Writing more) {
    return Json.written(
        json -> {
          json.writeStartObject();
          json.writeNumberField("code", OK);
          json.writeStringField(textMember, "success");
          json.writeObjectFieldStart("data");
          json.writeStringField("taskId", taskId);
          more.to(json);
          json.writeEndObject();
          json.writeEndObject();
        });
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
    Optional<String> text = Optional.empty();
    Optional<Data> data = Optional.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "code" -> code = whole(parser);
        case "msg", "message" -> text = text(parser);
        case "data" ->
            data = value == JsonToken.START_OBJECT ? Optional.of(data(parser)) : Optional.empty();
        default -> {}
      }
      parser.skipChildren();
    }
    if (parser.nextToken() != null || code.isEmpty() || code.getAsLong() > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(new Envelope((int) code.getAsLong(), text, data));
  }

  private static Data data(JsonParser parser) throws IOException {
    Optional<String> taskId = Optional.empty();
    Optional<String> otherId = Optional.empty();
    Optional<String> state = Optional.empty();
    OptionalLong createTime = OptionalLong.empty();
    OptionalLong completeTime = OptionalLong.empty();
    OptionalLong costTime = OptionalLong.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "taskId" -> taskId = text(parser).filter(id -> !id.isEmpty());
        case "task_id" -> otherId = text(parser).filter(id -> !id.isEmpty());
        case "state" -> state = text(parser);
        case "createTime" -> createTime = count(parser);
        case "completeTime" -> completeTime = count(parser);
        case "costTime" -> costTime = count(parser);
        default -> {}
      }
      parser.skipChildren();
    }
    return new Data(taskId, otherId, state, createTime, completeTime, costTime);
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
