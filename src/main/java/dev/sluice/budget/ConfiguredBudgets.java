package dev.sluice.budget;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
import dev.sluice.settings.Layout;
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

/** The budgets of all configured upstreams, in memory, with their gauges. */
@Startup
@Singleton
final class ConfiguredBudgets implements Budgets {

  private static final Logger LOG = Logger.getLogger(ConfiguredBudgets.class);

  /** A submit's timeout is at most 10 min; what is not settled after this is lost to its caller. */
  private static final Duration LONGEST_FLIGHT = Duration.ofMinutes(11);

  private final Map<String, SharedBudget> budgets = new TreeMap<>();

  ConfiguredBudgets(
      BudgetSettings settings,
      Layout layout,
      Ticker ticker,
      Timers timers,
      Meters meters,
      Draining draining) {
    settings
        .plans()
        .forEach(
            (name, plan) -> {
              LocalLedger ledger =
                  new LocalLedger(
                      plan,
                      ticker,
                      new LocalLedger.Limits(
                          LONGEST_FLIGHT,
                          settings.hold(),
                          expired -> expired(name, expired, meters)));
              SharedBudget budget =
                  new SharedBudget(plan, ledger, ticker, timers, settings.bounds());
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
    gauges(meters, layout);
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

  private void gauges(Meters meters, Layout layout) {
    meters.gauge("sluice.store.mode", () -> 1, "mode", "memory");
    for (String team : layout.teams()) {
      meters.gauge("sluice.waiting", () -> waitingOf(team), "team", team);
    }
    budgets.forEach(
        (name, budget) -> {
          RecentView recent = new RecentView(budget);
          meters.expect(name);
          meters.gauge("sluice.budget.tokens", () -> recent.view().tokens(), "upstream", name);
          meters.gauge(
              "sluice.budget.window.requests",
              () -> recent.view().windowRequests(),
              "upstream",
              name);
          meters.gauge("sluice.slots.limit", () -> recent.view().slotLimit(), "upstream", name);
          for (String team : layout.teams()) {
            meters.gauge(
                "sluice.slots.in.use",
                () -> recent.view().slotsInUse().getOrDefault(team, 0),
                "upstream",
                name,
                "team",
                team);
          }
        });
  }

  private int waitingOf(String team) {
    return budgets.values().stream().mapToInt(budget -> budget.waitingOf(team)).sum();
  }
}
