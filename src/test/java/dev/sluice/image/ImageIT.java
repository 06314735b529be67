package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.LoadClient;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Pollers;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.Storm;
import dev.sluice.testing.Storm.Tally;
import dev.sluice.testing.Stormy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image of {@code Dockerfile.jvm}: as nobody in particular, on a file system that is read-only,
 * within 256 MiB. It shares Redis and a strict sandbox with a replica outside.
 */
@Tag("long")
class ImageIT {

  private static final Logger LOG = Logger.getLogger(ImageIT.class);
  static final String IMAGE = "localhost/sluice:it";
  private static final Limits LIMITS = new Limits(1500, Duration.ofSeconds(15), 120, "1s..2s");
  private static final String TEAM = "red: {keys: [key-red], max-wait: 60s}";
  private static final String BUDGET = "budget: {cold-start: 0s, margin-slots: 0%}";

  private static Podman podman;

  @TempDir private Path folder;

  @BeforeAll
  static void build() {
    podman = Podman.here();
    podman.build(IMAGE);
  }

  @Test
  void itIsNobodyWritesNothingAndStartsFromItsCache() throws IOException {
    try (Container gateway =
        run("", "QUARKUS_HTTP_PORT=0", "JDK_JAVA_OPTIONS=-Xlog:class+load:file=/tmp/classes")) {
      List<String> classes = Files.readAllLines(gateway.file("/tmp/classes"));
      long cached =
          classes.stream().filter(line -> line.contains("source: shared objects file")).count();
      LOG.infof(
          "FIGURES start: %d of %d classes from the cache; %s; %s",
          cached, classes.size(), Figures.of(gateway), gateway.lineOfLog("started in"));

      assertThat(gateway.user()).isEqualTo("10001:10001");
      assertThat(gateway.inspect("{{.HostConfig.ReadonlyRootfs}}")).isEqualTo("true");
      assertThat(cached).as("of %d classes", classes.size()).isGreaterThan(5000);
      assertThat(cached)
          .as("the JVM's own archive alone has a sixth, AppCDS leaves hidden classes out")
          .isGreaterThan(classes.size() * 7 / 10);
      assertThat(gateway.memoryLimit()).isIn(-1L, 256L << 20);
    }
  }

  @Test
  void aStormIsServedAndNothingIsLostWhenItIsToldToStop() throws Exception {
    try (SandboxProcess sandbox = SandboxProcess.start(LIMITS);
        RedisServer redis = RedisServer.start();
        Scene scene = new Scene(sandbox, redis)) {
      List<Tally> crowds =
          List.of(scene.storm().patient("key-red", 300, 4), scene.storm().flood("key-red", 120, 0));
      scene.pass(Duration.ofSeconds(20));
      Figures busy = Figures.of(scene.container);
      long accepted = crowds.stream().mapToLong(crowd -> crowd.answered(200)).sum();

      long before = refused(crowds);
      long from = System.nanoTime();
      CompletableFuture<Void> stopped = scene.container.stop(30);
      scene.pass(Duration.ofSeconds(1));
      scene.leave();
      stopped.get(40, TimeUnit.SECONDS);
      Duration took = Duration.ofNanos(System.nanoTime() - from);
      scene.storm().end();
      scene.pollers.assertThatNoTaskIsLost(Duration.ofSeconds(60));

      LOG.infof(
          "FIGURES storm: %s; stopped in %d ms with %d; %s; %s",
          busy, took.toMillis(), scene.container.exitCode(), crowds, scene.pollers);
      assertThat(accepted).as("accepted by the container and the other").isGreaterThan(200);
      assertThat(scene.container.exitCode()).as("128 and SIGTERM").isEqualTo(143);
      assertThat(crowds)
          .allSatisfy(crowd -> assertThat(crowd.answers().keySet()).isSubsetOf(200, 429, 503))
          .allSatisfy(crowd -> assertThat(crowd.untold()).isZero());
      assertThat(refused(crowds) - before).as("503 while it stopped").isPositive();
      scene.pollers.assertThatEveryPollWasAnswered();
      scene.assertThatNoSlotStaysBehind(Duration.ofSeconds(30));
      scene.assertThatTheLimitHeld();
      assertThat(busy.limit).isIn(-1L, 256L << 20);
      assertThat(busy.resident).as("MiB resident").isLessThan(256);
    }
  }

