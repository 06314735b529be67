package dev.sluice.budget;

import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import jakarta.inject.Singleton;

/** Keeps every ledger in memory. */
@Singleton
@KeptIn(StoreKind.MEMORY)
final class LocalLedgers implements LedgerMaker {

  private final Ticker ticker;

  LocalLedgers(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Ledger make(BudgetPlan plan, LedgerLimits limits) {
    return new LocalLedger(plan, ticker, limits);
  }
}
