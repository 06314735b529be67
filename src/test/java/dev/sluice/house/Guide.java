package dev.sluice.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document of ours, as far as tests hold it to its word. */
record Guide(String text) {

  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

  static Guide of(String file) {
    try {
      return new Guide(Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The part under a heading of the second level. */
  Guide section(String title) {
    int start = text.indexOf("\n## " + title + "\n");
    if (start < 0) {
      throw new IllegalArgumentException("no heading '" + title + "'");
    }
    int end = text.indexOf("\n## ", start + 1);
    return new Guide(text.substring(start, end < 0 ? text.length() : end));
  }

  /** All but that part. */
  Guide without(String title) {
    return new Guide(text.replace(section(title).text, ""));
  }

  /** What stands as code in the first column of tables and matches. */
  Set<String> firstColumn(String pattern) {
    return matching(
        pattern,
        text.lines().filter(line -> line.startsWith("|")).map(line -> line.split("\\|", 3)[1]));
  }

  /** What stands as code anywhere and matches. */
  Set<String> code(String pattern) {
    return matching(pattern, text.lines());
  }

  /** The blocks of a language, in their order. */
  List<String> blocks(String language) {
    return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static Set<String> matching(String pattern, Stream<String> lines) {
    Set<String> found = new TreeSet<>();
    lines
        .flatMap(line -> CODE.matcher(line).results().map(code -> code.group(1)))
        .filter(code -> code.matches(pattern))
        .forEach(found::add);
    return found;
  }
}
