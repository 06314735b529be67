package dev.sluice.dialect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A made-up object in odd but valid JSON, in pieces: some members of given names, at most one of
 * each, and some of names that begin with an {@code x}, which may occur again. It shares no code
 * with what it tests.
 */
public final class RandomInput {

  /**
   * A member with the white space around its parts.
   *
   * @param name escapes resolved
   * @param key the name as it is written, quotation marks included
   * @param value as it is written
   */
  public record Piece(
      String before, String name, String key, String between, String value, String after) {

    String text() {
      return before + key + between + value + after;
    }

    Piece called(String other) {
      return other.equals(name)
          ? this
          : new Piece(before, other, '"' + other + '"', between, value, after);
    }

    Piece saying(String other) {
      return new Piece(before, name, key, between, other, after);
    }
  }

  private final Random random;
  private final List<Piece> pieces = new ArrayList<>();

  /**
   * @param names those of which some occur
   * @param texts what values of these are now and then
   */
  public RandomInput(long seed, List<String> names, List<String> texts) {
    random = new Random(seed);
    for (String name : names) {
      if (random.nextInt(3) > 0) {
        String value = random.nextBoolean() ? quoted(one(texts)) : value(0);
        pieces.add(piece(name, quoted(name), value));
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = "x" + random.nextInt(3);
      pieces.add(piece(name, quoted(name), value(0)));
    }
    Collections.shuffle(pieces, random);
  }

  public List<Piece> pieces() {
    return List.copyOf(pieces);
  }

  public static String object(List<Piece> pieces) {
    return "{" + String.join(",", pieces.stream().map(Piece::text).toList()) + "}";
  }

  private Piece piece(String name, String key, String value) {
    return new Piece(space(), name, key, space() + ":" + space(), value, space());
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 4 ? 3 : 5)) {
      case 0 -> one(RandomSubmit.NUMBERS);
      case 1 -> one(List.of("true", "false", "null"));
      case 2 -> {
        var letters = new StringBuilder("\"");
        for (int i = random.nextInt(12); i > 0; i--) {
          letters.append(one(RandomSubmit.LETTERS));
        }
        yield letters.append('"').toString();
      }
      case 3 -> several('[', ']', "", depth);
      default -> several('{', '}', "\"mode\":", depth);
    };
  }

  private String several(char open, char close, String key, int depth) {
    List<String> inside = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      inside.add(space() + key + space() + value(depth + 1) + space());
    }
    return open + String.join(",", inside) + close;
  }

  private String quoted(String text) {
    int at = random.nextInt(text.length() * 3);
    String spelt =
        at >= text.length()
            ? text
            : text.substring(0, at)
                + "\\u%04X".formatted((int) text.charAt(at))
                + text.substring(at + 1);
    return '"' + spelt + '"';
  }

  private String space() {
    return one(RandomSubmit.SPACES);
  }

  private String one(List<String> choice) {
    return choice.get(random.nextInt(choice.size()));
  }
}
