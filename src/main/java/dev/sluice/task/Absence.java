package dev.sluice.task;

import java.time.Duration;

/**
 * Counts answers that there is no such task, until they are believed: three of them, at least 10 s
 * apart, none before the task is 30 s old, and only while the upstream answers for other tasks. A
 * vendor's incident must not end every task. Not thread-safe.
 */
final class Absence {

  private static final int ENOUGH = 3;
  private static final long HEALTHY_NANOS = Duration.ofSeconds(60).toNanos();

  private int count;
  private long first;
  private long last;

  /**
   * Counts one.
   *
   * @param lastGood how long ago, in nanoseconds, the upstream answered for any task; {@link
   *     Long#MAX_VALUE} for never
   * @return whether the task is to be given up
   */
  boolean missing(long nowNanos, Duration age, long lastGood) {
    if (age.compareTo(CheckSchedule.SETTLING) < 0) {
      return false;
    }
    if (count == 0) {
      first = nowNanos;
    }
    if (count == 0 || nowNanos - last >= CheckSchedule.MISSING_SPACING.toNanos()) {
      last = nowNanos;
      count++;
    }
    return count >= ENOUGH && lastGood <= HEALTHY_NANOS && lastGood < nowNanos - first;
  }

  /** The upstream knows the task after all. */
  void present() {
    count = 0;
  }
}
