package dev.sluice.front;

import dev.sluice.dialect.TaskIds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a query says about {@code taskId}. It is read here and strictly, since two readers of one
 * query may take two different ids out of it.
 */
sealed interface TaskIdReading {

  /** Exactly one id, decoded. */
  record Found(String taskId) implements TaskIdReading {}

  /** None, several, or one that cannot be an id. */
  record Faulty(String detail) implements TaskIdReading {}

  /**
   * @param query the raw query, without the question mark
   */
  static TaskIdReading of(@Nullable String query) {
    String found = null;
    String rest = query == null ? "" : query;
    for (int start = 0; start <= rest.length(); ) {
      int ampersand = rest.indexOf('&', start);
      int end = ampersand < 0 ? rest.length() : ampersand;
      int equals = rest.indexOf('=', start);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (decoded(rest.substring(start, nameEnd)).filter("taskId"::equals).isPresent()) {
        if (found != null) {
          return new Faulty("taskId is given more than once; give it once.");
        }
        found = rest.substring(Math.min(nameEnd + 1, end), end);
      }
      start = end + 1;
    }
    if (found == null || found.isEmpty()) {
      return new Faulty("taskId is missing; give it as the query parameter taskId.");
    }
    return decoded(found).filter(TaskIds::sound).<TaskIdReading>map(Found::new).orElse(UNSOUND);
  }

  /** The answer to what is no id. */
  Faulty UNSOUND =
      new Faulty(
          "taskId is no task id: at most "
              + TaskIds.MOST
              + " characters, UTF-8, no control characters.");

  /** Decodes {@code %} and {@code +}; empty where that is not possible. */
  private static Optional<String> decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return Optional.of(text);
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else {
        bytes.put(raw[i] == '+' ? (byte) ' ' : raw[i]);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