  private static long refused(List<Tally> crowds) {
    return crowds.stream().mapToLong(crowd -> crowd.answered(503)).sum();
  }

  /** What the kernel says of a container's memory, in MiB; the limit in bytes. */
  private record Figures(long resident, long anonymous, long charged, long limit) {
    static Figures of(Container container) {
      return new Figures(
          container.resident(),
          container.anonymous(),
          container.mostCharged(),
          container.memoryLimit());
    }
  }

  /** The container and a replica outside, both asked in turn; then only the one outside. */
  private final class Scene implements Stormy {

    private final SandboxProcess sandbox;
    private final Container container;
    private final PackagedGateway outside;
    private final LoadClient client;
    private final Storm storm;
    private final Pollers pollers;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile boolean left;

    Scene(SandboxProcess sandbox, RedisServer redis) throws IOException {
      this.sandbox = sandbox;
      String yaml =
          "sluice:\n  %s\n  upstreams:\n    %s\n  teams:\n    %s\n"
              .formatted(BUDGET, sandbox.upstream("shared"), TEAM);
      int port = Ports.free();
      this.container =
          run(
              yaml,
              "QUARKUS_HTTP_PORT=" + port,
              "QUARKUS_REDIS_HOSTS=" + redis.properties().get("quarkus.redis.hosts"));
      this.outside = PackagedGateway.startSmall(yaml, redis.properties());
      this.client =
          new LoadClient(
              () -> left || turn.getAndIncrement() % 2 == 0 ? outside.port() : port, any -> true);
      this.pollers = new Pollers(client, Duration.ofMillis(500));
      this.storm = new Storm(client, pollers::follow);
    }

    /** As a Service does when a pod is no longer ready: nobody new is sent to the container. */
    void leave() {
      left = true;
    }

    @Override
    public Storm storm() {
      return storm;
    }

    @Override
    public LoadClient client() {
      return client;
    }

    @Override
    public int sandboxPort() {
      return sandbox.port();
    }

    @Override
    public List<PackagedGateway> gateways() {
      return List.of(outside);
    }

    @Override
    public void close() {
      storm.end();
      client.close();
      outside.kill();
      container.close();
    }
  }

  /** Runs the image on this machine's loopback as a sidecar is run, and waits until it is up. */
  private Container run(String yaml, String... variables) throws IOException {
    Path config = Files.createDirectories(folder.resolve("config"));
    Files.writeString(config.resolve("application.yaml"), yaml);
    for (Path readable : List.of(folder, config)) {
      Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Container container = new Container(podman, "sluice-it-" + ProcessHandle.current().pid());
    container.close();
    List<String> arguments =
        new ArrayList<>(List.of("run", "-d", "--name", container.name(), "--network", "host"));
    arguments.addAll(List.of("--memory", "256m", "--read-only", "--tmpfs", "/tmp:size=64m"));
    arguments.addAll(List.of("--cap-drop", "all", "-v", config + ":/app/config:ro"));
    List<String> environment = new ArrayList<>(List.of("QUARKUS_HTTP_HOST=127.0.0.1"));
    SidecarManifest.read().memoryFlags().forEach((k, v) -> environment.add(k + "=" + v));
    environment.addAll(List.of(variables));
    environment.forEach(variable -> arguments.addAll(List.of("-e", variable)));
    arguments.add(IMAGE);
    podman.podman(arguments.toArray(String[]::new));
    container.awaitLog("Listening on: ");
    return container;
  }
}
