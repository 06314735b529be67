package dev.sluice.task;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The values of {@code data.taskId} and {@code data.task_id} in an envelope, as places in it. */
final class TaskIdToken {

  private static final JsonFactory JSON = new JsonFactory();

  private TaskIdToken() {}

  /**
   * The same envelope with another task id; every other byte stays.
   *
   * @param body an envelope; where it names no task, or is none, it comes back as it is
   * @param id letters, digits and underscores
   */
  static byte[] replace(byte[] body, String id) {
    return replace(replace(body, "taskId", id), "task_id", id);
  }

  private static byte[] replace(byte[] body, String member, String id) {
    try (JsonParser parser = JSON.createParser(body)) {
      if (!into(parser, "data", JsonToken.START_OBJECT)
          || !into(parser, member, JsonToken.VALUE_STRING)) {
        return body;
      }
      int from = (int) parser.currentTokenLocation().getByteOffset();
      parser.finishToken();
      int to = (int) parser.currentLocation().getByteOffset();
      var edited = new ByteArrayOutputStream(body.length + id.length());
      edited.write(body, 0, from);
      edited.writeBytes(('"' + id + '"').getBytes(StandardCharsets.US_ASCII));
      edited.write(body, to, body.length - to);
      return edited.toByteArray();
    } catch (IOException noJson) {
      return body;
    }
  }

  /** Goes to a member of the object that begins here, and says whether it is of that kind. */
  private static boolean into(JsonParser parser, String member, JsonToken kind) throws IOException {
    if (parser.currentToken() == null) {
      parser.nextToken();
    }
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = parser.currentName().equals(member);
      JsonToken value = parser.nextToken();
      if (found) {
        return value == kind;
      }
      parser.skipChildren();
    }
    return false;
  }
}
