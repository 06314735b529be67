package dev.sluice.settings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a property, segment by segment: {@code sluice.teams."a.b".keys[0]} is {@code sluice},
 * {@code teams}, {@code a.b}, {@code keys} and {@value #INDEX}.
 */
final class MemberName {

  /** Stands for any index of a list. */
  static final String INDEX = "[]";

  private static final String INDEXED = "\\[(?:\\d{1,9}|\\*)](?=\\.|$)";
  private static final Pattern SEGMENT =
      Pattern.compile("\"[^\"]*\"|%1$s|(?:(?!%1$s)[^.])+".formatted(INDEXED));

  private MemberName() {}

  static List<String> segments(String name) {
    return SEGMENT
        .matcher(name)
        .results()
        .map(found -> name.substring(found.start(), found.end()))
        .map(MemberName::plain)
        .toList();
  }

  private static String plain(String segment) {
    if (segment.matches(INDEXED)) {
      return INDEX;
    }
    return segment.length() > 1 && segment.startsWith("\"") && segment.endsWith("\"")
        ? segment.substring(1, segment.length() - 1)
        : segment;
  }
}
