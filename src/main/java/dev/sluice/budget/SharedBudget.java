package dev.sluice.budget;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** A ledger with its waiting room. Drains while it is open. */
final class SharedBudget implements Budget {

  private static final Logger LOG = Logger.getLogger(SharedBudget.class);

  /** A refusal for want of a slot says for so long that slots are wanted, nanoseconds. */
  private static final long WANTED_FOR = 1_000_000_000L;

  private final BudgetPlan plan;
  private final Ledger ledger;
  private final WaitingRoom room;
  private final Ticker ticker;
  private final Timers.Alarm drains;
  private volatile long slotDeniedAt;

  SharedBudget(
      BudgetPlan plan, Ledger ledger, Ticker ticker, Timers timers, WaitingRoom.Bounds bounds) {
    this.plan = plan;
    this.ledger = ledger;
    this.ticker = ticker;
    this.slotDeniedAt = ticker.nanos() - WANTED_FOR;
    this.room = new WaitingRoom(ledger, ticker, timers, bounds);
    this.drains = timers.every(plan.drain(), room::drain);
  }

  @Override
  public String upstream() {
    return plan.upstream();
  }

  BudgetPlan plan() {
    return plan;
  }

  @Override
  public Uni<Verdict> acquire(Claim claim, Duration patience) {
    return room.enter(claim, patience).invoke(this::remember);
  }

  @Override
  public Uni<Verdict> tryOnce(Claim claim) {
    return room.tryOnce(claim).invoke(this::remember);
  }

  @Override
  public void withdraw(String id) {
    room.withdraw(id);
  }

  @Override
  public Uni<List<Verdict>> acquireNow(List<Claim> claims) {
    return room.ask(claims);
  }

  @Override
  public boolean fresh(Verdict.Granted grant) {
    return ticker.nanos() - grant.grantedAt() <= plan.spread().toNanos();
  }

  @Override
  public void settle(String id, Ending ending, Duration hold) {
    ledger
        .settle(id, ending, hold)
        .subscribe()
        .with(
            freed -> {
              if (freed) {
                room.drain();
              }
            },
            failure ->
                LOG.errorf("settling failed: upstream=%s id=%s cause=%s", upstream(), id, failure));
  }

  @Override
  public Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck) {
    return ledger.bind(slot, bond, nextCheck);
  }

  @Override
  public Uni<Boolean> release(String slot) {
    return ledger.release(slot).invoke(room::drain);
  }

  @Override
  public Uni<List<Lease>> due(int most) {
    return ledger.due(most);
  }

  @Override
  public Uni<Void> reschedule(String slot, Duration nextCheck) {
    return ledger.reschedule(slot, nextCheck);
  }

  @Override
  public Uni<Void> hasten(String slot, Duration nextCheck) {
    return ledger.hasten(slot, nextCheck);
  }

  @Override
  public void refusedByUpstream(Duration retryAfter, boolean submit) {
    LOG.warnf(
        "the upstream refused with 429: upstream=%s retryAfter=%s submit=%s",
        upstream(), retryAfter, submit);
    ledger
        .refusedByUpstream(retryAfter, submit)
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.errorf("reporting a 429 failed: upstream=%s cause=%s", upstream(), failure));
  }

  @Override
  public boolean slotsAreWanted() {
    return room.slotsAreWanted() || ticker.nanos() - slotDeniedAt < WANTED_FOR;
  }

  private void remember(Verdict verdict) {
    if (verdict instanceof Verdict.Denied denied && denied.policy() == Policy.BUDGET_TASKS) {
      slotDeniedAt = ticker.nanos();
    }
  }

  @Override
  public Uni<List<Lease>> leases() {
    return ledger.leases();
  }

  @Override
  public Optional<Lease> recall(String taskId) {
    return ledger.recall(taskId);
  }

  @Override
  public Standing standing() {
    return ledger.standing();
  }

  @Override
  public Uni<BudgetView> view() {
    return ledger.view();
  }

  int waitingOf(String team) {
    return room.waitingOf(team);
  }

  /** Sends away who waits, and goes on for those whose requests are under way. */
  void dismiss() {
    room.close();
  }

  void close() {
    drains.cancel();
    room.close();
  }
}
