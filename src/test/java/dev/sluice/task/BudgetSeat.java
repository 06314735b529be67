package dev.sluice.task;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Standing;
import dev.sluice.budget.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The budget as one of several replicas has it: a lease that is due comes to whoever looked after
 * it last, and to others when it is 2 s overdue.
 */
final class BudgetSeat implements Budget {

  private final FakeBudget budget;
  private final Fate fate;

  BudgetSeat(FakeBudget budget, Fate fate) {
    this.budget = budget;
    this.fate = fate;
  }

  @Override
  public String name() {
    return budget.name();
  }

  @Override
  public Set<String> upstreams() {
    return budget.upstreams();
  }

  @Override
  public Uni<Verdict> acquire(Claim claim, Duration patience) {
    return budget.acquire(claim, patience);
  }

  @Override
  public void withdraw(String id) {
    budget.withdraw(id);
  }

  @Override
  public Uni<Verdict> tryOnce(Claim claim) {
    return budget.tryOnce(claim);
  }

  @Override
  public Uni<List<Verdict>> acquireNow(List<Claim> claims) {
    return budget.acquireNow(claims);
  }

  @Override
  public boolean fresh(Verdict.Granted grant) {
    return budget.fresh(grant);
  }

  @Override
  public void settle(String id, Ending ending, Duration hold) {
    budget.settle(id, ending, hold);
  }

  @Override
  public Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck) {
    return budget.bind(slot, bond, nextCheck).invoke(() -> budget.owned(slot, this));
  }

  @Override
  public Uni<Boolean> release(String slot) {
    return fate.of(() -> budget.release(slot));
  }

  @Override
  public Uni<List<Lease>> due(int most) {
    return fate.of(() -> budget.due(most, Optional.of(this)));
  }

  @Override
  public Uni<List<Lease>> lapsed(int most) {
    return fate.of(() -> budget.lapsed(most));
  }

  @Override
  public Uni<Void> reschedule(String slot, Duration nextCheck) {
    return fate.of(() -> budget.reschedule(slot, nextCheck));
  }

  @Override
  public Uni<Void> hasten(String slot, Duration nextCheck) {
    return budget.hasten(slot, nextCheck);
  }

  @Override
  public void refusedByUpstream(Duration retryAfter, boolean submit) {
    budget.refusedByUpstream(retryAfter, submit);
  }

  @Override
  public boolean slotsAreWanted() {
    return budget.slotsAreWanted();
  }

  @Override
  public Uni<List<Lease>> leases() {
    return budget.leases(Optional.of(this));
  }

  @Override
  public Optional<Lease> recall(String taskId) {
    return budget.recall(taskId, Optional.of(this));
  }

  @Override
  public Standing standing() {
    return budget.standing();
  }

  @Override
  public Uni<BudgetView> view() {
    return budget.view();
  }
}
