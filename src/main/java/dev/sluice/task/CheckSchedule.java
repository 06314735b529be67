package dev.sluice.task;

import java.time.Duration;
import java.util.Optional;

/**
 * When a task is to be looked at (law W2). Pure arithmetic.
 *
 * <p>First at the 10th percentile of its model's durations, or at {@code first-check} where nothing
 * is known; then at spacings of 15 % of its age, between {@code min-spacing} and 30 s. Where the
 * end will be told, once a minute, until it is overlong.
 *
 * @param pace the configured times
 */
record CheckSchedule(TaskRules.Pace pace) {

  /** The widest scheduled spacing. */
  static final Duration MOST_SPACING = Duration.ofSeconds(30);

  /** The least spacing while slots are wanted. */
  private static final Duration HUNGRY_SPACING = Duration.ofMillis(500);

  /** The widest spacing after looks that told nothing. */
  private static final Duration MOST_BACKOFF = Duration.ofSeconds(60);

  /** How long after a task was accepted a "not found" begins to mean something. */
  static final Duration SETTLING = Duration.ofSeconds(30);

  /** The spacing of "not found" answers that count. */
  static final Duration MISSING_SPACING = Duration.ofSeconds(10);

  /** The spacing while callbacks are relied on; by up to a sixth more, each slot its own part. */
  static final Duration SAFETY = Duration.ofMinutes(1);

  private static final int SAFETY_JITTER_MILLIS = 10_000;

  /** No task is overlong that took less than this longer than nearly all others. */
  private static final Duration LEAST_EXCESS = Duration.ofSeconds(10);

  private static final double NEARLY_ALL = 0.99;
  private static final double FIRST_QUANTILE = 0.1;
  private static final double SPACING = 0.15;

  /** From the acceptance to the first look. */
  Duration first(ModelPace learned) {
    Duration soonest = shorter(pace.minSpacing(), pace.firstCheck());
    return learned
        .quantile(FIRST_QUANTILE)
        .map(quantile -> longer(quantile, soonest))
        .orElse(pace.firstCheck());
  }

  /** From a look at a running task of this age to the next. */
  Duration spacing(Duration age) {
    Duration part = Duration.ofNanos((long) (age.toNanos() * SPACING));
    return shorter(MOST_SPACING, longer(pace.minSpacing(), part));
  }

  /**
   * The age from which on a task is likely to have ended unheard: half as old again as the 99th
   * percentile of its model's durations, and at least 10 s older. Empty where nothing is known.
   */
  Optional<Duration> overlong(ModelPace learned) {
    return learned
        .quantile(NEARLY_ALL)
        .map(most -> longer(most.plus(most.dividedBy(2)), most.plus(LEAST_EXCESS)));
  }

  /**
   * From the acceptance of a task whose end will be told, or a look at it, to the next: a minute
   * and some, or until it is overlong.
   */
  Duration safety(String slot, ModelPace learned, Duration age) {
    Duration usual = SAFETY.plusMillis(Math.floorMod(slot.hashCode(), SAFETY_JITTER_MILLIS));
    return overlong(learned)
        .map(overlong -> shorter(usual, longer(pace.minSpacing(), overlong.minus(age))))
        .orElse(usual);
  }

  /** From a look that told nothing to the next: twice as long each time. */
  Duration backoff(Duration age, int failuresInARow) {
    Duration doubled = pace.minSpacing().multipliedBy(1L << Math.min(10, failuresInARow));
    return shorter(MOST_BACKOFF, longer(spacing(age), doubled));
  }

  /** From a look at which the upstream knew of no such task to the next. */
  Duration afterMissing(Duration age) {
    Duration usual = spacing(age);
    return age.compareTo(SETTLING) < 0 ? usual : longer(usual, MISSING_SPACING);
  }

  /** The least spacing while slots are wanted. */
  Duration hungrySpacing() {
    return shorter(HUNGRY_SPACING, pace.minSpacing());
  }

  /** How soon a look is tried again for which there was no token. */
  Duration retry() {
    return hungrySpacing();
  }

  /** How often the watcher wakes up. */
  Duration tick() {
    Duration quarter = pace.minSpacing().dividedBy(4);
    return shorter(Duration.ofMillis(100), longer(Duration.ofMillis(20), quarter));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
