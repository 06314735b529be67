package dev.sluice.meters;

import java.time.Duration;
import java.util.Arrays;

/**
 * The bounds of the histograms' buckets. Each is a series more for each combination of labels, so
 * they are few, and stand where a question is asked: a second, a minute, an upstream's timeout.
 */
final class Bounds {

  /** Waiting for the budget: from none to the longest that {@code max-wait} is likely to be. */
  static final Duration[] WAITS =
      millis(1, 5, 25, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000);

  /** The upstream's answers: around a usual one, and to above the default timeout of 30 s. */
  static final Duration[] ANSWERS =
      millis(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000);

  /** Tasks: images take seconds, films minutes; two hours is the default of the longest. */
  static final Duration[] TASKS =
      millis(
          1_000, 2_500, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
          7_200_000);

  /** From an end to our knowledge of it: less than {@code min-spacing}, or far too much. */
  static final Duration[] LAGS =
      millis(50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000);

  private Bounds() {}

  private static Duration[] millis(long... bounds) {
    return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
