package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Cut;
import dev.sluice.testing.Fleet;
import dev.sluice.testing.Pollers.Failure;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two of four replicas are cut off from Redis while all slots are in use: those two admit nothing,
 * the others go on, and the sum stays within the limit. Replicas that spent a share of their own
 * while cut off would send more than is allowed, since the others already use all of it.
 */
class PartitionIT {

  private static final Logger LOG = Logger.getLogger(PartitionIT.class);

  private static final Duration END = Duration.ofSeconds(90);

  @Test
  void theSumStaysWithinTheLimitWhileTwoOfFourAreCutOff() {
    keepTheLimit(
        new Limits(1000, Duration.ofSeconds(10), 60, "2s..4s"), Duration.ofSeconds(10), 30);
  }

  @Test
  @Tag("long")
  void theSumStaysWithinTheLimitWhileTwoOfFourAreCutOffForTwentySeconds() {
    keepTheLimit(
        new Limits(3000, Duration.ofSeconds(60), 100, "5s..10s"), Duration.ofSeconds(20), 60);
  }

  private static void keepTheLimit(Limits limits, Duration howLong, int hold) {
    try (SandboxProcess sandbox = SandboxProcess.start(limits);
        RedisServer redis = RedisServer.start();
        Cut road = Cut.to(redis);
        Fleet fleet = FullHouse.fleet(sandbox, "hold: " + hold + "s", FullHouse.QUICK)) {
      fleet.start(2, redis.properties());
      fleet.start(2, Map.of("quarkus.redis.hosts", road.hosts()));
      FullHouse house = FullHouse.of(fleet, limits);

      long cut = System.nanoTime();
      road.cut();
      fleet.pass(howLong.minusSeconds(2));
      long accepted = house.accepted();
      fleet.pass(Duration.ofSeconds(2));
      long alone = house.accepted() - accepted;
      road.heal();
      long healed = System.nanoTime();
      fleet.pass(Duration.ofSeconds(8));

      LOG.infof("FIGURES cut off: in the last 2 s before the end %d submits accepted", alone);
      assertThat(alone).isPositive();
      house.clearOut(END);
      house.assertThatTheLimitsHeld("cut off for " + howLong);
      assertThatOnlyWhatNobodyToldThemWasUnanswered(house.pollers().failures(), cut, healed);
    }
  }

  /**
   * A replica that is cut off cannot know of a task that another one accepted since, and says so
   * with a 503: never with a 404, and never of a task that it was told of.
   */
  private static void assertThatOnlyWhatNobodyToldThemWasUnanswered(
      List<Failure> failures, long cut, long healed) {
    long soon = Duration.ofSeconds(1).toNanos();
    assertThat(failures)
        .allSatisfy(
            failure -> {
              assertThat(failure.reply().status()).isEqualTo(503);
              assertThat(failure.reply().retryAfter()).isPositive();
              assertThat(failure.accepted()).isGreaterThan(cut - soon);
              assertThat(failure.at()).isLessThan(healed + soon);
            });
  }
}
