package dev.sluice.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * The packaged product in a process of its own, on a free port, in an empty folder: {@code java
 * -jar quarkus-run.jar}. Its log goes to the test's output and is kept for {@link #log}.
 */
public final class PackagedGateway implements AutoCloseable {

  /** Most tests last for seconds, and the whole build starts some two hundred gateways. */
  private static final List<String> SOON_STARTED =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");

  /** What a test process that is told to stop takes with it. */
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final Path folder;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final int port;

  private PackagedGateway(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(listening), "gateway-log");
    reader.setDaemon(true);
    reader.start();
    try {
      this.port = listening.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      process.destroyForcibly();
      throw new IllegalStateException("the gateway did not start:\n" + String.join("\n", log), e);
    }
  }

  /** Starts it with no configuration but a free port and these properties. */
  public static PackagedGateway start(Map<String, String> properties) {
    return start("", properties);
  }

  /** Starts it with {@code config/application.yaml} beside it, a free port and these properties. */
  public static PackagedGateway start(String yaml, Map<String, String> properties) {
    return start(yaml, properties, Map.of(), "-Xmx512m");
  }

  /** Starts it with these variables in its environment and no other configuration. */
  public static PackagedGateway startIn(Map<String, String> environment) {
    return start("", Map.of(), environment, "-Xmx512m");
  }

  /** Starts one of many that share a small machine. */
  public static PackagedGateway startSmall(String yaml, Map<String, String> properties) {
    return start(yaml, properties, Map.of(), "-Xmx96m");
  }

  private static PackagedGateway start(
      String yaml, Map<String, String> properties, Map<String, String> environment, String heap) {
    try {
      Path folder = Files.createTempDirectory("sluice-it");
      if (!yaml.isEmpty()) {
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(folder.resolve("config/application.yaml"), yaml);
      }
      return new PackagedGateway(process(folder, properties, environment, heap), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts it with a configuration that it is bound to refuse; gives its log and checks that it
   * ended by itself.
   */
  public static String refusedStart(String yaml) {
    try {
      Path folder = Files.createTempDirectory("sluice-it");
      Files.createDirectories(folder.resolve("config"));
      Files.writeString(folder.resolve("config/application.yaml"), yaml);
      Process process = process(folder, Map.of(), Map.of(), "-Xmx512m");
      String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() == 0) {
        process.destroyForcibly();
        throw new AssertionError("the start was not refused:\n" + log);
      }
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Process process(
      Path folder, Map<String, String> properties, Map<String, String> environment, String heap)
      throws IOException {
    String jar = System.getProperty("packaged.jar", "target/quarkus-app/quarkus-run.jar");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(heap);
    command.addAll(SOON_STARTED);
    command.add("-Dquarkus.http.port=0");
    command.add("-Dquarkus.http.host=127.0.0.1");
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-jar");
    command.add(Path.of(jar).toAbsolutePath().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    RUNNING.add(process);
    process.onExit().thenAccept(RUNNING::remove);
    return process;
  }

  private void read(CompletableFuture<Integer> listening) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.add(line);
        // The gateway's own lines as it wrote them, for whoever reads the test's output.
        System.out.println(line);
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          listening.complete(Integer.parseInt(matcher.group(1)));
        }
      }
    } catch (IOException e) {
      log.add("log ended: " + e);
    }
    listening.completeExceptionally(new IllegalStateException("it ended"));
  }

  /** The address of a path. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public int port() {
    return port;
  }

  /** What it has logged so far. */
  public List<String> log() {
    return List.copyOf(log);
  }

  /**
   * Waits until it has logged a line with this in it: what it writes comes by a pipe, and may come
   * after its answer.
   */
  public void awaitLog(String part) {
    Awaitility.await(part)
        .atMost(Duration.ofSeconds(10))
        .until(() -> log.stream().anyMatch(line -> line.contains(part)));
  }

  /** Puts another {@code config/application.yaml} in the place of the one it was started with. */
  public void configure(String yaml) {
    try {
      Path beside = folder.resolve("config/next");
      Files.writeString(beside, yaml);
      Files.move(
          beside,
          folder.resolve("config/application.yaml"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder in which it was started. */
  public Path folder() {
    return folder;
  }

  /** Its process, to be killed or stopped. */
  public Process process() {
    return process;
  }

  /** Ends it as a crash would: at once, with whatever it is doing. */
  public void kill() {
    process.destroyForcibly();
    tidyUp();
  }

  @Override
  public void close() {
    process.destroy();
    tidyUp();
  }

  private void tidyUp() {
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
