package dev.sluice.task;

import dev.sluice.passage.Draining;
import dev.sluice.passage.Passage;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Claims keys, and asks again while the store is away, until 8 s after it was missed first (law
 * G5), which covers a failover: first after 250 ms, then at twice the distance up to a second.
 * Whoever leaves, or meets a gateway about to stop, or comes while {@value #MOST_HELD} are held, is
 * not held on. Where one of the questions may have been heard, it fails with {@link
 * StoreFailure.Kind#UNKNOWN}, whatever the last one came to.
 */
final class KeyClaims {

  static final Duration HOLD = Duration.ofSeconds(8);
  static final int MOST_HELD = 1000;

  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final IdempotencyStore store;
  private final Timers timers;
  private final Ticker ticker;
  private final Draining draining;
  private final AtomicInteger held = new AtomicInteger();

  /** Since when every question failed, and the last that did; ticker time. */
  private volatile Optional<Away> away = Optional.empty();

  private record Away(long since, long last) {}

  KeyClaims(IdempotencyStore store, Timers timers, Ticker ticker, Draining draining) {
    this.store = store;
    this.timers = timers;
    this.ticker = ticker;
    this.draining = draining;
  }

  /** See {@link IdempotencyStore#claim}; fails once it is not held any more. */
  Uni<KeyStanding> claim(KeyedSubmit submit, Duration within, Passage passage) {
    Uni<KeyStanding> ask = store.claim(submit, within);
    return Uni.createFrom()
        .deferred(() -> ask(ask, passage, FIRST, false))
        .invoke(answered -> away = Optional.empty());
  }

  /**
   * @param heard whether an earlier question may have been heard
   */
  private Uni<KeyStanding> ask(
      Uni<KeyStanding> ask, Passage passage, Duration distance, boolean heard) {
    return ask.onFailure(StoreFailure.class)
        .recoverWithUni(
            failure -> {
              StoreFailure lost = (StoreFailure) failure;
              boolean made = heard || lost.kind() != StoreFailure.Kind.NEVER_SENT;
              return mayHold(passage, missed())
                  ? later(distance).chain(() -> ask(ask, passage, longer(distance), made))
                  : Uni.createFrom().failure(made ? unknown(lost) : lost);
            });
  }

  /**
   * How long the store has been missed. What was missed long ago and not asked since says nothing
   * of now.
   */
  private synchronized Duration missed() {
    long now = ticker.nanos();
    long since =
        away.filter(known -> now - known.last() < HOLD.toNanos()).map(Away::since).orElse(now);
    away = Optional.of(new Away(since, now));
    return Duration.ofNanos(now - since);
  }

  private static StoreFailure unknown(StoreFailure last) {
    return new StoreFailure(StoreFailure.Kind.UNKNOWN, String.valueOf(last.getMessage()));
  }

  private boolean mayHold(Passage passage, Duration missed) {
    return missed.compareTo(HOLD) < 0
        && !passage.departed()
        && !draining.begun()
        && held.get() < MOST_HELD;
  }

  private Uni<Void> later(Duration distance) {
    return Uni.createFrom()
        .emitter(
            out -> {
              held.incrementAndGet();
              timers.after(
                  distance,
                  () -> {
                    held.decrementAndGet();
                    out.complete(null);
                  });
            });
  }

  private static Duration longer(Duration distance) {
    Duration twice = distance.multipliedBy(2);
    return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }
}
