package dev.sluice.budget;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The budget of one upstream key, or of several keys that share one, as the other rooms use it: the
 * ledger with its waiting room before it.
 */
public interface Budget {

  /** The id under which the gateway's own status checks are clients of the ledger (law W1). */
  String WATCH = "_watch";

  /** How long a binding is waited for, milliseconds. */
  long BIND_MILLIS = 300;

  /** How long a binding is waited for that must be known, milliseconds. */
  long BIND_SURE_MILLIS = 3000;

  /** Its name: that of its upstream, or the one that several upstreams share. */
  String name();

  /** The upstreams whose requests it pays for; at least one. */
  Set<String> upstreams();

  /**
   * Asks for what the claim needs and waits for it.
   *
   * <p>Cancelling the subscription while it waits takes the claim back: nothing is granted for it
   * afterwards.
   *
   * @param patience how long to wait; zero asks once
   */
  Uni<Verdict> acquire(Claim claim, Duration patience);

  /**
   * The same, for a client that said itself how long it waits. Where the store of the ledger is
   * away, everybody else waits up to 8 s since it last served, and such a client the whole of its
   * time (law G5).
   */
  default Uni<Verdict> acquireAsked(Claim claim, Duration patience) {
    return acquire(claim, patience);
  }

  /**
   * Takes back a claim that waits; it is answered as denied. Does nothing where it waits no more.
   */
  void withdraw(String id);

  /** Asks once, for a claim that may be served elsewhere: a denial promises nothing (law L9). */
  Uni<Verdict> tryOnce(Claim claim);

  /** Asks for several claims at once, without waiting; verdicts in the order of the claims. */
  Uni<List<Verdict>> acquireNow(List<Claim> claims);

  /** Whether whoever runs the gateway lets no submit be granted at this upstream. */
  default boolean paused(String upstream) {
    return false;
  }

  /** Whether a grant is young enough to be sent on: at most J old (law L1). */
  boolean fresh(Verdict.Granted grant);

  /** See {@link Ledger#settle}. */
  void settle(String id, Ending ending, Duration hold);

  /**
   * See {@link Ledger#bind}. Goes on after {@value #BIND_MILLIS} ms at the latest: where the store
   * is away the binding is kept, and told as soon as it is back.
   */
  Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck);

  /**
   * The same for who has to know: what it says the ledger has said. Fails with a {@link
   * dev.sluice.redis.StoreFailure} after {@value #BIND_SURE_MILLIS} ms without an answer; the slot
   * may be bound then, or be bound later.
   */
  default Uni<Boolean> bindForSure(String slot, Bond bond, Duration nextCheck) {
    return bind(slot, bond, nextCheck);
  }

  /** See {@link Ledger#release}; wakes whoever waits for a slot. */
  Uni<Boolean> release(String slot);

  /** See {@link Ledger#due}. */
  Uni<List<Lease>> due(int most);

  /** See {@link Ledger#lapsed}. */
  Uni<List<Lease>> lapsed(int most);

  /** See {@link Ledger#reschedule}; does not wait for the store. */
  Uni<Void> reschedule(String slot, Duration nextCheck);

  /** See {@link Ledger#hasten}; does not wait for the store. */
  Uni<Void> hasten(String slot, Duration nextCheck);

  /** See {@link Ledger#refusedByUpstream}. */
  void refusedByUpstream(Duration retryAfter, boolean submit);

  /** Whether anybody waits, or was refused a moment ago, for want of a slot. */
  boolean slotsAreWanted();

  /** See {@link Ledger#leases}. */
  Uni<List<Lease>> leases();

  /** See {@link Ledger#recall}. */
  Optional<Lease> recall(String taskId);

  /** See {@link Ledger#standing}. */
  Standing standing();

  /** The figures of this moment. */
  Uni<BudgetView> view();
}
