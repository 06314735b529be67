package dev.sluice.image;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Podman and buildah with a store and settings of their own in {@code target/image}, so that they
 * meet nobody else's images and work within a container, too: no overlay, no systemd, no more open
 * files than we have ourselves.
 */
final class Podman {

  private static final Path FOLDER = Path.of("target", "image").toAbsolutePath();
  private static final List<String> NEEDED = List.of("buildah", "podman", "runc", "conmon");

  private final Map<String, String> environment;

  private Podman(Map<String, String> environment) {
    this.environment = environment;
  }

  /** What a command has said, and with which status it ended. */
  record Said(int status, String text) {}

  /** Is ready to build and run, or skips the test. */
  static Podman here() {
    List<String> missing = NEEDED.stream().filter(tool -> !isThere(tool)).toList();
    Assumptions.assumeTrue(
        missing.isEmpty(), () -> "skipped: no image is built or run without " + missing);
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "skipped: images are built and run as root here");
    try {
      Files.createDirectories(FOLDER);
      Path containers =
          Files.writeString(
              FOLDER.resolve("containers.conf"),
              """
              [containers]
              default_ulimits = ["nofile=4096:4096", "nproc=1024:1024"]
              [engine]
              runtime = "runc"
              cgroup_manager = "cgroupfs"
              events_logger = "file"
              """);
      Path storage =
          Files.writeString(
              FOLDER.resolve("storage.conf"),
              """
              [storage]
              driver = "vfs"
              graphroot = "%1$s/storage"
              runroot = "%1$s/run"
              """
                  .formatted(FOLDER));
      return new Podman(
          Map.of(
              "CONTAINERS_CONF", containers.toString(),
              "CONTAINERS_STORAGE_CONF", storage.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isThere(String tool) {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    return Stream.of(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /**
   * Builds the image by the script that everybody uses, on the JDK that {@code -Dimage.jdk} says;
   * by default that which runs this test.
   */
  void build(String name) {
    run(
        Map.of(
            "BUILDER",
            "buildah",
            "BASE",
            "local",
            "JAVA_HOME",
            System.getProperty("image.jdk", System.getProperty("java.home"))),
        15,
        "src/main/docker/build.sh",
        name);
  }

  /** Builds an image of nothing but busybox. */
  void buildBusybox(String name, Path busybox) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve("busybox"));
    Path file =
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\nCOPY busybox /bin/\n");
    Files.write(folder.resolve("busybox"), Files.readAllBytes(busybox));
    folder.resolve("busybox").toFile().setExecutable(true, false);
    run(
        Map.of(),
        2,
        "buildah",
        "bud",
        "--isolation",
        "chroot",
        "-t",
        name,
        "-f",
        file.toString(),
        folder.toString());
  }

  /** Runs {@code podman} with these arguments; gives what it says. */
  String podman(String... arguments) {
    return run(Map.of(), 2, with("podman", arguments)).text().strip();
  }

  /** Runs {@code podman}, however it ends. */
  Said attempt(String... arguments) {
    return start(Map.of(), 2, with("podman", arguments));
  }

  private static String[] with(String first, String... rest) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(rest));
    return all.toArray(String[]::new);
  }

  private Said run(Map<String, String> more, int minutes, String... command) {
    Said said = start(more, minutes, command);
    if (said.status != 0) {
      throw new IllegalStateException(String.join(" ", command) + ":\n" + said.text);
    }
    return said;
  }

  /** What is said goes to a file: a container that goes on would hold a pipe open. */
  private Said start(Map<String, String> more, int minutes, String... command) {
    try {
      Path said = Files.createTempFile(FOLDER, "said", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().putAll(environment);
      builder.environment().putAll(more);
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly();
      }
      String text = Files.readString(said, StandardCharsets.UTF_8);
      Files.delete(said);
      return new Said(ended ? process.exitValue() : -1, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
