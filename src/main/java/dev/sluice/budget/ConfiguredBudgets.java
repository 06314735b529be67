package dev.sluice.budget;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
import dev.sluice.settings.Live;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The budgets of all configured upstreams, and what ends with the process. */
@Startup
@Singleton
final class ConfiguredBudgets implements Budgets {

  private static final Logger LOG = Logger.getLogger(ConfiguredBudgets.class);

  /** A submit's timeout is at most 10 min; what is not settled after this is lost to its caller. */
  private static final Duration LONGEST_FLIGHT = Duration.ofMinutes(11);

  private final Map<String, SharedBudget> budgets = new TreeMap<>();
  private final Map<String, SharedBudget> byUpstream = new HashMap<>();
  private final Map<String, LedgerLimits> limits = new HashMap<>();

  ConfiguredBudgets(
      Live<BudgetSettings> live,
      LedgerMaker ledgers,
      Ticker ticker,
      Timers timers,
      Meters meters,
      Draining draining) {
    BudgetSettings settings = live.now();
    settings
        .plans()
        .forEach(
            (name, plan) -> {
              var ends =
                  new LedgerLimits(
                      LONGEST_FLIGHT, settings.hold(), expired -> expired(name, expired, meters));
              SharedBudget budget =
                  new SharedBudget(
                      new SharedBudget.Subject(plan, settings.upstreams(name), settings.bounds()),
                      ledgers.make(plan, ends),
                      ticker,
                      timers,
                      upstream -> live.now().paused(upstream));
              limits.put(name, ends);
              budgets.put(name, budget);
              budget.upstreams().forEach(upstream -> byUpstream.put(upstream, budget));
              draining.onBegin(budget::dismiss);
              tell("budget", budget);
            });
    live.follow(this::follow);
  }

  /** Upstreams and what they share are as they were at the start. */
  private void follow(BudgetSettings next) {
    budgets.forEach(
        (name, budget) -> {
          BudgetPlan before = budget.plan();
          BudgetPlan plan = Objects.requireNonNull(next.plans().get(name));
          budget.replan(plan, Objects.requireNonNull(limits.get(name)), next.bounds());
          if (!plan.equals(before)) {
            tell("budget-changed", budget);
          }
        });
  }

  private static void tell(String what, SharedBudget budget) {
    BudgetPlan plan = budget.plan();
    LOG.infof(
        what + ": name=%s upstreams=%s windows=%s rate=%.1f/s burst=%.1f slots=%d",
        plan.name(),
        String.join(",", new TreeSet<>(budget.upstreams())),
        plan.lanes().all().map(RateWindow::written).collect(Collectors.joining(", ")),
        plan.rate(),
        plan.burst(),
        plan.slots());
  }

  @Override
  public Budget of(String upstream) {
    Budget budget = byUpstream.get(upstream);
    if (budget == null) {
      throw new IllegalArgumentException("no upstream is called " + upstream);
    }
    return budget;
  }

  @Override
  public Collection<Budget> all() {
    return List.copyOf(budgets.values());
  }

  void close(@Observes ShutdownEvent stopping) {
    budgets.values().forEach(SharedBudget::close);
  }

  private static void expired(String budget, int slots, Meters meters) {
    LOG.warnf("slots ended by their hold, not by a known end: budget=%s slots=%d", budget, slots);
    meters.leasesExpired(slots);
  }

  /** The teams of which any claim waits. */
  Set<String> waitingTeams() {
    return budgets.values().stream()
        .flatMap(budget -> budget.seats().taken().keySet().stream())
        .collect(Collectors.toSet());
  }

  /** All of them, by name. */
  Map<String, SharedBudget> byName() {
    return budgets;
  }

  /** How many claims of a team wait, for whichever key. */
  int waitingOf(String team) {
    return budgets.values().stream().mapToInt(budget -> budget.seats().of(team)).sum();
  }
}
