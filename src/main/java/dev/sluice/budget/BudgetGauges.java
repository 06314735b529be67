package dev.sluice.budget;

import dev.sluice.meters.Meters;
import dev.sluice.settings.Live;
import dev.sluice.settings.StoreChoice;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The budgets' figures for whoever scrapes them. */
@Startup
@Singleton
final class BudgetGauges {

  private final ConfiguredBudgets budgets;
  private final Meters meters;
  private final List<RecentView> views = new ArrayList<>();
  private Set<String> teams = Set.of();

  BudgetGauges(
      ConfiguredBudgets budgets, Live<BudgetSettings> settings, StoreChoice store, Meters meters) {
    this.budgets = budgets;
    this.meters = meters;
    meters.gauge("sluice.store.mode", () -> 1, "mode", store.kind().label());
    budgets.all().forEach(this::ofOne);
    follow(settings.now());
    settings.follow(this::follow);
  }

  private void ofOne(Budget budget) {
    String name = budget.name();
    RecentView recent = new RecentView(budget);
    views.add(recent);
    meters.expect(name);
    meters.gauge("sluice.budget.tokens", () -> recent.view().tokens(), "upstream", name);
    meters.gauge(
        "sluice.budget.window.requests", () -> recent.view().windowRequests(), "upstream", name);
    meters.gauge("sluice.slots.limit", () -> recent.view().slotLimit(), "upstream", name);
    meters.gauge(
        "sluice.budget.standing", () -> budget.standing().mode().ordinal(), "upstream", name);
  }

  /** Teams come and go while the gateway runs; one change is heard of after the other. */
  private void follow(BudgetSettings settings) {
    Set<String> now = settings.teams();
    teams.stream().filter(team -> !now.contains(team)).forEach(this::forget);
    now.stream().filter(team -> !teams.contains(team)).forEach(this::show);
    teams = now;
  }

  private void show(String team) {
    meters.gauge("sluice.waiting", () -> budgets.waitingOf(team), "team", team);
    int index = 0;
    for (Budget budget : budgets.all()) {
      RecentView recent = views.get(index++);
      meters.gauge(
          "sluice.slots.in.use",
          () -> recent.view().slotsInUse().getOrDefault(team, 0),
          "upstream",
          budget.name(),
          "team",
          team);
    }
  }

  private void forget(String team) {
    meters.forget("sluice.waiting", "team", team);
    meters.forget("sluice.slots.in.use", "team", team);
  }
}
