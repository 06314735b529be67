package dev.sluice.quota.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Keeps what is known of a ceiling that somebody asks about younger than a second: behind those
 * that ask, one question at a time.
 */
final class Refresh {

  private static final long OLD = Duration.ofSeconds(1).toNanos();

  private final RedisTime time;
  private final Supplier<CompletableFuture<Long>> question;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile long asked = Long.MIN_VALUE / 2;

  Refresh(RedisTime time, Supplier<CompletableFuture<Long>> question) {
    this.time = time;
    this.question = question;
  }

  /** It was heard of just now. */
  void done() {
    asked = time.estimate();
  }

  /** Asks where the last answer is a second old; a failure is tried again a second later. */
  void ifOld() {
    if (Math.abs(time.estimate() - asked) >= OLD && asking.compareAndSet(false, true)) {
      question
          .get()
          .whenComplete(
              (available, failure) -> {
                done();
                asking.set(false);
              });
    }
  }
}
