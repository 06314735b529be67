package dev.sluice.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * Which program the tests run as Redis: {@code redis-server} from the PATH, or the embedded one
 * where there is none or where {@code -Dtest.redis=embedded} (or {@code TEST_REDIS=embedded}) asks
 * for it.
 */
final class RedisBinary {

  private static final Object LOCK = new Object();
  private static Path unpacked;

  private RedisBinary() {}

  static Path preferred() {
    String asked = System.getProperty("test.redis", System.getenv().getOrDefault("TEST_REDIS", ""));
    return asked.equals("embedded") ? embedded() : installed().orElseGet(RedisBinary::embedded);
  }

  static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Unpacked once for each test process, and deleted with it. */
  static Path embedded() {
    synchronized (LOCK) {
      if (unpacked == null) {
        try {
          Path folder = Files.createTempDirectory("sluice-redis-binary");
          // What was registered last is deleted first: the program before its folder.
          folder.toFile().deleteOnExit();
          unpacked = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().toPath();
          unpacked.toFile().deleteOnExit();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return unpacked;
    }
  }
}
