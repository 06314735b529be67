package dev.sluice.budget;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.subscription.UniEmitter;

/** A claim that waits, and whoever is to be told. {@link Seats} guards its state. */
final class Waiter {

  final Claim claim;
  final UniEmitter<? super Verdict> emitter;
  Timers.Alarm patience = () -> {};
  State state = State.WAITING;

  /** How waiting stands, or how it ended. */
  enum State {
    WAITING,
    SERVED,
    GONE
  }

  Waiter(Claim claim, UniEmitter<? super Verdict> emitter) {
    this.claim = claim;
    this.emitter = emitter;
  }

  Demand.Key key() {
    return new Demand.Key(claim.team(), claim.need());
  }
}
