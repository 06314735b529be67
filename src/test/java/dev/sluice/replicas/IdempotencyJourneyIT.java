package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Fleet;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Submits with an {@code Idempotency-Key} over two replicas that share a Redis; the sandbox counts.
 */
class IdempotencyJourneyIT {

  private static final Logger LOG = Logger.getLogger(IdempotencyJourneyIT.class);

  private static final Limits LIMITS = new Limits(3000, Duration.ofSeconds(15), 100, "1s..2s");
  private static final int MANY = 200;

  private SandboxProcess sandbox;
  private RedisServer redis;
  private Fleet fleet;
  private List<TeamClient> clients;

  @BeforeEach
  void start() {
    sandbox = SandboxProcess.start(LIMITS);
    redis = RedisServer.start();
    fleet =
        Fleet.before(
                sandbox,
                List.of(sandbox.upstream("shared").replace("}", ", timeout: 3s}")),
                List.of("red: {keys: [key-red], max-wait: 0s}", "blue: {keys: [key-blue]}"),
                List.of("budget: {cold-start: 0s}"))
            .start(2, redis.properties());
    clients = fleet.gateways().stream().map(gateway -> client(gateway, "key-red")).toList();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> clients.stream().allMatch(each -> each.submit("warm").status() == 200));
  }

  @AfterEach
  void stop() {
    fleet.close();
    redis.close();
    sandbox.close();
  }

  @Test
  void twoHundredSubmitsAtOnceWithOneKeyOverTwoReplicasMakeOneTask() {
    long started = started();
    List<CompletableFuture<Heard>> sent = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      sent.add(
          clients.get(i % 2).submitting("[lag:1s] a film", "Idempotency-Key", "\"two-hundred\""));
    }
    List<Heard> first = sent.stream().map(CompletableFuture::join).toList();

    List<Heard> heard = new ArrayList<>(first);
    for (int i = 0; i < MANY; i++) {
      if (first.get(i).status() == 409) {
        assertThat(first.get(i).retryAfter()).hasSeconds(1);
        heard.set(
            i, clients.get(i % 2).submit("[lag:1s] a film", "Idempotency-Key", "two-hundred"));
      }
    }

    Set<String> bodies = new HashSet<>();
    heard.forEach(
        each -> {
          assertThat(each.status()).isEqualTo(200);
          assertThat(each.header("Sluice-Upstream")).isEqualTo("shared");
          bodies.add(each.body());
        });
    LOG.infof(
        "FIGURES one key: %d submits, %d told to come back, %d replayed, %d started",
        MANY,
        first.stream().filter(each -> each.status() == 409).count(),
        heard.stream().filter(IdempotencyJourneyIT::replayed).count(),
        started() - started);
    assertThat(bodies).hasSize(1);
    assertThat(heard.stream().filter(each -> !replayed(each))).hasSize(1);
    assertThat(started() - started).isEqualTo(1);
    assertThat(clients.get(1).status(heard.get(0).taskId()).status()).isEqualTo(200);

    Heard other = clients.get(0).submit("another film", "Idempotency-Key", "two-hundred");
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.body()).contains("\"code\":422", "Idempotency-Key");
    Heard blue =
        client(fleet.gateways().get(0), "key-blue")
            .submit("[lag:1s] a film", "Idempotency-Key", "two-hundred");
    assertThat(blue.status()).isEqualTo(200);
    assertThat(blue.body()).isNotIn(bodies);
    assertThat(clients.get(0).submit("a film", "Idempotency-Key", "two hundred").status())
        .isEqualTo(400);
  }

  @Test
  void anUnknownOutcomeIsReplayedByEveryReplicaAndARefusalByNone() {
    Heard unknown = clients.get(0).submit("[timeout]", "Idempotency-Key", "silent");
    assertThat(unknown.status()).isEqualTo(504);
    long started = started();
    for (TeamClient client : clients) {
      Heard again = client.submit("[timeout]", "Idempotency-Key", "silent");
      assertThat(again.status()).isEqualTo(504);
      assertThat(again.body()).isEqualTo(unknown.body());
      assertThat(again.header("Sluice-Outcome")).isEqualTo("unknown");
      assertThat(replayed(again)).isTrue();
      assertThat(again.took()).isLessThan(Duration.ofSeconds(2));
    }
    assertThat(started()).isEqualTo(started);

    Heard refused = clients.get(0).submit("[status:400]", "Idempotency-Key", "refused");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(replayed(clients.get(1).submit("[status:400]", "Idempotency-Key", "refused")))
        .isTrue();
    assertThat(clients.get(0).submit("[status:503]", "Idempotency-Key", "later").status())
        .isEqualTo(503);
    assertThat(clients.get(1).submit("a film", "Idempotency-Key", "later").status()).isEqualTo(200);
  }

  @Test
  void whileRedisIsAwaySubmitsWithAKeyAreRefusedAndServedOnceItIsBack() {
    redis.pause();
    Heard away = clients.get(0).submit("a film", "Idempotency-Key", "away");
    redis.resume();
    assertThat(away.status()).isEqualTo(503);
    assertThat(away.body()).contains("\"violated-policies\":[\"store\"]");
    assertThat(away.retryAfter()).isPositive();
    assertThat(away.took()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(12));

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> clients.get(1).submit("a film", "Idempotency-Key", "away").status() == 200);
  }

  @Test
  @Tag("long")
  void whereAReplicaIsKilledOnTheWayTheOtherNeverSendsAgain() {
    long started = started();
    CompletableFuture<Heard> lost =
        clients.get(0).submitting("[lag:2s] a film", "Idempotency-Key", "killed");
    Awaitility.await().until(() -> started() == started + 1);
    fleet.kill(0);
    assertThat(lost).failsWithin(Duration.ofSeconds(10));
    TeamClient survivor = clients.get(1);
    assertThat(survivor.submit("[lag:2s] a film", "Idempotency-Key", "killed").status())
        .isEqualTo(409);

    // Store 8 s, to spare 10 s, and twice timeout 3 s, connection 5 s and another token 1 s.
    Awaitility.await()
        .atMost(Duration.ofSeconds(45))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> survivor.submit("[lag:2s] a film", "Idempotency-Key", "killed").status() == 504);
    assertThat(started()).isEqualTo(started + 1);
  }

  private long started() {
    return fleet.sandbox().count("started");
  }

  private static boolean replayed(Heard heard) {
    return heard.header("Idempotency-Replayed").equals("true");
  }

  private static TeamClient client(PackagedGateway gateway, String key) {
    return new TeamClient(gateway, key);
  }
}
