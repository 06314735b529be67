package dev.sluice.budget;

import java.util.Arrays;

/**
 * Counts what may still arrive in the upstream's window (law L2): a request counts from its grant
 * until one window after its answer or failure, and nothing is granted beyond the limit.
 *
 * <p>Answers are kept in 600 slices of the window, so one may count up to a six-hundredth of the
 * window too long, never too short. A slice is a whole number of microseconds.
 */
final class FlightGuard {

  private static final int SLICES = 600;
  private static final long MICRO = 1000;

  private final long limit;
  private final long sliceNanos;
  private final long[] answered = new long[SLICES + 1];
  private long answeredTotal;
  private long slice;
  private long inFlight;

  FlightGuard(RateWindow window) {
    this.limit = window.limit();
    long micros = window.length().toNanos() / MICRO;
    this.sliceNanos = (micros + SLICES - 1) / SLICES * MICRO;
  }

  /** Requests that count now. */
  long count(long now) {
    expire(now);
    return inFlight + answeredTotal;
  }

  boolean full(long now) {
    return count(now) >= limit;
  }

  /** Until the next of the answered requests stops counting; a window where all are in flight. */
  long nanosUntilRoom(long now) {
    expire(now);
    for (long old = slice - SLICES; old <= slice; old++) {
      if (answered[index(old)] > 0) {
        return Math.max(1, (old + SLICES + 1) * sliceNanos - now);
      }
    }
    return sliceNanos * SLICES;
  }

  void granted() {
    inFlight++;
  }

  /** It was sent, and has been answered or has failed. */
  void ended(long now) {
    expire(now);
    inFlight--;
    answered[index(slice)]++;
    answeredTotal++;
  }

  /** It never left. */
  void cancelled() {
    inFlight--;
  }

  private void expire(long now) {
    long current = now / sliceNanos;
    if (current - slice > SLICES) {
      Arrays.fill(answered, 0);
      answeredTotal = 0;
      slice = current;
    }
    while (slice < current) {
      slice++;
      answeredTotal -= answered[index(slice)];
      answered[index(slice)] = 0;
    }
  }

  private static int index(long slice) {
    return (int) Math.floorMod(slice, (long) SLICES + 1);
  }
}
