package dev.sluice.task;

import dev.sluice.testing.SlotStorm;
import dev.sluice.testing.Storm;
import dev.sluice.testing.StormyGateway;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Law W3 on the packaged gateway: three teams whose queues are always full, and slots as the
 * bottleneck.
 */
class SlotUseIT {

  private static final double ENOUGH = 0.90;
  private static final List<String> TEAMS = List.of("one", "two", "three");

  /**
   * The vendor is scaled down, tasks and times by the same factor, so that the requests a second
   * are the vendor's own. Looks at a task are half a second apart at the least while slots are
   * wanted; that is scaled by {@code min-spacing}, which bounds it.
   */
  @Test
  void slotsAreInRealUseAndSharedByWeightWhereTheyAreTheBottleneck() {
    fill(
        new SlotStorm.Scale(100, ENOUGH, 0.05, Duration.ofSeconds(12), Duration.ofSeconds(12)),
        60,
        Map.of(
            "sluice.sandbox.windows", "1000/6s",
            "sluice.sandbox.concurrent-tasks", "100",
            "sluice.sandbox.duration", "2s..4s",
            "sluice.tasks.first-check", "300ms",
            "sluice.tasks.min-spacing", "50ms"));
  }

  @Test
  @Tag("long")
  void aThousandSlotsAreInRealUseAndSharedByWeightForThreeMinutes() {
    fill(
        new SlotStorm.Scale(1000, ENOUGH, 0.05, Duration.ofSeconds(90), Duration.ofMinutes(3)),
        150,
        Map.of(
            "sluice.sandbox.windows", "10000/60s",
            "sluice.sandbox.concurrent-tasks", "1000",
            "sluice.sandbox.duration", "20s..40s"));
  }

  private static void fill(SlotStorm.Scale scale, int queue, Map<String, String> properties) {
    try (StormyGateway gateway =
        StormyGateway.start(
            List.of(
                "one: {keys: [key-one], weight: 1, max-wait: 60s}",
                "two: {keys: [key-two], weight: 2, max-wait: 60s}",
                "three: {keys: [key-three], weight: 3, max-wait: 60s}"),
            properties)) {
      Storm storm = gateway.storm();
      TEAMS.forEach(team -> storm.queue("key-" + team, queue, 60));
      new SlotStorm(gateway, scale)
          .assertThatSlotsAreUsedAndShared(TEAMS, List.of(1.0, 2.0, 3.0), storm::end);
      gateway.assertThatNoSlotStaysBehind(Duration.ofMinutes(2));
    }
  }
}
