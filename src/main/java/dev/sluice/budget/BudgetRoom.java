package dev.sluice.budget;

import dev.sluice.settings.Live;
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
  Live<BudgetSettings> settings(BudgetSettings first) {
    return Live.of(
        first,
        edition -> new BudgetSettings(edition.mapped(BudgetConfig.class), edition.layout(), first));
  }

  @Produces
  @Singleton
  LedgerMaker ledgers(@Any Instance<LedgerMaker> all, StoreChoice store) {
    return store.of(all);
  }
}
