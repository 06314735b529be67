package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Fleet;
import dev.sluice.testing.RateStorm;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.SlotStorm;
import dev.sluice.testing.Storm;
import dev.sluice.testing.Storm.Tally;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Four replicas, each a process of its own, share one key through Redis: three teams ask for five
 * times the budget, and the sandbox, in a fifth process, judges.
 *
 * <p>The short forms ask for less use than the long ones, since every replica is slow in its first
 * seconds and the two cores of a small machine carry all six processes: a grant that is too old
 * when it is to be sent is forfeited. They fail all the same where replicas do not know of each
 * other: four with the whole budget each would send four times as much, and four with a fourth of
 * it each could not divide by the teams' guarantees and weights.
 */
class ReplicaStormIT {

  private static final int REPLICAS = 4;
  private static final int PATIENCE = 2;
  private static final Duration HOLD = Duration.ofSeconds(12);
  private static final Duration END = Duration.ofMinutes(2);

  @Test
  void fourReplicasShareTheRateByTheLaw() {
    shareTheRate(new Limits(600, Duration.ofSeconds(15), 50_000, "200ms..400ms"), 0.90, 0.1, 15);
  }

  @Test
  @Tag("long")
  void fourReplicasShareTheRateByTheLawForNinetySeconds() {
    shareTheRate(new Limits(3000, Duration.ofSeconds(60), 50_000, "200ms..400ms"), 0.95, 0.05, 90);
  }

  private static void shareTheRate(Limits limits, double enough, double nearly, int seconds) {
    try (SandboxProcess sandbox = SandboxProcess.start(limits);
        RedisServer redis = RedisServer.start();
        Fleet fleet = FullHouse.fleet(sandbox, "").start(REPLICAS, redis.properties())) {
      Storm storm = fleet.storm();
      List<Tally> crowds =
          FullHouse.TEAMS.stream()
              .map(team -> storm.flood("key-" + team, 1.8 * limits.perSecond(), PATIENCE))
              .toList();
      RateStorm.Scale scale =
          new RateStorm.Scale(
              limits.perSecond(), Duration.ofSeconds(6), Duration.ofSeconds(seconds));
      RateStorm.Span span = new RateStorm(fleet, scale, enough).steady(crowds);
      storm.end();
      assertThat(span.offered()).isGreaterThan(5);
      RateStorm.assertThatSharesAre(
          span, FullHouse.rateShares(limits, span.accepted() / span.seconds()), nearly);
      assertThat(crowds).allSatisfy(crowd -> assertThat(crowd.untold()).isZero());
    }
  }

  @Test
  @Tag("long")
  void fourReplicasShareTheSlotsByTheLawForNinetySeconds() {
    shareTheSlots(new Limits(6000, Duration.ofSeconds(60), 300, "8s..16s"), 0.90, 0.05, 40, 90);
  }

  private static void shareTheSlots(
      Limits limits, double enough, double nearly, int first, int seconds, String... members) {
    try (SandboxProcess sandbox = SandboxProcess.start(limits);
        RedisServer redis = RedisServer.start();
        Fleet fleet = FullHouse.fleet(sandbox, "", members).start(REPLICAS, redis.properties())) {
      FullHouse house = FullHouse.pressed(fleet, limits);
      SlotStorm.Scale scale =
          new SlotStorm.Scale(
              limits.slots(),
              enough,
              nearly,
              Duration.ofSeconds(first),
              Duration.ofSeconds(seconds));
      new SlotStorm(fleet, scale)
          .assertThatSlotsAreUsedAndShared(
              FullHouse.TEAMS, FullHouse.slotShares(limits), house.storm()::end);
      house.clearOut(END);
      house.assertThatTheLawHeld("slots");
      fleet.assertThatNoSlotStaysBehind(END);
    }
  }

  /**
   * Here both are wanted: all slots are in use, and what the teams leave of the rate is spent on
   * looks at their tasks. The hold is longer than a task, so what a killed replica had under way
   * has ended when its slot is free.
   */
  @Test
  void theLawHoldsWhileReplicasAreKilledAndStarted() {
    keepTheLawUnderKills(
        new Limits(1000, Duration.ofSeconds(10), 60, "2s..4s"), 6, 3, FullHouse.QUICK);
  }

  @Test
  @Tag("long")
  void theLawHoldsWhileForNinetySecondsReplicasAreKilledAndStarted() {
    keepTheLawUnderKills(new Limits(3000, Duration.ofSeconds(60), 100, "5s..10s"), 10, 9);
  }

  private static void keepTheLawUnderKills(
      Limits limits, int seconds, int kills, String... members) {
    try (SandboxProcess sandbox = SandboxProcess.start(limits);
        RedisServer redis = RedisServer.start();
        Fleet fleet =
            FullHouse.fleet(sandbox, "hold: " + HOLD.toSeconds() + "s", members)
                .start(REPLICAS, redis.properties())) {
      FullHouse house = FullHouse.of(fleet, limits);
      for (int i = 0; i < kills; i++) {
        long until = fleet.sandbox().count("nowMillis") + seconds * 1000L;
        fleet.kill(0);
        fleet.start(1, redis.properties());
        fleet.pass(Duration.ofMillis(until - fleet.sandbox().count("nowMillis")));
      }
      house.storm().end();
      house.pollers().assertThatNoTaskIsLost(END);
      Awaitility.await()
          .atMost(HOLD)
          .untilAsserted(
              () ->
                  assertThat(LeaseBook.states(redis, "shared").keySet())
                      .as("states of what is left")
                      .isSubsetOf("U"));
      house.clearOut(HOLD.plusSeconds(5));
      house.assertThatTheLawHeld("kills");
      fleet.assertThatTheLimitHeld();
    }
  }
}
