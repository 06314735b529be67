package dev.sluice.budget;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The book of one upstream key. One implementation keeps it in memory; every one obeys the same
 * laws (L1 to L9, S1 to S9) and is run by the same contract test.
 *
 * <p>Each call is one atomic step. Durations are counted from the moment the ledger executes the
 * call.
 */
public interface Ledger {

  /**
   * Decides all these claims in one step, in the ledger's own order, not in theirs.
   *
   * <p>A denied claim counts as live demand of its team for three drain intervals, so that a share
   * is kept for it. Where the store does not answer, claims are denied by {@link Policy#STORE}, and
   * may have been granted all the same: such a claim is asked again by the same id, or settled as
   * {@link Ending#NEVER_SENT}.
   *
   * @param claims of any teams
   * @return one verdict for each claim, in the order of the claims
   */
  Uni<List<Verdict>> admit(List<Claim> claims);

  /**
   * Says what became of a granted claim. The second call for the same id changes nothing. Like
   * every report (bind, release, reschedule, a 429) it is never lost: where the store is away it is
   * kept, and what is returned completes when the store has it; it fails where too many are kept.
   * Only {@link #hasten} is a wish.
   *
   * @param hold for {@link Ending#UNKNOWN}: how long the slot is held (law S7)
   * @return whether a slot or a token came free by it
   */
  Uni<Boolean> settle(String id, Ending ending, Duration hold);

  /**
   * Binds a slot, granted or of unknown outcome, to its task.
   *
   * @param nextCheck when the task is to be looked at first, from now
   * @return false where the slot has ended or is bound to another task
   */
  Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck);

  /**
   * Frees a slot in any state. A slot that is not there stays so: releasing twice frees one (law
   * S4).
   */
  Uni<Boolean> release(String slot);

  /**
   * Claims bound leases whose check is due, those overdue longest first; each is out of reach of
   * other calls until it is rescheduled, or for a minute (law S5). Empty where the store is away.
   */
  Uni<List<Lease>> due(int most);

  /**
   * Claims slots that ended by their hold (law S7): whether a task came of their submits nobody
   * knows. Each is out of reach of other calls for a minute, and is told again until it is {@link
   * #release released} once more. Empty where the store is away. At most 20000 are kept, the
   * newest.
   */
  Uni<List<Lease>> lapsed(int most);

  /** Sets when a bound lease is to be looked at next, and gives up a claim on it. */
  Uni<Void> reschedule(String slot, Duration nextCheck);

  /**
   * Moves the next look at a bound lease forward; never back, and not where it is claimed already.
   * Forgotten where the store is away.
   */
  Uni<Void> hasten(String slot, Duration nextCheck);

  /**
   * The upstream answered 429 (law L8).
   *
   * @param retryAfter what it asked for; at most 5 min count
   * @param submit whether it was a submit, which may be about slots and not about the rate
   */
  Uni<Void> refusedByUpstream(Duration retryAfter, boolean submit);

  /** Every slot in use. */
  Uni<List<Lease>> leases();

  /** The lease that is bound to this task, as far as this process knows without asking anybody. */
  Optional<Lease> recall(String taskId);

  /** Whether it can be asked at present. */
  default Standing standing() {
    return Standing.SERVING;
  }

  /**
   * How long ago the store last could decide about tokens and slots; zero where it always can (law
   * G5).
   */
  default Duration sinceServing() {
    return Duration.ZERO;
  }

  /**
   * How often waiting rooms are to ask, where the ledger knows better than its plan (law G3).
   *
   * @param planned the plan's drain interval
   */
  default Duration drain(Duration planned) {
    return planned;
  }

  /**
   * Goes by another plan of the same budget from now on (law L11), and never back of itself. What
   * is granted, under way, answered, promised and waited for stays; where several replicas share
   * the book, what all their plans allow counts until the last of them has changed.
   *
   * @param limits whoever is told of slots that expire stays the same
   */
  void replan(BudgetPlan plan, LedgerLimits limits);

  /** This process asks no more: what it holds for itself alone goes back. */
  default Uni<Void> leave() {
    return Uni.createFrom().voidItem();
  }

  /** The figures of this moment. */
  Uni<BudgetView> view();
}
