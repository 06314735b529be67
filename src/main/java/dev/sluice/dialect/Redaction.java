package dev.sluice.dialect;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes members out of an envelope, by their names with escapes resolved: at the top level, and
 * anywhere inside {@code data}. Of each the name, the value, what is between them and exactly one
 * comma go; every other byte stays. Strings are never looked into.
 *
 * <p>What is no JSON object that can be read to its end is no envelope, and what of it is a member
 * cannot be told. It passes only where none of the names occurs in it, also with zero bytes left
 * out (UTF-16 and UTF-32) and with escapes resolved; else nothing of it is shown. Nothing reads
 * like any other answer that is no envelope, so no decision changes.
 *
 * <p>Nesting is counted, not recursed. Costs one walk over the tokens, and a copy only where
 * something goes.
 */
final class Redaction {

  private static final String DATA = "data";
  private static final byte[] NOTHING = {};
  private static final Pattern ESCAPE = Pattern.compile("u([0-9A-Fa-f]{4})");

  private final byte[] bytes;
  private final JsonParser parser;
  private final Set<String> names;
  private final BitSet gone = new BitSet();
  private final Deque<Level> levels = new ArrayDeque<>();

  private Redaction(byte[] bytes, JsonParser parser, Set<String> names) {
    this.bytes = bytes;
    this.parser = parser;
    this.names = names;
  }

  /** The answer without these members; the same array where nothing has to go. */
  static byte[] of(byte[] answer, Set<String> names) {
    try (JsonParser parser = Json.parser(answer)) {
      var redaction = new Redaction(answer, parser, names);
      if (redaction.walk()) {
        return redaction.rest();
      }
    } catch (IOException | IllegalStateException unreadable) {
      // The same as an answer that is no object.
    }
    return mentions(answer, names) ? NOTHING : answer;
  }

  private boolean walk() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    levels.push(new Level());
    while (!levels.isEmpty()) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.FIELD_NAME) {
        member(levels.element());
      } else if (token.isStructStart()) {
        levels.push(new Level());
      } else if (token.isStructEnd()) {
        levels.pop().closes();
        if (!levels.isEmpty()) {
          levels.element().ends(at(parser.currentLocation()), false);
        }
      }
    }
    return parser.nextToken() == null;
  }

  private void member(Level level) throws IOException {
    String name = parser.currentName();
    int from = at(parser.currentTokenLocation());
    level.begins(from);
    JsonToken value = parser.nextToken();
    boolean hidden = names.contains(name);
    if (!hidden && value.isStructStart() && (levels.size() > 1 || name.equals(DATA))) {
      levels.push(new Level());
      return;
    }
    parser.skipChildren();
    parser.finishToken();
    int to = at(parser.currentLocation());
    if (hidden) {
      gone.set(from, to);
    }
    level.ends(to, hidden);
  }

  private static int at(JsonLocation location) throws IOException {
    if (location.getByteOffset() < 0) {
      throw new IOException("not in UTF-8");
    }
    return (int) location.getByteOffset();
  }

  private byte[] rest() {
    if (gone.isEmpty()) {
      return bytes;
    }
    var rest = new ByteArrayOutputStream(bytes.length);
    int from = gone.nextClearBit(0);
    while (from < bytes.length) {
      int next = gone.nextSetBit(from);
      int to = next < 0 ? bytes.length : next;
      rest.write(bytes, from, to - from);
      from = gone.nextClearBit(to);
    }
    return rest.toByteArray();
  }

  /** Backslashes are left out as well: nested quoting doubles them. */
  private static boolean mentions(byte[] answer, Set<String> names) {
    var plain = new ByteArrayOutputStream(answer.length);
    for (byte b : answer) {
      if (b != 0 && b != '\\') {
        plain.write(b);
      }
    }
    String text =
        ESCAPE
            .matcher(plain.toString(StandardCharsets.ISO_8859_1))
            .replaceAll(
                escape ->
                    Matcher.quoteReplacement(
                        Character.toString((char) Integer.parseInt(escape.group(1), 16))));
    return names.stream().anyMatch(text::contains);
  }

  /** What is open: an object, with its commas, or an array, which has nothing to lose. */
  private final class Level {

    private int endOfPrevious = -1;
    private boolean previousGoes;

    /** The comma behind the last member that stays; -1 where there is none. */
    private int lastComma = -1;

    void begins(int offset) {
      if (endOfPrevious < 0) {
        return;
      }
      int comma = endOfPrevious;
      while (comma < offset && bytes[comma] != ',') {
        comma++;
      }
      if (previousGoes) {
        gone.set(comma);
      } else {
        lastComma = comma;
      }
    }

    void ends(int offset, boolean goes) {
      endOfPrevious = offset;
      previousGoes = goes;
    }

    void closes() {
      if (previousGoes && lastComma >= 0) {
        gone.set(lastComma);
      }
    }
  }
}
