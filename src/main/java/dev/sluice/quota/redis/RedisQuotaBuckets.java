package dev.sluice.quota.redis;

import dev.sluice.quota.Ceiling;
import dev.sluice.quota.QuotaBuckets;
import dev.sluice.quota.QuotaSettings;
import dev.sluice.quota.redis.SharedCeiling.Done;
import dev.sluice.quota.redis.SharedCeiling.Refused;
import dev.sluice.redis.KeySpace;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.StoreFailure;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The ceilings in Redis, shared by all replicas: one Bucket4j bucket each, so that a refusal names
 * the one that refused.
 *
 * <p>A take costs two round trips a ceiling, for all that wait together: {@code batching()} merges
 * what is asked while an answer is out. Looks and levels cost none.
 */
@Singleton
@KeptIn(StoreKind.REDIS)
final class RedisQuotaBuckets implements QuotaBuckets {

  private final Map<String, List<SharedCeiling>> teams = new HashMap<>();

  RedisQuotaBuckets(
      QuotaSettings settings, RedisLink link, Ticker ticker, Timers timers, Clock clock) {
    var time = new RedisTime(ticker, clock);
    var redis = new SwappedBuckets(link, time, timers, ticker);
    long started = clock.millis();
    settings
        .ceilings()
        .forEach(
            (team, ceilings) ->
                teams.put(
                    team,
                    ceilings.stream()
                        .map(ceiling -> shared(team, ceiling, redis, time, started))
                        .toList()));
  }

  private static SharedCeiling shared(
      String team, Ceiling ceiling, SwappedBuckets redis, RedisTime time, long started) {
    String key = KeySpace.quota(team, ceiling.policy());
    return ceiling.calendar()
        ? new DayCeiling(ceiling, key, redis, time)
        : new RollingCeiling(ceiling, key, redis, time, started);
  }

  @Override
  public Uni<Optional<Exhausted>> look(String team, int ahead) {
    return Uni.createFrom()
        .item(
            () ->
                of(team).stream()
                    .flatMap(ceiling -> ceiling.look(ahead).stream())
                    .max(Comparator.comparing(Exhausted::after)));
  }

  @Override
  public Uni<Taking> take(String team) {
    return takeFrom(scarcestFirst(team), new ArrayList<>())
        .onFailure(failure -> !(failure instanceof StoreFailure))
        .transform(RedisQuotaBuckets::asStoreFailure);
  }

  /** So that what refuses does so before anything else was taken. */
  private Iterator<SharedCeiling> scarcestFirst(String team) {
    return of(team).stream()
        .sorted(Comparator.comparingLong(ceiling -> ceiling.level().remaining()))
        .iterator();
  }

  private Uni<Taking> takeFrom(Iterator<SharedCeiling> left, List<Done> done) {
    if (!left.hasNext()) {
      return Uni.createFrom().item(taken(done));
    }
    return left.next()
        .take()
        .onFailure()
        .invoke(failure -> giveBack(done))
        .chain(
            take -> {
              if (take instanceof Refused refused) {
                giveBack(done);
                return Uni.createFrom().item(refused.by());
              }
              done.add((Done) take);
              return takeFrom(left, done);
            });
  }

  private static Taken taken(List<Done> done) {
    var given = new AtomicBoolean();
    return () -> given.compareAndSet(false, true) ? giveBack(done) : Uni.createFrom().voidItem();
  }

  /** Begins at once; what cannot be given back stays taken. */
  private static Uni<Void> giveBack(List<Done> done) {
    if (done.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Uni<Void> all =
        Uni.join()
            .all(done.stream().map(Done::giveBack).toList())
            .andCollectFailures()
            .replaceWithVoid()
            .onFailure()
            .recoverWithNull()
            .memoize()
            .indefinitely();
    all.subscribe().with(back -> {});
    return all;
  }

  private static Throwable asStoreFailure(Throwable failure) {
    return failure.getCause() instanceof StoreFailure cause
        ? cause
        : new StoreFailure(StoreFailure.Kind.UNKNOWN, "a ceiling could not be counted");
  }

  @Override
  public List<Level> levels(String team) {
    return of(team).stream().map(SharedCeiling::level).toList();
  }

  private List<SharedCeiling> of(String team) {
    return teams.getOrDefault(team, List.of());
  }
}
