package dev.sluice.history;

import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetDesk;
import dev.sluice.budget.Budgets;
import dev.sluice.quota.QuotaLines;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** How it stands here at this moment: who waits at this replica, and whose the slots are. */
public final class Presence {

  private static final Logger LOG = Logger.getLogger(Presence.class);
  private static final Duration DEADLINE = Duration.ofMillis(400);

  private final Budgets budgets;
  private final BudgetDesk desk;
  private final QuotaLines lines;

  Presence(Budgets budgets, BudgetDesk desk, QuotaLines lines) {
    this.budgets = budgets;
    this.desk = desk;
    this.lines = lines;
  }

  /**
   * Submits of one team that wait, for the shared budget or for its own ceilings.
   *
   * @param count how many
   * @param longest for how long the first of them does
   */
  public record Waiting(int count, Duration longest) {}

  /** Who waits at this replica. */
  public Waiting waiting(String team) {
    Duration budget = desk.longest(team);
    Duration quota = lines.longest(team);
    return new Waiting(
        desk.waiting(team) + lines.waiting(team), budget.compareTo(quota) > 0 ? budget : quota);
  }

  /** The teams of which any submit waits at this replica. */
  public Set<String> waitingTeams() {
    Set<String> teams = new TreeSet<>(desk.waitingTeams());
    teams.addAll(lines.waitingTeams());
    return teams;
  }

  /** By team; of a budget that does not answer in time nothing is told. Never fails. */
  Uni<Map<String, TeamSample>> now() {
    Map<String, TeamSample> all = new TreeMap<>();
    for (String team : waitingTeams()) {
      Waiting waiting = waiting(team);
      all.put(
          team,
          new TeamSample(0, Map.of(), waiting.count(), waiting.longest().toMillis(), Map.of()));
    }
    return Multi.createFrom()
        .iterable(budgets.all())
        .onItem()
        .transformToUniAndConcatenate(Presence::slots)
        .collect()
        .in(
            () -> all,
            (teams, slots) ->
                slots.forEach((team, used) -> teams.merge(team, used, TeamSample::and)));
  }

  private static Uni<Map<String, TeamSample>> slots(Budget budget) {
    return budget
        .view()
        .ifNoItem()
        .after(DEADLINE)
        .fail()
        .map(
            view -> {
              Map<String, TeamSample> used = new TreeMap<>();
              view.slotsInUse()
                  .forEach(
                      (team, slots) -> {
                        if (slots > 0) {
                          used.put(
                              team,
                              new TeamSample(0, Map.of(), 0, 0, Map.of(budget.name(), slots)));
                        }
                      });
              return used;
            })
        .onFailure()
        .invoke(failure -> LOG.debugf("no slots told: budget=%s cause=%s", budget.name(), failure))
        .onFailure()
        .recoverWithItem(Map.of());
  }
}
