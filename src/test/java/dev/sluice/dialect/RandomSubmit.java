package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A made-up submit in odd but valid JSON, and where the values of its decisive members stand. It
 * shares no code with what it tests.
 */
final class RandomSubmit {

  /** Grammatical anywhere, but refused in names. */
  static final String LONE_SURROGATE = "\\uDEAD";

  static final List<String> SPACES = List.of("", "", "", " ", "\t", "\r\n", " \n\t ");
  static final List<String> NUMBERS =
      List.of(
          "0", "-0", "-0.0", "1.0", "1.50", "1e5", "1E+05", "12e-0", "9".repeat(60), "0.1E-400");
  static final List<String> LETTERS =
      List.of(
          "a",
          "Z",
          " ",
          "é",
          "\u0800",
          "\uD83D\uDE00",
          "\u2028",
          "\uFEFF",
          "}",
          "{",
          ",",
          ":",
          "'",
          "\u007F",
          "\\\"",
          "\\\\",
          "\\/",
          "\\n",
          "\\u0041",
          "\\ud83d\\ude00",
          LONE_SURROGATE,
          "\\u0000");

  private final Random random;
  private final StringBuilder text = new StringBuilder();
  private final Map<String, int[]> spans = new LinkedHashMap<>();
  private int afterBrace;
  private boolean empty;

  RandomSubmit(long seed) {
    random = new Random(seed);
    build();
  }

  /** The whole body. */
  byte[] bytes() {
    return text.toString().getBytes(UTF_8);
  }

  /**
   * The byte offsets of a decisive member's value, first and behind the last, and of its name; null
   * for none.
   */
  int[] span(String name) {
    return spans.get(name);
  }

  /** The byte offset behind the opening brace. */
  int afterBrace() {
    return afterBrace;
  }

  boolean empty() {
    return empty;
  }

  private void build() {
    List<String> names = new ArrayList<>();
    for (String name : SubmitBody.DECISIVE.stream().sorted().toList()) {
      if (random.nextInt(3) > 0) {
        names.add(name);
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      names.add("");
    }
    Collections.shuffle(names, random);
    empty = names.isEmpty();
    space();
    text.append('{');
    afterBrace = offset();
    space();
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        text.append(',');
        space();
      }
      member(names.get(i));
    }
    text.append('}');
    space();
  }

  private void member(String name) {
    int first = offset();
    if (name.isEmpty()) {
      text.append("\"x").append(letters().replace(LONE_SURROGATE, ""));
      text.append('"');
    } else {
      text.append('"').append(spelt(name)).append('"');
    }
    space();
    text.append(':');
    space();
    int start = offset();
    value(0);
    if (!name.isEmpty()) {
      spans.put(name, new int[] {start, offset(), first});
    }
    space();
  }

  private String spelt(String name) {
    int at = random.nextInt(name.length() * 3);
    return at >= name.length()
        ? name
        : name.substring(0, at)
            + "\\u%04X".formatted((int) name.charAt(at))
            + name.substring(at + 1);
  }

  private void value(int depth) {
    switch (random.nextInt(depth > 4 ? 4 : 6)) {
      case 0 -> text.append(NUMBERS.get(random.nextInt(NUMBERS.size())));
      case 1 -> text.append(List.of("true", "false", "null").get(random.nextInt(3)));
      case 2, 3 -> {
        text.append('"');
        text.append(letters()).append('"');
      }
      case 4 -> several('[', ']', () -> value(depth + 1));
      default ->
          several(
              '{',
              '}',
              () -> {
                text.append("\"provider\"");
                space();
                text.append(':');
                space();
                value(depth + 1);
              });
    }
  }

  private void several(char open, char close, Runnable one) {
    text.append(open);
    space();
    for (int i = random.nextInt(4); i > 0; i--) {
      one.run();
      space();
      if (i > 1) {
        text.append(',');
        space();
      }
    }
    text.append(close);
  }

  private String letters() {
    var some = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      some.append(LETTERS.get(random.nextInt(LETTERS.size())));
    }
    return some.toString();
  }

  private void space() {
    text.append(SPACES.get(random.nextInt(SPACES.size())));
  }

  private int offset() {
    return text.toString().getBytes(UTF_8).length;
  }
}
