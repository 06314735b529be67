package dev.sluice.quota.redis;

import dev.sluice.quota.Ceiling;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Level;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.remote.Request;
import io.github.bucket4j.distributed.versioning.Versions;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A ceiling of any window. Where replicas were configured differently, the numbers of the one that
 * started or changed last hold for all of them; tokens that are there stay, as far as they fit.
 */
final class RollingCeiling implements SharedCeiling {

  /** A take that is older stays taken; its number may mean another one by now. */
  private static final Duration LONGEST_BACK = Duration.ofMinutes(5);

  /** Of the takes that were given back so many are known; forgetting one gives back less. */
  private static final int REMEMBERED = 1000;

  private volatile Ceiling ceiling;
  private final RollingBucket bucket;
  private final SwappedBuckets redis;
  private final RedisTime time;
  private volatile AsyncBucketProxy proxy;
  private final Refresh refresh;
  private final TreeMap<Long, Integer> givenBack = new TreeMap<>();
  private long version;

  RollingCeiling(Ceiling ceiling, String key, SwappedBuckets redis, RedisTime time) {
    this.ceiling = ceiling;
    this.bucket = new RollingBucket(key);
    this.redis = redis;
    this.time = time;
    this.version = version(ceiling, time);
    this.proxy = proxy(ceiling, version);
    this.refresh = new Refresh(time, () -> proxy.getAvailableTokens());
  }

  private AsyncBucketProxy proxy(Ceiling of, long newVersion) {
    return redis
        .asAsync()
        .builder()
        .withOptimization(Optimizations.batching())
        .withImplicitConfigurationReplacement(newVersion, TokensInheritanceStrategy.AS_IS)
        .build(bucket, () -> CompletableFuture.completedFuture(configuration(of)));
  }

  /** By Redis' clock, so that of several changes the last one holds, whichever replica made it. */
  @Override
  public synchronized void change(Ceiling next) {
    if (next.equals(ceiling)) {
      return;
    }
    version = Math.max(version + 1, version(next, time));
    ceiling = next;
    proxy = proxy(next, version);
  }

  /**
   * Later ones are greater, by Redis' clock as soon as this replica has heard it; of two in the
   * same millisecond the numbers decide.
   */
  private static long version(Ceiling ceiling, RedisTime time) {
    return time.estimate() / 1_000_000 * 1_000_000 + ceiling.quota() % 1_000_000;
  }

  private static BucketConfiguration configuration(Ceiling ceiling) {
    return BucketConfiguration.builder()
        .addLimit(
            limit ->
                limit.capacity(ceiling.capacity()).refillGreedy(ceiling.refill(), ceiling.window()))
        .build();
  }

  @Override
  public Uni<Take> take() {
    long before = bucket.takes();
    long losses = bucket.losses();
    long since = time.estimate();
    return Uni.createFrom()
        .completionStage(() -> proxy.tryConsumeAndReturnRemaining(1))
        .map(
            probe -> {
              refresh.done();
              return probe.isConsumed()
                  ? (Done) () -> giveBack(before, losses, since)
                  : new Refused(exhausted(probe.getNanosToWaitForRefill() + 1));
            });
  }

  private Uni<Void> giveBack(long before, long losses, long since) {
    long newerBack = noteGivenBack(before);
    if (losses != bucket.losses() || time.estimate() - since > LONGEST_BACK.toNanos()) {
      return Uni.createFrom().voidItem();
    }
    var command = new GiveBack(before, newerBack);
    return Uni.createFrom()
        .completionStage(
            redis.executeAsync(bucket, new Request<>(command, Versions.getLatest(), null, null)))
        .replaceWithVoid();
  }

  /** How many were given back that came after so many takes. */
  private synchronized long noteGivenBack(long before) {
    long newer = givenBack.tailMap(before).values().stream().mapToLong(Integer::longValue).sum();
    givenBack.merge(before, 1, Integer::sum);
    if (givenBack.size() > REMEMBERED) {
      givenBack.pollFirstEntry();
    }
    return newer;
  }

  @Override
  public Optional<Exhausted> look(int ahead) {
    refresh.ifOld();
    return now()
        .filter(state -> state.getAvailableTokens() <= ahead)
        .map(state -> exhausted(until(state, ahead + 1L)));
  }

  @Override
  public Level level() {
    refresh.ifOld();
    Optional<RemoteBucketState> state = now();
    long available = state.map(RemoteBucketState::getAvailableTokens).orElse(ceiling.capacity());
    long next =
        state
            .filter(known -> available < ceiling.capacity())
            .map(known -> until(known, available + 1))
            .orElse(0L);
    return ceiling.level(available, Duration.ofNanos(next));
  }

  private Optional<RemoteBucketState> now() {
    Optional<RemoteBucketState> state = bucket.last();
    state.ifPresent(known -> known.refillAllBandwidth(time.estimate()));
    return state;
  }

  private long until(RemoteBucketState state, long tokens) {
    long capacity = state.getConfiguration().getBandwidths()[0].getCapacity();
    long atOnce = Math.min(tokens, capacity);
    long beyond = tokens - atOnce;
    long there =
        state.getAvailableTokens() >= atOnce
            ? 0
            : 1 // Bucket4j cuts off the part of a nanosecond after which the token is there
                + state.calculateDelayNanosAfterWillBePossibleToConsume(
                    atOnce, time.estimate(), true);
    return there + (beyond == 0 ? 0 : ceiling.refilling(beyond).toNanos());
  }

  private Exhausted exhausted(long nanos) {
    return new Exhausted(ceiling.policy(), Duration.ofNanos(nanos));
  }
}
