package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Whether a submit's input names an earlier task. */
public sealed interface EarlierTask {

  /** It names none. */
  record None() implements EarlierTask {}

  /**
   * It names one by this id, whose token stands there in {@code input}.
   *
   * @param id escapes resolved
   * @param start the token's first byte, from {@code input}'s first
   * @param end behind its last byte
   */
  record Named(SubmitBody submit, String id, int start, int end) implements EarlierTask {

    /** The same submit with another id in its place; every other byte stays. */
    public SubmitBody renamed(String other) {
      byte[] input = submit.input();
      byte[] token = Json.quoted(other);
      var edited = new ByteArrayOutputStream(input.length + token.length);
      edited.write(input, 0, start);
      edited.writeBytes(token);
      edited.write(input, end, input.length - end);
      return submit.withInput(edited.toByteArray());
    }
  }

  /** It does so in a way that cannot be judged. */
  record Unclear(Malformed why) implements EarlierTask {}

  private static Malformed unsound(String path) {
    return Malformed.of(
        path,
        "must be the id of an earlier task, at most "
            + TaskIds.MOST
            + " characters without control characters");
  }

  /**
   * Reads a member of {@code input} that names an earlier task by a string. A null is as good as
   * absent. Its name counts in any case, since a vendor may read it so.
   *
   * @param submit one whose {@code input} is an object
   */
  static EarlierTask of(SubmitBody submit, String member) {
    String path = "input." + member;
    EarlierTask found = new None();
    boolean seen = false;
    try (JsonParser parser = Json.parser(submit.input())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean hit = parser.currentName().equalsIgnoreCase(member);
        JsonToken value = parser.nextToken();
        if (hit && seen) {
          return new Unclear(Malformed.of(path, "must be given only once"));
        }
        if (hit && value == JsonToken.VALUE_STRING) {
          int start = (int) parser.currentTokenLocation().getByteOffset();
          String id = parser.getText();
          int end = (int) parser.currentLocation().getByteOffset();
          found =
              TaskIds.sound(id) ? new Named(submit, id, start, end) : new Unclear(unsound(path));
        } else if (hit && value != JsonToken.VALUE_NULL) {
          found = new Unclear(Malformed.of(path, "must be a string, the id of an earlier task"));
        }
        seen |= hit;
        parser.skipChildren();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a submit that was read before", e);
    }
    return found;
  }
}
