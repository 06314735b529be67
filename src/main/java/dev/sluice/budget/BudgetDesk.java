package dev.sluice.budget;

import dev.sluice.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What whoever runs the gateway, and a team about itself, may ask of the budgets. */
@Singleton
public final class BudgetDesk {

  private final ConfiguredBudgets budgets;
  private final Ticker ticker;

  BudgetDesk(ConfiguredBudgets budgets, Ticker ticker) {
    this.budgets = budgets;
    this.ticker = ticker;
  }

  /** The teams of which any claim waits here. */
  public Set<String> waitingTeams() {
    Set<String> teams = new TreeSet<>(budgets.waitingTeams());
    teams.remove(Budget.WATCH);
    return teams;
  }

  /** How many claims of a team wait here, for whichever key. */
  public int waiting(String team) {
    return budgets.waitingOf(team);
  }

  /** For how long the first of them waits; zero where none does. */
  public Duration longest(String team) {
    return budgets.byName().values().stream()
        .flatMap(budget -> budget.seats().since(team).stream())
        .min(Comparator.naturalOrder())
        .map(since -> Duration.ofNanos(Math.max(0, ticker.nanos() - since)))
        .orElse(Duration.ZERO);
  }

  /** Whether status checks count in the window that deals to submits. */
  public boolean countsLooks(String budget) {
    return Optional.ofNullable(budgets.byName().get(budget))
        .filter(known -> known.plan().lanes().apart())
        .isEmpty();
  }

  /**
   * What the teams may expect of a budget, by team; without the gateway's own checks. Empty for a
   * name that is no budget's.
   */
  public Map<String, TeamShare> shares(String budget) {
    Map<String, TeamShare> shares =
        Optional.ofNullable(budgets.byName().get(budget))
            .map(known -> new TreeMap<>(known.plan().shares()))
            .orElseGet(TreeMap::new);
    shares.remove(Budget.WATCH);
    return shares;
  }
}
