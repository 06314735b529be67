package dev.sluice.replicas;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.KeySpace;
import dev.sluice.testing.Fleet;
import dev.sluice.testing.LoadClient;
import dev.sluice.testing.Pollers;
import dev.sluice.testing.RedisCluster;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.SandboxRecord;
import dev.sluice.testing.Storm;
import dev.sluice.testing.Storm.Tally;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two upstream keys whose ledgers lie on different masters of a Cluster of three, before a sandbox
 * each: both hold their laws, also while the master of one is killed.
 */
@Tag("long")
class ClusterIT {

  private static final Logger LOG = Logger.getLogger(ClusterIT.class);

  private static final Limits LIMITS = new Limits(1000, Duration.ofSeconds(10), 40, "2s..4s");
  private static final int CLIENTS = 60;
  private static final int WAIT = 8;
  private static final Duration END = Duration.ofSeconds(60);

  @Test
  void twoKeysOnTwoMastersHoldTheirLawsAndUsageIsCountedOnceWhileAMasterIsKilled() {
    try (RedisCluster cluster = RedisCluster.startWithReplicas();
        SandboxProcess left = SandboxProcess.start(LIMITS);
        SandboxProcess right = SandboxProcess.start(LIMITS)) {
      RedisServer master = cluster.holding(KeySpace.ledger("left", ""));
      String other = nameElsewhere(cluster, master);
      try (Fleet fleet = fleet(left, right, other).start(2, cluster.properties())) {
        new Run(fleet, left, right).throughAKill(master);
        Awaitility.await()
            .atMost(Duration.ofSeconds(15))
            .untilAsserted(
                () -> {
                  assertThat(used(cluster, "west")).isEqualTo(started(fleet, left));
                  assertThat(used(cluster, "east")).isEqualTo(started(fleet, right));
                });
      }
    }
  }

  /** A name whose ledger another master holds. */
  private static String nameElsewhere(RedisCluster cluster, RedisServer master) {
    return IntStream.range(0, 100)
        .mapToObj(i -> "right" + i)
        .filter(name -> cluster.holding(KeySpace.ledger(name, "")) != master)
        .findFirst()
        .orElseThrow();
  }

  private static Fleet fleet(SandboxProcess left, SandboxProcess right, String other) {
    return Fleet.before(
        left,
        List.of(left.upstream("left"), right.upstream(other)),
        List.of(
            "west: {keys: [key-west], routes: {auto: [left]}, max-wait: 60s}",
            "east: {keys: [key-east], routes: {auto: [%s]}, max-wait: 60s}".formatted(other)),
        List.of("budget: {cold-start: 0s, margin-slots: 0%}", FullHouse.QUICK));
  }

  /** Tasks of a team, as usage counts them. */
  private static long used(RedisCluster cluster, String team) {
    long used = 0;
    for (LocalDate day : List.of(LocalDate.now(UTC).minusDays(1), LocalDate.now(UTC))) {
      String page = KeySpace.usage(day.toString(), "counts:" + team);
      for (Object count : (List<?>) cluster.holding(page).command("HVALS", page)) {
        used += Long.parseLong(String.valueOf(count));
      }
    }
    return used;
  }

  private static long started(Fleet fleet, SandboxProcess sandbox) {
    return SandboxRecord.read(fleet.client(), sandbox.port()).count("started");
  }

  private static final class Run {
    private final Fleet fleet;
    private final SandboxProcess left;
    private final SandboxProcess right;
    private final Pollers pollers;
    private final Storm storm;
    private final Tally west;
    private final Tally east;

    private Run(Fleet fleet, SandboxProcess left, SandboxProcess right) {
      this.fleet = fleet;
      this.left = left;
      this.right = right;
      this.pollers = new Pollers(fleet.client(), Duration.ofMillis(700));
      this.storm = fleet.storm(pollers::follow);
      this.west = storm.patient("key-west", CLIENTS, WAIT);
      this.east = storm.patient("key-east", CLIENTS, WAIT);
    }

    private SandboxRecord record(SandboxProcess sandbox) {
      return SandboxRecord.read(fleet.client(), sandbox.port());
    }

    private void throughAKill(RedisServer master) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .until(
              () ->
                  fleet.metrics(0).sum("sluice_slots_in_use") >= 2 * LIMITS.slots()
                      || refused() > 0);
      SandboxRecord before = record(right);

      master.kill();
      long killed = System.nanoTime();
      long accepted = west.answered(200);
      fleet.pass(Duration.ofMillis(500));
      LoadClient.Reply probe =
          fleet
              .client()
              .submit("key-west", "a probe", 20)
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      if (probe.status() == 200) {
        pollers.follow("key-west", probe);
      }
      LOG.infof(
          "FIGURES master killed: west was answered %s after %.1f s",
          probe, (System.nanoTime() - killed) / 1e9);
      fleet.pass(Duration.ofSeconds(8));
      double use = record(right).runningSince(before) / LIMITS.slots();
      storm.end();
      pollers.assertThatNoTaskIsLost(END);
      fleet.assertThatAllSlotsComeBack(END);

      LOG.infof(
          "FIGURES cluster: east used %.1f %% of its slots meanwhile; %s; west %s; east %s; %s; %s",
          100 * use, pollers, west, east, record(left), record(right));
      assertThat(probe.status()).isEqualTo(200);
      assertThat(west.answered(200)).isGreaterThan(accepted + LIMITS.slots());
      // A third of its tasks' records lay on the killed master: their ends wait for its replica.
      assertThat(use).as("slots of the other key in use").isGreaterThan(0.3);
      assertThatTheLawHeld(record(left));
      assertThatTheLawHeld(record(right));
      pollers.assertThatEveryPollWasAnswered();
    }

    private long refused() {
      return record(left).count("refused") + record(right).count("refused");
    }

    private static void assertThatTheLawHeld(SandboxRecord sandbox) {
      assertThat(sandbox.count("refused")).isZero();
      assertThat(sandbox.count("largestWindow")).isLessThanOrEqualTo(LIMITS.requests());
      assertThat(sandbox.count("mostUnfinished")).isLessThanOrEqualTo(LIMITS.slots());
    }
  }
}
