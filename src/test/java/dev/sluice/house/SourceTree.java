package dev.sluice.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Java files as they are written, for what the compiler leaves out. */
record SourceTree(Path folder) {

  /** The files with more lines than that, each with its number of lines. */
  List<String> longerThan(int lines) {
    return files().filter(file -> count(file) > lines).map(f -> f + ": " + count(f)).toList();
  }

  /** All of it. */
  String text() {
    return files().flatMap(file -> lines(file).stream()).collect(Collectors.joining("\n"));
  }

  /** The folders that hold classes and no {@code package-info.java} with {@code @NullMarked}. */
  List<Path> notNullMarked() {
    return files().map(Path::getParent).distinct().filter(Predicate.not(this::marked)).toList();
  }

  private boolean marked(Path folder) {
    Path info = folder.resolve("package-info.java");
    return Files.exists(info) && lines(info).stream().anyMatch("@NullMarked"::equals);
  }

  private Stream<Path> files() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int count(Path file) {
    return lines(file).size();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
