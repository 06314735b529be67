package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Storm;
import dev.sluice.testing.StormyGateway;
import dev.sluice.testing.StormyGateway.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Law W3 on the packaged gateway: three teams whose queues are always full, and slots as the
 * bottleneck. How many are in use is what the sandbox says of its tasks, by its own clock, against
 * its own limit.
 */
class SlotUseIT {

  private static final Logger LOG = Logger.getLogger(SlotUseIT.class);

  private static final double ENOUGH = 0.90;
  private static final int SPANS = 4;
  private static final Duration SAMPLE = Duration.ofMillis(500);
  private static final List<String> TEAMS = List.of("one", "two", "three");

  /**
   * How the vendor is scaled down: tasks and times by the same factor, so that the requests a
   * second are the vendor's own. Looks at a task are half a second apart at the least while slots
   * are wanted; that is scaled by {@code min-spacing}, which bounds it.
   *
   * @param slots the sandbox's limit
   * @param queue how many submits each team has waiting
   * @param first what is not looked at: until the slots have filled and durations are learned
   * @param span what is looked at
   * @param properties the rest of the scale
   */
  private record Scale(
      int slots, int queue, Duration first, Duration span, Map<String, String> properties) {}

  @Test
  void slotsAreInRealUseAndSharedByWeightWhereTheyAreTheBottleneck() {
    fill(
        new Scale(
            100,
            60,
            Duration.ofSeconds(12),
            Duration.ofSeconds(12),
            Map.of(
                "sluice.sandbox.windows", "1000/6s",
                "sluice.sandbox.concurrent-tasks", "100",
                "sluice.sandbox.duration", "2s..4s",
                "sluice.tasks.first-check", "300ms",
                "sluice.tasks.min-spacing", "50ms")));
  }

  @Test
  @Tag("long")
  void aThousandSlotsAreInRealUseAndSharedByWeightForThreeMinutes() {
    fill(
        new Scale(
            1000,
            150,
            Duration.ofSeconds(90),
            Duration.ofMinutes(3),
            Map.of(
                "sluice.sandbox.windows", "10000/60s",
                "sluice.sandbox.concurrent-tasks", "1000",
                "sluice.sandbox.duration", "20s..40s")));
  }

  private static void fill(Scale scale) {
    try (StormyGateway gateway =
        StormyGateway.start(
            List.of(
                "one: {keys: [key-one], weight: 1, max-wait: 60s}",
                "two: {keys: [key-two], weight: 2, max-wait: 60s}",
                "three: {keys: [key-three], weight: 3, max-wait: 60s}"),
            scale.properties)) {
      Storm storm = gateway.storm();
      TEAMS.forEach(team -> storm.queue("key-" + team, scale.queue, 60));
      Span span = new Span(gateway.readAfter(scale.first));
      for (int i = 0; i < SPANS && (i == 0 || span.use(scale) < ENOUGH); i++) {
        span = new Span(span.last);
        span.watch(gateway, scale.span);
        LOG.infof("slots %d: %s", scale.slots, span.told(scale));
        gateway.assertThatTheLimitHeld();
      }
      storm.end();
      assertThat(span.last.sandbox().count("mostUnfinished")).isLessThanOrEqualTo(scale.slots);
      assertThat(span.use(scale)).as("slots in real use").isGreaterThanOrEqualTo(ENOUGH);
      for (int i = 0; i < TEAMS.size(); i++) {
        double due = (i + 1) / 6.0;
        assertThat(span.share(i))
            .as("share of team %s: %s", TEAMS.get(i), span.told(scale))
            .isCloseTo(due, within(0.05 * due));
      }
      gateway.assertThatNoSlotStaysBehind(Duration.ofMinutes(2));
    }
  }

  /** What is read between two moments. */
  private static final class Span {
    private final Reading begin;
    private final double[] held = new double[TEAMS.size()];
    private Reading last;

    private Span(Reading begin) {
      this.begin = begin;
      this.last = begin;
    }

    private void watch(StormyGateway gateway, Duration howLong) {
      while (last.sandbox().secondsSince(begin.sandbox()) * 1000 < howLong.toMillis()) {
        last = gateway.readAfter(SAMPLE);
        for (int i = 0; i < held.length; i++) {
          held[i] += last.slots(TEAMS.get(i));
        }
      }
    }

    private double use(Scale scale) {
      return last.sandbox().runningSince(begin.sandbox()) / scale.slots;
    }

    private double share(int team) {
      return held[team] / (held[0] + held[1] + held[2]);
    }

    private String told(Scale scale) {
      return "%.1f s, in real use %.1f %%, most %d, refused %d, shares %.4f %.4f %.4f, rate %.1f %%"
          .formatted(
              last.sandbox().secondsSince(begin.sandbox()),
              100 * use(scale),
              last.sandbox().count("mostUnfinished"),
              last.sandbox().count("refused"),
              share(0),
              share(1),
              share(2),
              100 * last.sandbox().useSince(begin.sandbox()));
    }
  }
}
