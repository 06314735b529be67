package dev.sluice.task;

import dev.sluice.passage.Draining;
import dev.sluice.passage.Passage;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Claims keys, and asks again for 8 s while the store is away (law G5), which covers a failover:
 * first after 250 ms, then at twice the distance up to a second. Whoever leaves, or meets a gateway
 * about to stop, or comes while {@value #MOST_HELD} are held, is not held on.
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
        .deferred(() -> ask(ask, passage, ticker.nanos() + HOLD.toNanos(), FIRST));
  }

  private Uni<KeyStanding> ask(
      Uni<KeyStanding> ask, Passage passage, long until, Duration distance) {
    return ask.onFailure(StoreFailure.class)
        .recoverWithUni(
            failure ->
                mayHold(passage, until)
                    ? later(distance).chain(() -> ask(ask, passage, until, longer(distance)))
                    : Uni.createFrom().failure(failure));
  }

  private boolean mayHold(Passage passage, long until) {
    return ticker.nanos() - until < 0
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
