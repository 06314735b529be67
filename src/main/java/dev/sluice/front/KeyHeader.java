package dev.sluice.front;

import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.SubmitKey;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code Idempotency-Key}: a String item of RFC 9651 (quoted; escapes are resolved,
 * parameters ignored), or bare as many clients send it. Either way the key is the text, 1 to
 * {@value #MOST} visible ASCII characters, so {@code "k"} and {@code k} are one key.
 */
final class KeyHeader {

  static final String NAME = "Idempotency-Key";

  /** The longest key, in characters. */
  static final int MOST = 255;

  private static final String ALLOWED =
      NAME + ": one line with 1 to " + MOST + " visible ASCII characters, quoted or not.";

  private KeyHeader() {}

  /**
   * Notes a submit's key, or an {@link Objection} to it; nothing where there is none.
   *
   * @param dialect the language of the door at which it came
   * @param lines every line of the header
   */
  static void note(Passage passage, String dialect, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    Optional<String> key = lines.size() == 1 ? read(lines.get(0)) : Optional.empty();
    if (key.isPresent()) {
      passage.note(SubmitKey.class, new SubmitKey(dialect, key.get()));
    } else {
      passage.note(Objection.class, new Objection(Refusal.of(Reason.MALFORMED, ALLOWED)));
    }
  }

  /** The key; empty where the line is none. */
  static Optional<String> read(String line) {
    String text = line.strip();
    Optional<String> key = text.startsWith("\"") ? quoted(text) : Optional.of(text);
    return key.filter(KeyHeader::allowed);
  }

  private static Optional<String> quoted(String text) {
    StringBuilder key = new StringBuilder(text.length());
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return closes(text.substring(i + 1)) ? Optional.of(key.toString()) : Optional.empty();
      }
      if (c == '\\') {
        i++;
        if (i == text.length() || text.charAt(i) != '"' && text.charAt(i) != '\\') {
          return Optional.empty();
        }
        c = text.charAt(i);
      }
      key.append(c);
    }
    return Optional.empty();
  }

  /** What may stand behind an item: its parameters, and no second item. */
  private static boolean closes(String rest) {
    return rest.isEmpty() || rest.startsWith(";");
  }

  private static boolean allowed(String key) {
    return !key.isEmpty() && key.length() <= MOST && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
