package dev.sluice.budget;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
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

  ConfiguredBudgets(
      BudgetSettings settings,
      LedgerMaker ledgers,
      Ticker ticker,
      Timers timers,
      Meters meters,
      Draining draining) {
    settings
        .plans()
        .forEach(
            (name, plan) -> {
              var limits =
                  new LedgerLimits(
                      LONGEST_FLIGHT, settings.hold(), expired -> expired(name, expired, meters));
              SharedBudget budget =
                  new SharedBudget(
                      plan,
                      settings.upstreams(name),
                      ledgers.make(plan, limits),
                      ticker,
                      timers,
                      settings.bounds());
              budgets.put(name, budget);
              budget.upstreams().forEach(upstream -> byUpstream.put(upstream, budget));
              draining.onBegin(budget::dismiss);
              LOG.infof(
                  "budget: name=%s upstreams=%s windows=%s rate=%.1f/s burst=%.1f slots=%d",
                  name,
                  String.join(",", new TreeSet<>(budget.upstreams())),
                  plan.lanes().all().map(RateWindow::written).collect(Collectors.joining(", ")),
                  plan.rate(),
                  plan.burst(),
                  plan.slots());
            });
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

  /** How many claims of a team wait, for whichever key. */
  int waitingOf(String team) {
    return budgets.values().stream().mapToInt(budget -> budget.waitingOf(team)).sum();
  }
}
