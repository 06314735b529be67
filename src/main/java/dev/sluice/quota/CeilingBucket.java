package dev.sluice.quota;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeSet;

/** One ceiling and its Bucket4j bucket, full at first. Not for several threads at once. */
final class CeilingBucket {

  /** Of the takes that were given back so many are known; forgetting one gives back less. */
  private static final int REMEMBERED = 1000;

  private final TimeMeter time;
  private Ceiling ceiling;
  private Bucket bucket;
  private final TreeSet<Long> givenBack = new TreeSet<>();
  private long taken;
  private Debt debt = new Debt(0, 0);

  /** What a day has used beyond a ceiling that was lowered since. */
  private record Debt(long day, long submits) {}

  /**
   * @param time for a calendar ceiling wall-clock based, with Unix time zero as its origin
   */
  CeilingBucket(Ceiling ceiling, TimeMeter time) {
    this.time = time;
    this.ceiling = ceiling;
    this.bucket = bucket(bandwidth(ceiling.capacity()));
  }

  private Bucket bucket(Bandwidth bandwidth) {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
        .addLimit(bandwidth)
        .build();
  }

  private Bandwidth bandwidth(long initial) {
    var capacity = Bandwidth.builder().capacity(ceiling.capacity());
    return (ceiling.calendar()
            ? capacity.refillIntervallyAligned(
                ceiling.refill(), ceiling.window(), nextMidnight(time))
            : capacity.refillGreedy(ceiling.refill(), ceiling.window()))
        .initialTokens(initial)
        .build();
  }

  /**
   * Goes by other numbers from now on (law Q2). Tokens stay as far as they fit; of a day's, what it
   * has used counts against the new number, however low that is.
   */
  void change(Ceiling next) {
    if (next.equals(ceiling)) {
      return;
    }
    if (!next.calendar()) {
      ceiling = next;
      bucket.replaceConfiguration(
          BucketConfiguration.builder().addLimit(bandwidth(next.capacity())).build(),
          TokensInheritanceStrategy.AS_IS);
      return;
    }
    long used = ceiling.quota() - available() + owed();
    ceiling = next;
    debt = new Debt(day(), Math.max(0, used - next.quota()));
    bucket = bucket(bandwidth(Math.max(0, next.quota() - used)));
  }

  /** Whether one like it that begins now would be the same. */
  boolean unused() {
    return available() >= ceiling.capacity() && owed() == 0;
  }

  private long owed() {
    return debt.day == day() ? debt.submits : 0;
  }

  private long day() {
    return Math.floorDiv(time.currentTimeNanos(), Ceiling.DAY.toNanos());
  }

  String policy() {
    return ceiling.policy();
  }

  long available() {
    return bucket.getAvailableTokens();
  }

  /** When this many can be taken, the ones that are there included; zero where they are there. */
  Duration until(long tokens) {
    long atOnce = Math.min(tokens, ceiling.capacity());
    long beyond = tokens - atOnce;
    return Duration.ofNanos(untilThere(atOnce))
        .plus(beyond == 0 ? Duration.ZERO : ceiling.refilling(beyond));
  }

  /** Bucket4j cuts off the part of a nanosecond after which the token is there. */
  private long untilThere(long tokens) {
    if (available() >= tokens) {
      return 0;
    }
    return bucket.estimateAbilityToConsume(tokens).getNanosToWaitForRefill()
        + (ceiling.calendar() ? 0 : 1);
  }

  /**
   * Takes one that is there.
   *
   * @return its number, by which it can be given back
   */
  long take() {
    bucket.tryConsume(1);
    return ++taken;
  }

  /**
   * Gives one back, as far as the bucket can tell that it is still missing.
   *
   * <p>Of the tokens that are missing, the newest takes account for one each; what the refill has
   * replaced was that of the oldest. So afterwards there are at most capacity minus newer takes.
   * More would be minted, and let more through in a window than the ceiling (law Q2).
   *
   * @param number what {@link #take} returned; to be given back at most once
   */
  void giveBack(long number) {
    if (owed() > 0) {
      debt = new Debt(debt.day, debt.submits - 1);
      return;
    }
    long newer = taken - number - givenBack.tailSet(number).size();
    long most = ceiling.capacity() - newer;
    long restored = available() + 1;
    if (restored < most || newer == 0) {
      bucket.addTokens(1);
    } else if (restored == most) {
      bucket.reset(); // and with it the begun part of a token, which would lead above the most
      bucket.tryConsume(newer);
    }
    givenBack.add(number);
    if (givenBack.size() > REMEMBERED) {
      givenBack.pollFirst();
    }
  }

  QuotaBuckets.Level level() {
    long available = available();
    boolean full = available >= ceiling.capacity();
    return ceiling.level(available, full ? Duration.ZERO : until(available + 1));
  }

  private static Instant nextMidnight(TimeMeter time) {
    return Instant.ofEpochSecond(0, time.currentTimeNanos())
        .truncatedTo(ChronoUnit.DAYS)
        .plus(1, ChronoUnit.DAYS);
  }
}
