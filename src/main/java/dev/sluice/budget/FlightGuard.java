package dev.sluice.budget;

import java.util.Arrays;
import java.util.TreeMap;

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
  private long born;
  private long completeFrom;

  /**
   * Begins to count, and knows nothing of what was before.
   *
   * @param now ledger nanoseconds
   */
  FlightGuard(RateWindow window, long now) {
    this.limit = window.limit();
    this.sliceNanos = sliceNanos(window);
    this.slice = now / sliceNanos;
    this.born = now;
    this.completeFrom = now;
  }

  /** As if as many as the limit had been answered now (law L10). */
  void startFull(long now) {
    expire(now);
    Arrays.fill(answered, 0);
    answered[index(slice)] = limit;
    answeredTotal = limit;
  }

  /**
   * Goes on with what others counted, who stand for every request of this window. The time of which
   * not everything is known is taken to be full: as many as the limit, with what came afterwards,
   * were answered by its end (law L11).
   *
   * @param empty whether it need not be taken to be full where it is the time before the ledger
   *     began: a bucket began without a token then (law L3)
   */
  void carryOn(AnsweredLog log, long underWay, boolean empty, long now) {
    expire(now);
    born = log.born();
    completeFrom = log.completeFrom();
    inFlight = underWay;
    boolean known = completeFrom <= (slice - SLICES) * sliceNanos;
    boolean full = !known && !(empty && log.fromTheBeginning());
    log.atLatest()
        .tailMap(full ? completeFrom : Long.MIN_VALUE)
        .forEach((at, count) -> put(Math.floorDiv(at, sliceNanos), count));
    if (full && answeredTotal < limit) {
      put(Math.floorDiv(completeFrom - 1, sliceNanos), limit - answeredTotal);
    }
  }

  private void put(long at, long count) {
    if (at >= slice - SLICES) {
      answered[index(at)] += count;
      answeredTotal += count;
    }
  }

  /** What is known of the requests that were answered. */
  AnsweredLog log(long now) {
    expire(now);
    TreeMap<Long, Long> atLatest = new TreeMap<>();
    for (long old = slice - SLICES; old <= slice; old++) {
      if (answered[index(old)] > 0) {
        atLatest.merge(Math.min(now, (old + 1) * sliceNanos - 1), answered[index(old)], Long::sum);
      }
    }
    return new AnsweredLog(born, Math.max(completeFrom, (slice - SLICES) * sliceNanos), atLatest);
  }

  long born() {
    return born;
  }

  long sliceNanos() {
    return sliceNanos;
  }

  /** The length of a window's slices. */
  static long sliceNanos(RateWindow window) {
    long micros = window.length().toNanos() / MICRO;
    return (micros + SLICES - 1) / SLICES * MICRO;
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
