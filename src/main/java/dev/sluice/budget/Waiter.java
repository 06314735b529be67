package dev.sluice.budget;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;

/** A claim that waits, and whoever is to be told. {@link Seats} guards its state. */
final class Waiter {

  final Claim claim;
  final UniEmitter<? super Verdict> emitter;

  /** Since when it waits, ticker nanoseconds. */
  final long since;

  /** When its own patience ends, ticker nanoseconds. */
  final long ends;

  /** Whether its client said itself how long it waits. */
  final boolean asked;

  Timers.Alarm patience = () -> {};
  State state = State.WAITING;

  /** Whether its own patience is over and only the store's absence keeps it (law G5). */
  volatile boolean held;

  /** Whether it is being asked for the last time. */
  boolean leaving;

  /** How waiting stands, or how it ended. */
  enum State {
    WAITING,
    SERVED,
    GONE
  }

  Waiter(
      Claim claim,
      UniEmitter<? super Verdict> emitter,
      long since,
      Duration patience,
      boolean asked) {
    this.claim = claim;
    this.emitter = emitter;
    this.since = since;
    this.ends = since + Math.max(0, patience.toNanos());
    this.asked = asked;
  }

  Demand.Key key() {
    return new Demand.Key(claim.team(), claim.need());
  }
}
