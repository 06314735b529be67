package dev.sluice.quota.redis;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.distributed.remote.MutableBucketEntry;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.remote.RemoteStat;
import io.github.bucket4j.distributed.versioning.Versions;
import java.time.Duration;
import java.util.Optional;

/**
 * A ceiling in one calendar day: kept as plain counts, how many were taken and how many given back,
 * and read as a bucket with what they leave of the quota. So a changed quota counts at once, for
 * what the day has used already, too.
 *
 * <p>Both counts only grow. Where the store knows less than this replica does, because it was lost
 * or set back, the larger count holds: a lost state mints no second day (law Q2).
 */
final class DayBucket implements KeptBucket {

  private static final Duration KEPT = Duration.ofDays(2);

  private final String key;
  private long quota;
  private Counts known = new Counts(0, 0);

  DayBucket(String key, long quota) {
    this.key = key;
    this.quota = quota;
  }

  @Override
  public String key() {
    return key;
  }

  /** Another quota counts, for what the day has used already, too. */
  synchronized void quota(long now) {
    quota = now;
  }

  private synchronized long quota() {
    return quota;
  }

  /** What the day leaves, as far as this replica knows. */
  synchronized long left() {
    return known.leftOf(quota);
  }

  @Override
  public Reading read(Optional<String> kept, long now) {
    Counts counts = learn(kept.map(Counts::parse).orElse(new Counts(0, 0)));
    long left = counts.leftOf(quota());
    return new Reading() {
      @Override
      public Optional<byte[]> state() {
        return Optional.of(bytes(left, now));
      }

      @Override
      public String changed(byte[] state, RemoteBucketState same) {
        return after(same).text();
      }

      @Override
      public void confirmed(RemoteBucketState state) {
        learn(after(state));
      }

      private Counts after(RemoteBucketState state) {
        return counts.and(left - state.getAvailableTokens());
      }
    };
  }

  @Override
  public long timeToLive(RemoteBucketState state, long now) {
    return KEPT.toMillis();
  }

  private synchronized Counts learn(Counts heard) {
    known = known.or(heard);
    return known;
  }

  private byte[] bytes(long left, long now) {
    var entry = new MutableBucketEntry((byte[]) null);
    BucketState day =
        BucketState.createInitialState(configuration(left), MathType.INTEGER_64_BITS, now);
    entry.set(new RemoteBucketState(day, new RemoteStat(0), 0L));
    return entry.getStateBytes(Versions.getLatest());
  }

  /** A bucket of the quota that holds this many. */
  BucketConfiguration configuration(long left) {
    long most = quota();
    return BucketConfiguration.builder()
        .addLimit(
            limit ->
                limit
                    .capacity(Math.max(most, left))
                    .refillIntervally(most, Duration.ofDays(1))
                    .initialTokens(left))
        .build();
  }

  /** How many of a day's submits were taken, and how many of those given back. */
  private record Counts(long taken, long given) {

    static Counts parse(String kept) {
      int space = kept.indexOf(' ');
      return new Counts(
          Long.parseLong(kept.substring(0, space)), Long.parseLong(kept.substring(space + 1)));
    }

    String text() {
      return taken + " " + given;
    }

    Counts or(Counts other) {
      return new Counts(Math.max(taken, other.taken), Math.max(given, other.given));
    }

    /** With so many more taken; fewer than zero were given back. */
    Counts and(long more) {
      return more >= 0 ? new Counts(taken + more, given) : new Counts(taken, given - more);
    }

    long leftOf(long quota) {
      return Math.max(0, Math.min(quota, quota - taken + given));
    }
  }
}
