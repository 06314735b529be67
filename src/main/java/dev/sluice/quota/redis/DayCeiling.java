package dev.sluice.quota.redis;

import dev.sluice.quota.Ceiling;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Level;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A ceiling of a calendar day (UTC, by Redis' clock): each day has a bucket of its own. */
final class DayCeiling implements SharedCeiling {

  private volatile Ceiling ceiling;
  private final String key;
  private final SwappedBuckets redis;
  private final RedisTime time;
  private Day today;

  DayCeiling(Ceiling ceiling, String key, SwappedBuckets redis, RedisTime time) {
    this.ceiling = ceiling;
    this.key = key;
    this.redis = redis;
    this.time = time;
    this.today = new Day(date(time.estimate()));
  }

  @Override
  public synchronized void change(Ceiling next) {
    ceiling = next;
    today.bucket.quota(next.quota());
  }

  @Override
  public Uni<Take> take() {
    Day day = today();
    return Uni.createFrom()
        .completionStage(() -> day.proxy.tryConsume(1))
        .map(
            taken -> {
              day.refresh.done();
              return taken ? (Done) () -> giveBack(day) : new Refused(exhausted(1));
            });
  }

  /** What was taken yesterday is not given back to today. */
  private Uni<Void> giveBack(Day day) {
    return day == today()
        ? Uni.createFrom().completionStage(day.proxy.addTokens(1))
        : Uni.createFrom().voidItem();
  }

  @Override
  public Optional<Exhausted> look(int ahead) {
    Day day = today();
    day.refresh.ifOld();
    long left = day.bucket.left();
    return left > ahead ? Optional.empty() : Optional.of(exhausted(ahead + 1 - left));
  }

  @Override
  public Level level() {
    Day day = today();
    day.refresh.ifOld();
    long left = day.bucket.left();
    return ceiling.level(left, left < ceiling.quota() ? untilMidnight() : Duration.ZERO);
  }

  /** When so many more than are there can be taken: some at the next midnight, others later. */
  private Exhausted exhausted(long missing) {
    return new Exhausted(
        ceiling.policy(),
        untilMidnight().plus(Ceiling.DAY.multipliedBy((missing - 1) / ceiling.quota())));
  }

  private Duration untilMidnight() {
    long now = time.estimate();
    Instant midnight = date(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    return Duration.between(Instant.ofEpochSecond(0, now), midnight);
  }

  private synchronized Day today() {
    LocalDate date = date(time.estimate());
    if (!date.equals(today.date)) {
      today = new Day(date);
    }
    return today;
  }

  private static LocalDate date(long nanos) {
    return LocalDate.ofInstant(Instant.ofEpochSecond(0, nanos), ZoneOffset.UTC);
  }

  /** One day. */
  private final class Day {
    final LocalDate date;
    final DayBucket bucket;
    final AsyncBucketProxy proxy;
    final Refresh refresh;

    Day(LocalDate date) {
      this.date = date;
      this.bucket = new DayBucket(key + ":used:" + date, ceiling.quota());
      this.proxy =
          redis
              .asAsync()
              .builder()
              .withOptimization(Optimizations.batching())
              .build(
                  bucket,
                  () -> CompletableFuture.completedFuture(bucket.configuration(ceiling.quota())));
      this.refresh = new Refresh(time, proxy::getAvailableTokens);
    }
  }
}
