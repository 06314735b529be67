package dev.sluice.settings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a property, segment by segment: {@code sluice.teams."a.b".keys[0]} is {@code sluice},
 * {@code teams}, {@code a.b}, {@code keys} and {@link #INDEX}.
 */
final class MemberName {

  /** Stands for any index of a list; a name in quotes may not be mistaken for it. */
  static final String INDEX = "[]\n";

  private static final String END = "(?=\\.|$)";
  private static final Form WRITTEN = new Form("\\[\\d{1,9}]" + END);
  private static final Form PATTERN = new Form("\\[\\*]" + END);

  /**
   * A form of names.
   *
   * @param indexed an expression for the index of a list
   * @param segment one for a segment
   */
  private record Form(Pattern indexed, Pattern segment) {

    Form(String indexed) {
      this(
          Pattern.compile(indexed),
          Pattern.compile("\"[^\"]*\"|%1$s|(?:(?!%1$s)[^.])+".formatted(indexed)));
    }
  }

  private MemberName() {}

  /** The segments of a name as somebody wrote it. */
  static List<String> segments(String name) {
    return segments(name, WRITTEN);
  }

  /**
   * What stands behind the first so many segments of a name, as it is written; empty for nothing.
   */
  static String behind(String name, int segments) {
    return WRITTEN
        .segment
        .matcher(name)
        .results()
        .skip(segments)
        .findFirst()
        .map(next -> name.substring(next.start()))
        .orElse("");
  }

  /** The segments of a pattern of names, in which the index of a list is {@code [*]}. */
  static List<String> pattern(String pattern) {
    return segments(pattern, PATTERN);
  }

  private static List<String> segments(String name, Form form) {
    return form.segment
        .matcher(name)
        .results()
        .map(found -> plain(name.substring(found.start(), found.end()), form))
        .toList();
  }

  private static String plain(String segment, Form form) {
    if (form.indexed.matcher(segment).matches()) {
      return INDEX;
    }
    return segment.length() > 1 && segment.startsWith("\"") && segment.endsWith("\"")
        ? segment.substring(1, segment.length() - 1)
        : segment;
  }
}
