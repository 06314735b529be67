package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links from one document to another lead somewhere. */
class LinksTest {

  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  @Test
  void everyLinkLeadsToAFileAndAHeadingThatExist() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      LINK.matcher(Files.readString(document))
          .results()
          .filter(link -> !leadsSomewhere(document, link.group(1), link.group(2)))
          .forEach(link -> dead.add(document + ": " + link.group()));
    }

    assertThat(documents()).hasSizeGreaterThan(10);
    assertThat(dead).isEmpty();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"));
        Stream<Path> manifests = Files.walk(Path.of("k8s"));
        Stream<Path> top = Files.list(Path.of(""))) {
      return Stream.of(docs, manifests, top)
          .flatMap(all -> all)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  private static boolean leadsSomewhere(Path from, String file, String anchor) {
    Path folder = from.toAbsolutePath().getParent();
    Path target = file.isEmpty() ? from : folder.resolve(file);
    if (!Files.exists(target)) {
      return false;
    }
    return anchor == null
        || HEADING
            .matcher(Guide.of(target.toString()).text())
            .results()
            .anyMatch(heading -> slug(heading.group(1)).equals(anchor));
  }

  private static String slug(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
  }
}
