package dev.sluice.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder {@code k8s/} as it is in the repository. */
final class Repository {

  static final Path FOLDER = Path.of("k8s");
  static final Manifest SECRET = Manifest.read(FOLDER.resolve("base/secret.example.yaml")).get(0);

  private Repository() {}

  /** What somebody applies, each by a command of its own. */
  static List<Path> overlays() {
    try (Stream<Path> folders = Files.list(FOLDER.resolve("overlays"))) {
      return folders.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Bundle bundle(Path overlay) {
    return new Bundle(Kustomization.of(overlay).objects(), SECRET);
  }

  static Manifest only(Bundle bundle, String kind, String name) {
    return bundle.all(kind).filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }
}
