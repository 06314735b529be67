package dev.sluice.quota.redis;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.distributed.remote.MutableBucketEntry;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.versioning.Versions;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * A ceiling of any window: Bucket4j's own state, in Base64, after the time at which it was written
 * in microseconds. Kept until it has long been full, since a full one and none are the same.
 *
 * <p>Where the state was lost this replica goes on from the last that it knew.
 */
final class RollingBucket implements KeptBucket {

  /** Longer than any take may be given back after. */
  private static final Duration KEPT_WHEN_FULL = Duration.ofMinutes(10);

  private final String key;
  private Optional<RemoteBucketState> last = Optional.empty();
  private String ofTheFuture = "";
  private Optional<RemoteBucketState> rebased = Optional.empty();
  private long losses;

  RollingBucket(String key) {
    this.key = key;
  }

  @Override
  public String key() {
    return key;
  }

  /** A copy of the last state that was heard of. */
  synchronized Optional<RemoteBucketState> last() {
    return last.map(RemoteBucketState::copy);
  }

  /** How many takes the bucket has certainly seen. */
  synchronized long takes() {
    return last.map(RollingBucket::takes).orElse(0L);
  }

  /** How often the state was lost, as far as this replica noticed: takes are numbered anew. */
  synchronized long losses() {
    return losses;
  }

  @Override
  public synchronized Reading read(Optional<String> kept, long now) {
    Optional<RemoteBucketState> state = kept.map(text -> parse(text, now));
    if (last.isPresent() && state.map(RollingBucket::takes).orElse(-1L) < takes()) {
      losses++;
    }
    last = state.or(() -> last);
    Optional<byte[]> bytes = last.map(RollingBucket::bytes);
    return new Reading() {
      @Override
      public Optional<byte[]> state() {
        return bytes;
      }

      @Override
      public String changed(byte[] changed, RemoteBucketState same) {
        return now / 1000 + " " + Base64.getEncoder().encodeToString(changed);
      }

      @Override
      public void confirmed(RemoteBucketState changed) {
        remember(changed.copy());
      }
    };
  }

  @Override
  public long timeToLive(RemoteBucketState state, long now) {
    return KEPT_WHEN_FULL.toMillis() + state.calculateFullRefillingTime(now) / 1_000_000;
  }

  private synchronized void remember(RemoteBucketState state) {
    last = Optional.of(state);
  }

  private RemoteBucketState parse(String kept, long now) {
    int space = kept.indexOf(' ');
    RemoteBucketState state =
        new MutableBucketEntry(Base64.getDecoder().decode(kept.substring(space + 1))).get();
    long written = Long.parseLong(kept.substring(0, space)) * 1000;
    if (written <= now + RedisTime.STEP) {
      return state;
    }
    if (rebased.isEmpty() || !kept.equals(ofTheFuture)) {
      ofTheFuture = kept;
      rebased = Optional.of(rebased(state, now));
    }
    return rebased.get().copy();
  }

  /** As many whole tokens as there were, refilled from now on: once, until it is written. */
  private static RemoteBucketState rebased(RemoteBucketState state, long now) {
    BucketState fresh =
        BucketState.createInitialState(state.getConfiguration(), MathType.INTEGER_64_BITS, now);
    fresh.consume(fresh.getAvailableTokens() - state.getAvailableTokens());
    return new RemoteBucketState(
        fresh, state.getRemoteStat().copy(), state.getConfigurationVersion());
  }

  private static long takes(RemoteBucketState state) {
    return state.getRemoteStat().getConsumedTokens();
  }

  private static byte[] bytes(RemoteBucketState state) {
    var entry = new MutableBucketEntry((byte[]) null);
    entry.set(state);
    return entry.getStateBytes(Versions.getLatest());
  }
}
