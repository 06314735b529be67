package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A container that was started, by its name; it goes with everything in it. */
record Container(Podman podman, String name) implements AutoCloseable {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup/memory");

  /** Waits until its log has a line with this in it. */
  void awaitLog(String part) {
    Awaitility.await(part)
        .pollInterval(Duration.ofMillis(250))
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(() -> assertThat(log()).contains(part));
  }

  String log() {
    return podman.attempt("logs", name).text();
  }

  /** The first line of its log that has this in it. */
  String lineOfLog(String part) {
    return log().lines().filter(line -> line.contains(part)).findFirst().orElse("");
  }

  /** A file in it, while it runs. */
  Path file(String path) {
    return Path.of("/proc", inspect("{{.State.Pid}}"), "root" + path);
  }

  boolean running() {
    return "true".equals(inspect("{{.State.Running}}"));
  }

  /** One of the things that podman knows of it, as a template. */
  String inspect(String template) {
    return podman.podman("inspect", "-f", template, name);
  }

  /** Resident memory of its process now, as the kernel counts it, in MiB. */
  long resident() {
    return status("VmRSS");
  }

  /** The part of it that is its own and no page of a file, in MiB. */
  long anonymous() {
    return status("RssAnon");
  }

  /** The user and the group of its process. */
  String user() {
    return line("Uid").split("\\s+")[1] + ":" + line("Gid").split("\\s+")[1];
  }

  private long status(String member) {
    return Long.parseLong(line(member).split("\\s+")[1]) / 1024;
  }

  private String line(String member) {
    try (var lines = Files.lines(Path.of("/proc", inspect("{{.State.Pid}}"), "status"))) {
      return lines.filter(line -> line.startsWith(member + ":")).findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the kernel enforces, in bytes; -1 where it cannot be seen (another version of cgroups).
   */
  long memoryLimit() {
    return cgroup("memory.limit_in_bytes");
  }

  /** The most that was ever charged to it, files that it read among that, in MiB; or -1. */
  long mostCharged() {
    long bytes = cgroup("memory.max_usage_in_bytes");
    return bytes < 0 ? -1 : bytes >> 20;
  }

  private long cgroup(String file) {
    try (var lines = Files.lines(Path.of("/proc", inspect("{{.State.Pid}}"), "cgroup"))) {
      Path path =
          lines
              .filter(line -> line.contains(":memory:"))
              .map(line -> CGROUPS.resolve(line.split(":", 3)[2].substring(1)).resolve(file))
              .findFirst()
              .orElse(CGROUPS);
      return Files.isReadable(path) && !Files.isDirectory(path)
          ? Long.parseLong(Files.readString(path).strip())
          : -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM, and SIGKILL only after so many seconds; ends when it has ended. */
  CompletableFuture<Void> stop(int seconds) {
    return CompletableFuture.runAsync(
        () -> podman.podman("stop", "-t", String.valueOf(seconds), name));
  }

  int exitCode() {
    return Integer.parseInt(inspect("{{.State.ExitCode}}"));
  }

  @Override
  public void close() {
    podman.attempt("rm", "-f", name);
  }
}
