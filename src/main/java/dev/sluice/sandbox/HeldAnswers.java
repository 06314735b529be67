package dev.sluice.sandbox;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers that come late or never. Each is held until its time has come or the client has gone, and
 * not more than a set number at once: beyond that an answer comes at once.
 */
final class HeldAnswers {

  /** The longest that a request goes without an answer. */
  static final Duration NEVER = Duration.ofMinutes(10);

  private final Timers timers;
  private final int most;
  private final AtomicInteger held = new AtomicInteger();

  HeldAnswers(Timers timers, int most) {
    this.timers = timers;
    this.most = most;
  }

  /** The answer, after the delay. */
  <T> Uni<T> after(Duration delay, T answer) {
    return hold(delay, () -> {}, answer);
  }

  /**
   * No answer: the connection is given up after {@link #NEVER}.
   *
   * @param giveUp closes the connection
   * @param crowded what is answered where too many are held already
   */
  <T> Uni<T> never(Runnable giveUp, T crowded) {
    return hold(NEVER, giveUp, crowded);
  }

  /** How many are held now. */
  int held() {
    return held.get();
  }

  private <T> Uni<T> hold(Duration delay, Runnable first, T answer) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (held.incrementAndGet() > most) {
                held.decrementAndGet();
                return Uni.createFrom().item(answer);
              }
              return Uni.createFrom()
                  .<T>emitter(emitter -> wake(emitter, delay, first, answer))
                  .onTermination()
                  .invoke(held::decrementAndGet);
            });
  }

  private <T> void wake(UniEmitter<? super T> emitter, Duration delay, Runnable first, T answer) {
    Timers.Alarm alarm =
        timers.after(
            delay,
            () -> {
              first.run();
              emitter.complete(answer);
            });
    emitter.onTermination(alarm::cancel);
  }
}
