package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Stormy.Reading;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Judges queues that are always full where slots are the bottleneck. How many are in use is what
 * the sandbox says of its tasks, by its own clock, against its own limit.
 */
public final class SlotStorm {

  private static final Logger LOG = Logger.getLogger(SlotStorm.class);

  private static final int SPANS = 4;
  private static final Duration SAMPLE = Duration.ofMillis(500);

  private final Stormy gateways;
  private final Scale scale;

  /**
   * What is looked at.
   *
   * @param slots the sandbox's limit
   * @param enough the part of them that must be in real use
   * @param nearly how far a share may be from what is due, as a part of that
   * @param first what is not looked at: until the slots have filled and durations are learned
   * @param span what is looked at
   */
  public record Scale(int slots, double enough, double nearly, Duration first, Duration span) {}

  public SlotStorm(Stormy gateways, Scale scale) {
    this.gateways = gateways;
    this.scale = scale;
  }

  /**
   * Slots are in use, never too many, and divide by these weights.
   *
   * @param enough run when enough was seen, before anything is said
   */
  public void assertThatSlotsAreUsedAndShared(
      List<String> teams, List<Double> weights, Runnable enough) {
    Span span = new Span(gateways.readAfter(scale.first), teams);
    for (int i = 0; i < SPANS && (i == 0 || span.use() < scale.enough); i++) {
      span = new Span(span.last, teams);
      span.watch();
      LOG.infof("slots %d: %s", scale.slots, span);
      gateways.assertThatTheLimitHeld();
    }
    enough.run();
    assertThat(span.last.sandbox().count("mostUnfinished")).isLessThanOrEqualTo(scale.slots);
    assertThat(span.use()).as("slots in real use").isGreaterThanOrEqualTo(scale.enough);
    double total = weights.stream().mapToDouble(Double::doubleValue).sum();
    for (int i = 0; i < teams.size(); i++) {
      double due = weights.get(i) / total;
      assertThat(span.share(i))
          .as("share of team %s: %s", teams.get(i), span)
          .isCloseTo(due, within(scale.nearly * due));
    }
  }

  /** What is read between two moments. */
  private final class Span {
    private final Reading begin;
    private final List<String> teams;
    private final double[] held;
    private Reading last;

    private Span(Reading begin, List<String> teams) {
      this.begin = begin;
      this.last = begin;
      this.teams = teams;
      this.held = new double[teams.size()];
    }

    private void watch() {
      while (last.sandbox().secondsSince(begin.sandbox()) * 1000 < scale.span.toMillis()) {
        last = gateways.readAfter(SAMPLE);
        for (int i = 0; i < held.length; i++) {
          held[i] += last.slots(teams.get(i));
        }
      }
    }

    private double use() {
      return last.sandbox().runningSince(begin.sandbox()) / scale.slots;
    }

    private double share(int team) {
      double all = 0;
      for (double one : held) {
        all += one;
      }
      return held[team] / all;
    }

    @Override
    public String toString() {
      StringBuilder shares = new StringBuilder();
      for (int i = 0; i < held.length; i++) {
        shares.append(" %.4f".formatted(share(i)));
      }
      return "%.1f s, in real use %.1f %%, most %d, refused %d, shares%s, rate %.1f %%"
          .formatted(
              last.sandbox().secondsSince(begin.sandbox()),
              100 * use(),
              last.sandbox().count("mostUnfinished"),
              last.sandbox().count("refused"),
              shares,
              100 * last.sandbox().useSince(begin.sandbox()));
    }
  }
}
