package dev.sluice.task;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How long the tasks of one model take, learned from the last {@value #MEMORY} of them.
 * Thread-safe.
 *
 * <p>The chance that a task still runs at an age is estimated by S = w·S_seen + (1 − w)·S_prior,
 * with w = n/(n + {@value #DOUBT}) after n durations. S_prior(t) = m/(m + t), m the median so far:
 * the longer something runs, the longer it may go on. S_seen counts the durations that were longer,
 * most of it as they are and some of it stretched by 5 % and 20 %, because what a vendor calls the
 * duration may leave out a part of what we wait for.
 */
final class ModelPace {

  /** How many durations are remembered. */
  static final int MEMORY = 256;

  /** From this many durations on, quantiles are spoken of. */
  static final int ENOUGH = 8;

  private static final int DOUBT = 8;
  private static final double[] STRETCH = {1.0, 1.05, 1.2};
  private static final double[] STRETCH_WEIGHT = {0.6, 0.25, 0.15};

  private final String model;
  private final double priorMedian;
  private final long[] ring = new long[MEMORY];
  private int count;
  private int next;
  private volatile long[] sorted = {};

  /**
   * @param priorMedian a guess at the median, for as long as nothing is known
   */
  ModelPace(String model, Duration priorMedian) {
    this.model = model;
    this.priorMedian = priorMedian.toNanos();
  }

  /** The model's id; one string for all its tasks. */
  String model() {
    return model;
  }

  synchronized void learn(Duration took) {
    ring[next] = took.toNanos();
    next = (next + 1) % MEMORY;
    count = Math.min(MEMORY, count + 1);
    long[] fresh = Arrays.copyOf(ring, count);
    Arrays.sort(fresh);
    sorted = fresh;
  }

  /** The duration that this share of the tasks does not exceed; empty before enough are known. */
  Optional<Duration> quantile(double share) {
    long[] seen = sorted;
    if (seen.length < ENOUGH) {
      return Optional.empty();
    }
    int index = (int) Math.ceil(share * seen.length) - 1;
    return Optional.of(Duration.ofNanos(seen[Math.max(0, index)]));
  }

  /**
   * The chance that a task that ran at one age has ended by a later one.
   *
   * @param fromNanos the age at which it was seen running
   * @param toNanos the age now
   */
  double endedBetween(long fromNanos, long toNanos) {
    long[] seen = sorted;
    return 1 - runs(seen, toNanos) / runs(seen, fromNanos);
  }

  private double runs(long[] seen, long age) {
    int n = seen.length;
    double median = n == 0 ? priorMedian : Math.max(1, seen[n / 2]);
    double prior = median / (median + age);
    if (n == 0) {
      return prior;
    }
    double longer = 0;
    for (int i = 0; i < STRETCH.length; i++) {
      longer += STRETCH_WEIGHT[i] * (n - atMost(seen, (long) (age / STRETCH[i]))) / n;
    }
    double weight = n / (double) (n + DOUBT);
    return weight * longer + (1 - weight) * prior;
  }

  private static int atMost(long[] seen, long age) {
    int low = 0;
    int high = seen.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (seen[middle] <= age) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
