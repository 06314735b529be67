package dev.sluice.budget;

import dev.sluice.settings.StoreChoice;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the room together. */
@Singleton
final class BudgetRoom {

  @Produces
  @Singleton
  LedgerMaker ledgers(@Any Instance<LedgerMaker> all, StoreChoice store) {
    return store.of(all);
  }
}
