package dev.sluice.budget;

import dev.sluice.meters.Meters;
import dev.sluice.team.Team;
import dev.sluice.team.TeamDirectory;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The budgets' figures for whoever scrapes them. Teams are those that exist, and those that are
 * gone and still hold or want something.
 */
@Startup
@Singleton
final class BudgetGauges {

  private static final String UPSTREAM = "upstream";
  private static final String TEAM = "team";

  BudgetGauges(ConfiguredBudgets budgets, TeamDirectory teams, Meters meters) {
    meters.gauge(
        "sluice.waiting",
        List.of(TEAM),
        () -> withAll(teams, budgets.waitingTeams()).stream().map(List::of).toList(),
        labels -> budgets.waitingOf(labels.get(0)));
    for (Budget budget : budgets.all()) {
      ofOne(budget, teams, meters);
    }
  }

  private static void ofOne(Budget budget, TeamDirectory teams, Meters meters) {
    String name = budget.name();
    RecentView recent = new RecentView(budget);
    meters.expect(name);
    meters.gauge("sluice.budget.tokens", () -> recent.view().tokens(), UPSTREAM, name);
    meters.gauge(
        "sluice.budget.window.requests", () -> recent.view().windowRequests(), UPSTREAM, name);
    meters.gauge("sluice.budget.window.limit", () -> recent.view().limit(), UPSTREAM, name);
    meters.gauge("sluice.slots.limit", () -> recent.view().slotLimit(), UPSTREAM, name);
    meters.gauge(
        "sluice.budget.standing", () -> budget.standing().mode().ordinal(), UPSTREAM, name);
    meters.gauge(
        "sluice.slots.in.use",
        List.of(UPSTREAM, TEAM),
        () ->
            withAll(teams, recent.view().slotsInUse().keySet()).stream()
                .map(team -> List.of(name, team))
                .toList(),
        labels -> recent.view().slotsInUse().getOrDefault(labels.get(1), 0));
  }

  private static Set<String> withAll(TeamDirectory teams, Set<String> others) {
    Set<String> all = new TreeSet<>(others);
    teams.all().stream().map(Team::id).forEach(all::add);
    return all;
  }
}
