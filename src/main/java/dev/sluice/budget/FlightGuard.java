package dev.sluice.budget;

import java.util.Arrays;

/**
 * Counts what may still arrive in one of the upstream's windows (law L2): a request counts from its
 * grant until one window after its answer or failure, and nothing is granted beyond the limit.
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

  /** As if as many as the limit had been answered now (law L10). */
  void startFull(long now) {
    expire(now);
    Arrays.fill(answered, 0);
    answered[index(slice)] = limit;
    answeredTotal = limit;
  }

  /** Requests that count now. */
  long count(long now) {
    expire(now);
    return inFlight + answeredTotal;
  }

  boolean full(long now) {
    return count(now) >= limit;
  }

  /** Whether less than this part of the limit counts. */
  boolean below(double part, long now) {
    return count(now) < part * limit;
  }

  /**
   * How many more may go while only a part of the limit is used, at least one of it; below 0 where
   * more count.
   */
  long room(long now, double part) {
    return (long) Math.max(1, Math.floor(limit * part)) - count(now);
  }

  /** Until the next of the answered requests stops counting; a window where all are in flight. */
  long nanosUntilRoom(long now) {
    return nanosUntil(now, Math.max(1, count(now) - limit + 1), 0);
  }

  /**
   * Until some of the answered requests stop counting, so many of them having stopped then; a
   * window where so many are in flight.
   *
   * @param least no sooner than after so many nanoseconds
   */
  long nanosUntil(long now, long stopped, long least) {
    expire(now);
    long gone = 0;
    for (long old = slice - SLICES; old <= slice; old++) {
      long then = answered[index(old)];
      gone += then;
      long until = Math.max(1, (old + SLICES + 1) * sliceNanos - now);
      if (then > 0 && gone >= stopped && until >= least) {
        return until;
      }
    }
    return Math.max(least, sliceNanos * SLICES);
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
