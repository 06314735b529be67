package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Redis in a process of its own, on a free port of 127.0.0.1, with nothing kept on disk
 * unless asked for. The program is {@code redis-server} from the PATH, else an embedded one; see
 * {@link RedisBinary}. Ends with the test's process at the latest.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.start()) {
 *   redis.command("SET", "a", "1");
 *   redis.pause();
 * }
 * }</pre>
 */
public final class RedisServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Set<RedisServer> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> List.copyOf(RUNNING).forEach(RedisServer::close)));
  }

  private final Setup setup;
  private final Path folder;
  private final int port;
  private Process process;

  private RedisServer(Setup setup, int port) throws IOException {
    this.setup = setup;
    this.port = port;
    this.folder = Files.createTempDirectory("sluice-redis");
    RUNNING.add(this);
    try {
      launch();
    } catch (IOException | RuntimeException notStarted) {
      close();
      throw notStarted;
    }
  }

  /** Starts one as it comes. */
  public static RedisServer start() {
    return setup().start();
  }

  /** Says how it shall be before it is started. */
  public static Setup setup() {
    return new Setup();
  }

  /** How a server shall be. */
  public static final class Setup {
    private final List<String> lines = new ArrayList<>();
    private Path binary = RedisBinary.preferred();
    private String password = "";
    private TestCertificate certificate;
    private boolean sentinel;

    /** The program that comes with the tests, whatever is installed. */
    public Setup embedded() {
      binary = RedisBinary.embedded();
      return this;
    }

    public Setup password(String secret) {
      password = secret;
      return line("requirepass " + secret);
    }

    /** As in redis.conf: {@code 100mb}. */
    public Setup maxMemory(String size) {
      return line("maxmemory " + size);
    }

    /** Everything written is kept on disk, and there again after a restart. */
    public Setup appendOnly() {
      return line("appendonly yes").line("appendfsync always");
    }

    /** Any line of redis.conf. */
    public Setup line(String line) {
      lines.add(line);
      return this;
    }

    /** Speaks TLS only; see {@link RedisServer#canTls}. */
    public Setup tls(TestCertificate self) {
      certificate = self;
      return line("tls-cert-file " + self.certificate())
          .line("tls-key-file " + self.privateKey())
          .line("tls-ca-cert-file " + self.certificate())
          .line("tls-auth-clients no");
    }

    Setup sentinel() {
      sentinel = true;
      return this;
    }

    /** Starts it and waits until it answers. */
    public RedisServer start() {
      RuntimeException last = null;
      for (int attempt = 0; attempt < 5; attempt++) {
        try {
          return new RedisServer(this, Ports.free());
        } catch (IllegalStateException portTaken) {
          last = portTaken;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      throw last;
    }

    private List<String> configuration(int port) {
      List<String> all = new ArrayList<>();
      all.add((certificate == null ? "port " : "tls-port ") + port);
      if (certificate != null) {
        all.add("port 0");
      }
      all.add("bind 127.0.0.1");
      all.add("protected-mode no");
      if (!sentinel) {
        all.add("save \"\"");
        all.add("appendonly no");
        all.add("maxmemory-policy noeviction");
      }
      all.addAll(lines);
      return all;
    }
  }

  /** Whether the program that tests use was built with TLS. */
  public static boolean canTls(TestCertificate any) {
    try (RedisServer probe = setup().tls(any).start()) {
      return probe.running();
    } catch (RuntimeException without) {
      return false;
    }
  }

  private void launch() throws IOException {
    Path file = folder.resolve("redis.conf");
    if (!setup.sentinel || !Files.exists(file)) {
      Files.write(file, setup.configuration(port));
    }
    List<String> command = new ArrayList<>(List.of(setup.binary.toString(), file.toString()));
    if (setup.sentinel) {
      command.add("--sentinel");
    }
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    try {
      Awaitility.await()
          .pollInterval(Duration.ofMillis(10))
          .pollDelay(Duration.ZERO)
          .atMost(PATIENCE)
          .until(() -> !process.isAlive() || answers());
    } catch (ConditionTimeoutException silent) {
      throw new IllegalStateException("Redis does not answer:\n" + log(), silent);
    }
    if (!process.isAlive()) {
      throw new IllegalStateException("Redis did not start:\n" + log());
    }
  }

  private boolean answers() {
    try {
      return command("PING").equals("PONG");
    } catch (RuntimeException notYet) {
      return false;
    }
  }

  /** What it has logged so far. */
  public String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** Its address for {@code quarkus.redis.hosts}, without the password. */
  public String hosts() {
    return (setup.certificate == null ? "redis" : "rediss") + "://127.0.0.1:" + port;
  }

  /** What a gateway needs to be told to use it. */
  public Map<String, String> properties() {
    return setup.password.isEmpty()
        ? Map.of("quarkus.redis.hosts", hosts())
        : Map.of("quarkus.redis.hosts", hosts(), "quarkus.redis.password", setup.password);
  }

  /**
   * Sends one command over a connection of its own and waits for the answer, at most 5 s.
   *
   * @return a {@code String}, {@code Long}, {@code List} or null
   * @throws IllegalStateException where Redis answers with an error
   */
  public Object command(String... parts) {
    try (RedisTalk talk = talk()) {
      return talk.ask(parts);
    } catch (RedisTalk.Refused refused) {
      throw new IllegalStateException("Redis refuses: " + refused.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until replicas have all that was written here until now: WAIT counts from the last
   * command of its own connection.
   *
   * @return how many have it within 5 s
   */
  public long replicated(int replicas) {
    try (RedisTalk talk = talk()) {
      talk.ask("PING");
      return (Long) talk.ask("WAIT", String.valueOf(replicas), "5000");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection for many commands, to be closed by the caller. */
  public RedisTalk talk() throws IOException {
    RedisTalk talk = new RedisTalk(socket(), port);
    if (!setup.password.isEmpty()) {
      talk.ask("AUTH", setup.password);
    }
    return talk;
  }

  private Socket socket() throws IOException {
    return setup.certificate == null ? new Socket() : setup.certificate.trustingSocket();
  }

  /** One field of INFO, or an empty text. */
  public String info(String section, String field) {
    return Stream.of(String.valueOf(command("INFO", section)).split("\r?\n"))
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** Whether its process is alive, be it paused or not. */
  public boolean running() {
    return process != null && process.isAlive();
  }

  /** SIGKILL: gone at once, as a machine is that loses power. */
  public void kill() {
    process.destroyForcibly();
    ended();
  }

  /** SIGTERM: it says goodbye. */
  public void stop() {
    process.destroy();
    ended();
  }

  /** Ends it if it still runs, and starts it on the same port: empty, unless it keeps a file. */
  public void restart() {
    if (running()) {
      kill();
    }
    try {
      launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGSTOP: it holds its connections and does nothing until {@link #resume}. */
  public void pause() {
    signal("-STOP");
  }

  public void resume() {
    signal("-CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", name, "" + process.pid()).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill " + name + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void ended() {
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (!RUNNING.remove(this)) {
      return;
    }
    if (process != null) {
      kill();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
