package dev.sluice.quota.redis;

import dev.sluice.time.Ticker;
import io.github.bucket4j.TimeMeter;
import io.vertx.mutiny.redis.client.Response;
import java.time.Clock;
import java.time.Duration;

/**
 * Redis' clock as far as this replica has heard of it.
 *
 * <p>As Bucket4j's meter it is the newest {@code TIME} that came with an answer: every read of a
 * bucket brings its own, so a bucket is refilled up to a moment that has certainly passed at Redis,
 * the same for all replicas. It never goes back, except where Redis' own clock was set back by more
 * than 2 s; {@link RollingBucket} then re-bases what was written in the future (law L7). Between
 * answers {@link #estimate} moves on with the ticker; it serves for looks, never for takes.
 */
final class RedisTime implements TimeMeter {

  /** A step back of more than this is the clock's, not the order of answers. */
  static final long STEP = Duration.ofSeconds(2).toNanos();

  private final Ticker ticker;
  private final Clock untilHeard;
  private volatile Heard heard;

  /**
   * @param untilHeard serves until the first answer
   */
  RedisTime(Ticker ticker, Clock untilHeard) {
    this.ticker = ticker;
    this.untilHeard = untilHeard;
    this.heard = new Heard(untilHeard.millis() * 1_000_000, ticker.nanos(), true);
  }

  /** An answer brought TIME. */
  synchronized void hear(Response seconds, Response microseconds) {
    long nanos = seconds.toLong() * 1_000_000_000 + microseconds.toLong() * 1000;
    Heard last = heard;
    if (last.guessed() || nanos > last.nanos() || nanos < last.nanos() - STEP) {
      heard = new Heard(nanos, ticker.nanos(), false);
    }
  }

  /** Nanoseconds since 1970: the newest that was heard. */
  @Override
  public long currentTimeNanos() {
    return heard.nanos();
  }

  @Override
  public boolean isWallClockBased() {
    return true;
  }

  /** Nanoseconds since 1970: about now. */
  long estimate() {
    Heard last = heard;
    return last.guessed()
        ? untilHeard.millis() * 1_000_000
        : last.nanos() + ticker.nanos() - last.ticks();
  }

  private record Heard(long nanos, long ticks, boolean guessed) {}
}
