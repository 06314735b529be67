package dev.sluice.bench;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.proxy.RemoteAsyncBucketBuilder;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Bucket4j as it comes: one bucket that all share and one for the team's guarantee, both asked at
 * the same time. No slot, no borrowing, and nothing is given back.
 */
final class BucketDecider implements Decider {

  private static final BucketConfiguration PLENTY =
      BucketConfiguration.builder()
          .addLimit(limit -> limit.capacity(1_000_000_000).refillGreedy(1, Duration.ofSeconds(1)))
          .build();

  private final AsyncBucketProxy shared;
  private final List<AsyncBucketProxy> guarantees;

  BucketDecider(String redis, boolean batching) {
    AsyncProxyManager<String> buckets = new PlainProxyManager(redis).asAsync();
    this.shared = bucket(buckets, "bench:shared", batching);
    this.guarantees =
        IntStream.range(0, TEAMS)
            .mapToObj(team -> bucket(buckets, "bench:t" + team, batching))
            .toList();
  }

  private static AsyncBucketProxy bucket(
      AsyncProxyManager<String> buckets, String key, boolean batching) {
    RemoteAsyncBucketBuilder<String> builder = buckets.builder();
    return (batching ? builder.withOptimization(Optimizations.batching()) : builder)
        .build(key, () -> CompletableFuture.completedFuture(PLENTY));
  }

  @Override
  public CompletionStage<Boolean> decide(int caller) {
    return shared
        .tryConsume(1)
        .thenCombine(guarantees.get(caller % TEAMS).tryConsume(1), Boolean::logicalAnd);
  }
}
