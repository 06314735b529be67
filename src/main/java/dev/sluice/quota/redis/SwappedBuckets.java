package dev.sluice.quota.redis;

import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Bucket4j's way to Redis: reads what is kept, lets Bucket4j change it, and swaps it where nobody
 * else has. A conflict is tried again, first with what the swap found instead, then after a random
 * pause that doubles; the whole is given up after a second. Every failure is a {@link
 * StoreFailure}.
 */
final class SwappedBuckets extends AbstractCompareAndSwapBasedProxyManager<KeptBucket> {

  private static final RedisScript READ = RedisScript.of(SwappedBuckets.class, "read.lua");
  private static final RedisScript SWAP = RedisScript.of(SwappedBuckets.class, "swap.lua");
  private static final Duration LONGEST = RedisLink.DEADLINE.multipliedBy(4);
  private static final int MOST_ATTEMPTS = 24;
  private static final long LONGEST_PAUSE_MILLIS = 64;

  private final RedisLink link;
  private final RedisTime time;
  private final Timers timers;
  private final Ticker ticker;

  SwappedBuckets(RedisLink link, RedisTime time, Timers timers, Ticker ticker) {
    super(ClientSideConfig.getDefault().withClientClock(time));
    this.link = link;
    this.time = time;
    this.timers = timers;
    this.ticker = ticker;
  }

  @Override
  protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(KeptBucket bucket) {
    return new Operation(bucket);
  }

  /** Nobody may wait for Redis. */
  @Override
  protected CompareAndSwapOperation beginCompareAndSwapOperation(KeptBucket bucket) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isAsyncModeSupported() {
    return true;
  }

  @Override
  public void removeProxy(KeptBucket bucket) {
    throw new UnsupportedOperationException();
  }

  @Override
  protected CompletableFuture<Void> removeAsync(KeptBucket bucket) {
    return link.send(Request.cmd(Command.DEL).arg(bucket.key()))
        .replaceWithVoid()
        .subscribeAsCompletionStage();
  }

  /** One command of Bucket4j's with all its attempts. */
  private final class Operation implements AsyncCompareAndSwapOperation {

    private final KeptBucket bucket;
    private final long begun = ticker.nanos();
    private int attempts;
    private Optional<String> kept = Optional.empty();
    private KeptBucket.@Nullable Reading reading;

    private Operation(KeptBucket bucket) {
      this.bucket = bucket;
    }

    @Override
    public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeout) {
      attempts++;
      if (attempts == 2) { // with what the swap brought along
        return Uni.createFrom().item(this::understood).subscribeAsCompletionStage();
      }
      return (attempts == 1 ? read() : pause().chain(this::read)).subscribeAsCompletionStage();
    }

    @Override
    public CompletableFuture<Boolean> compareAndSwap(
        byte[] before, byte[] after, RemoteBucketState state, Optional<Long> timeout) {
      KeptBucket.Reading read = reading;
      if (read == null) {
        return CompletableFuture.failedFuture(new IllegalStateException("swapped before reading"));
      }
      long now = time.currentTimeNanos();
      List<String> arguments =
          List.of(kept.orElse(""), read.changed(after, state), "" + bucket.timeToLive(state, now));
      return SWAP.run(link, List.of(bucket.key()), arguments)
          .map(
              answer -> {
                time.hear(answer.get(2), answer.get(3));
                boolean swapped = answer.get(0).toInteger() == 1;
                if (swapped) {
                  read.confirmed(state);
                } else {
                  kept = text(answer.get(1));
                }
                return swapped;
              })
          .subscribeAsCompletionStage();
    }

    private Uni<Optional<byte[]>> read() {
      return READ.run(link, List.of(bucket.key()), List.of())
          .map(
              answer -> {
                time.hear(answer.get(1), answer.get(2));
                kept = text(answer.get(0));
                return understood();
              });
    }

    private Optional<byte[]> understood() {
      KeptBucket.Reading read = bucket.read(kept, time.currentTimeNanos());
      reading = read;
      return read.state();
    }

    private Uni<Void> pause() {
      if (attempts > MOST_ATTEMPTS || ticker.nanos() - begun > LONGEST.toNanos()) {
        return Uni.createFrom()
            .failure(
                new StoreFailure(StoreFailure.Kind.REFUSED, "a ceiling is changed all the time"));
      }
      long most = Math.min(LONGEST_PAUSE_MILLIS, 1L << Math.min(attempts - 2, 10));
      Duration pause = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most) + 1);
      return Uni.createFrom().emitter(out -> timers.after(pause, () -> out.complete(null)));
    }

    private static Optional<String> text(@Nullable Response response) {
      return Optional.ofNullable(response).map(Response::toString);
    }
  }
}
