package dev.sluice.budget.redis;

/**
 * Redis' clock as it is known here, never ahead of the true one: an answer that says R was written
 * between sending and hearing, so Redis' clock stood at R at the latest when it was heard.
 *
 * <p>Not thread-safe: one call is in flight at a time.
 */
final class RedisTime {

  private static final long NANOS = 1000;

  private boolean known;

  /** Redis' microseconds minus ours, at most. */
  private long offset;

  /** Takes what an answer says. */
  void heard(long redisMicros, long sentNanos, long heardNanos) {
    long least = redisMicros - heardNanos / NANOS;
    long most = redisMicros - sentNanos / NANOS;
    if (!known || offset < least || offset > most) {
      offset = least;
    }
    known = true;
  }

  /** Whoever answers next may go by another clock. */
  void forget() {
    known = false;
  }

  boolean known() {
    return known;
  }

  /** Redis time in microseconds so long from now. */
  long after(long delayMicros, long nowNanos) {
    return offset + nowNanos / NANOS + delayMicros;
  }
}
