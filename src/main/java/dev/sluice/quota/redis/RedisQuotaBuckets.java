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
import dev.sluice.settings.Live;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

  private final SwappedBuckets redis;
  private final RedisTime time;
  private volatile Map<String, Map<String, SharedCeiling>> teams = Map.of();

  RedisQuotaBuckets(
      Live<QuotaSettings> settings, RedisLink link, Ticker ticker, Timers timers, Clock clock) {
    this.time = new RedisTime(ticker, clock);
    this.redis = new SwappedBuckets(link, time, timers, ticker);
    follow(settings.now());
    settings.follow(this::follow);
  }

  /** What a team has used stays at Redis, under the name of its policy. */
  private void follow(QuotaSettings settings) {
    Map<String, Map<String, SharedCeiling>> before = teams;
    Map<String, Map<String, SharedCeiling>> next = new HashMap<>();
    settings
        .ceilings()
        .forEach(
            (team, ceilings) -> {
              Map<String, SharedCeiling> known = before.getOrDefault(team, Map.of());
              Map<String, SharedCeiling> own = new LinkedHashMap<>();
              for (Ceiling ceiling : ceilings) {
                SharedCeiling shared = known.get(ceiling.policy());
                if (shared == null) {
                  shared = begin(team, ceiling);
                } else {
                  shared.change(ceiling);
                }
                own.put(ceiling.policy(), shared);
              }
              next.put(team, own);
            });
    teams = next;
  }

  private SharedCeiling begin(String team, Ceiling ceiling) {
    String key = KeySpace.quota(team, ceiling.policy());
    return ceiling.calendar()
        ? new DayCeiling(ceiling, key, redis, time)
        : new RollingCeiling(ceiling, key, redis, time);
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

  private Collection<SharedCeiling> of(String team) {
    return teams.getOrDefault(team, Map.of()).values();
  }
}
