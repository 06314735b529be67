package dev.sluice.bench;

import dev.sluice.testing.RedisServer;
import dev.sluice.testing.RedisTalk;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Tells a slow Redis from a process that is short of time itself: how late its event loops run what
 * is due, how long a PING takes that a thread of its own sends over a connection of its own, and
 * how long Redis worked at a call by its own account.
 */
final class Lags {

  private static final int EVERY_MILLIS = 10;

  private final RedisServer redis;
  private volatile Histogram loops = new ConcurrentHistogram(3);
  private volatile Histogram pings = new ConcurrentHistogram(3);

  Lags(RedisServer redis, Vertx vertx, int eventLoops) {
    this.redis = redis;
    for (int i = 0; i < eventLoops; i++) {
      Context context = ((io.vertx.core.impl.VertxInternal) vertx).createEventLoopContext();
      context.runOnContext(now -> look(vertx));
    }
    var pinging = new Thread(this::ping, "ping");
    pinging.setDaemon(true);
    pinging.start();
  }

  /** Everything before this moment is forgotten, by Redis too. */
  void reset() {
    redis.command("CONFIG", "RESETSTAT");
    loops = new ConcurrentHistogram(3);
    pings = new ConcurrentHistogram(3);
  }

  /** What was seen since the reset. */
  String told() {
    return String.format(
        Locale.ROOT,
        "event loops late by p99 %.0f ms, at most %.0f ms; PING by another thread p50 %.1f ms, p99"
            + " %.0f ms; Redis at work on a call: %s",
        loops.getValueAtPercentile(99) / 1000.0,
        loops.getMaxValue() / 1000.0,
        pings.getValueAtPercentile(50) / 1000.0,
        pings.getValueAtPercentile(99) / 1000.0,
        redis.info("latencystats", "latency_percentiles_usec_evalsha"));
  }

  private void look(Vertx vertx) {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
    vertx.setTimer(
        EVERY_MILLIS,
        fired -> {
          loops.recordValue(Math.max(0, (System.nanoTime() - due) / 1000));
          look(vertx);
        });
  }

  private void ping() {
    try (RedisTalk talk = redis.talk()) {
      while (!Thread.interrupted()) {
        long since = System.nanoTime();
        talk.ask("PING");
        pings.recordValue((System.nanoTime() - since) / 1000);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS));
      }
    } catch (IOException gone) {
      // The bench is over.
    }
  }
}
