package dev.sluice.budget;

/** Makes the ledgers of the chosen store. */
public interface LedgerMaker {

  /** A ledger for the key that the plan is about. */
  Ledger make(BudgetPlan plan, LedgerLimits limits);
}
