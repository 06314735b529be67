package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.LedgerLimits;
import java.util.List;

/** A ledger that is asked several things in one call. */
interface Engine {

  /**
   * Runs these in their order, at one moment.
   *
   * @return an answer in words for each, alike for engines that agree; then how many slots ended by
   *     their hold
   */
  List<String> run(List<Operation> operations);

  /** Goes by another plan from this moment on. */
  default void replan(BudgetPlan plan, LedgerLimits limits) {
    throw new UnsupportedOperationException();
  }
}
