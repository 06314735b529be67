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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** The budgets of all configured upstreams, and what ends with the process. */
@Startup
@Singleton
final class ConfiguredBudgets implements Budgets {

  private static final Logger LOG = Logger.getLogger(ConfiguredBudgets.class);

  /** A submit's timeout is at most 10 min; what is not settled after this is lost to its caller. */
  private static final Duration LONGEST_FLIGHT = Duration.ofMinutes(11);

  private final Map<String, SharedBudget> budgets = new TreeMap<>();

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
                      plan, ledgers.make(plan, limits), ticker, timers, settings.bounds());
              budgets.put(name, budget);
              draining.onBegin(budget::dismiss);
              LOG.infof(
                  "budget: upstream=%s limit=%d/%.0fs rate=%.1f/s burst=%.1f slots=%d",
                  name,
                  plan.window().limit(),
                  plan.window().seconds(),
                  plan.rate(),
                  plan.burst(),
                  plan.slots());
            });
  }

  @Override
  public Budget of(String upstream) {
    Budget budget = budgets.get(upstream);
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

  private static void expired(String upstream, int slots, Meters meters) {
    LOG.warnf(
        "slots ended by their hold, not by a known end: upstream=%s slots=%d", upstream, slots);
    meters.leasesExpired(slots);
  }

  /** How many claims of a team wait, for whichever key. */
  int waitingOf(String team) {
    return budgets.values().stream().mapToInt(budget -> budget.waitingOf(team)).sum();
  }
}
