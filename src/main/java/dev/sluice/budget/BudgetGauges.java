package dev.sluice.budget;

import dev.sluice.meters.Meters;
import dev.sluice.settings.Layout;
import dev.sluice.settings.StoreChoice;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** The budgets' figures for whoever scrapes them. */
@Startup
@Singleton
final class BudgetGauges {

  BudgetGauges(ConfiguredBudgets budgets, Layout layout, StoreChoice store, Meters meters) {
    meters.gauge("sluice.store.mode", () -> 1, "mode", store.kind().label());
    for (String team : layout.teams()) {
      meters.gauge("sluice.waiting", () -> budgets.waitingOf(team), "team", team);
    }
    for (Budget budget : budgets.all()) {
      ofOne(budget, layout, meters);
    }
  }

  private static void ofOne(Budget budget, Layout layout, Meters meters) {
    String name = budget.name();
    RecentView recent = new RecentView(budget);
    meters.expect(name);
    meters.gauge("sluice.budget.tokens", () -> recent.view().tokens(), "upstream", name);
    meters.gauge(
        "sluice.budget.window.requests", () -> recent.view().windowRequests(), "upstream", name);
    meters.gauge("sluice.slots.limit", () -> recent.view().slotLimit(), "upstream", name);
    meters.gauge(
        "sluice.budget.standing", () -> budget.standing().mode().ordinal(), "upstream", name);
    for (String team : layout.teams()) {
      meters.gauge(
          "sluice.slots.in.use",
          () -> recent.view().slotsInUse().getOrDefault(team, 0),
          "upstream",
          name,
          "team",
          team);
    }
  }
}
