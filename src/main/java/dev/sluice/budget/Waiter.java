package dev.sluice.budget;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.subscription.UniEmitter;

/** A claim that waits, and whoever is to be told. {@link Seats} guards its state. */
final class Waiter {

  final Claim claim;
  final UniEmitter<? super Verdict> emitter;

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

  Waiter(Claim claim, UniEmitter<? super Verdict> emitter, long ends, boolean asked) {
    this.claim = claim;
    this.emitter = emitter;
    this.ends = ends;
    this.asked = asked;
  }

  Demand.Key key() {
    return new Demand.Key(claim.team(), claim.need());
  }
}
