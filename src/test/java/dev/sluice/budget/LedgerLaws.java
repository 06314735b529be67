package dev.sluice.budget;

import dev.sluice.testing.TestTime;

/** What every chapter of the laws needs: an engine, and time that the test moves. */
abstract class LedgerLaws {

  /** Moves all engines. */
  protected final TestTime time = new TestTime();

  /**
   * A ledger that begins now: without a token, without a lease, and with its slots open but for a
   * cold start that the plan has.
   */
  protected abstract Ledger ledger(BudgetPlan plan, LedgerLimits limits);

  /** How many random rounds a law is tried; fewer where each call is a trip. */
  protected int rounds(int most) {
    return most;
  }
}
