package dev.sluice.history;

import dev.sluice.budget.BudgetDesk;
import dev.sluice.budget.Budgets;
import dev.sluice.quota.QuotaLines;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts the room together, and sets its timer going. */
@Singleton
final class HistoryRoom {

  @Produces
  @Singleton
  Samples samples(@Any Instance<Samples> all, StoreChoice choice) {
    return choice.of(all);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  Samples memory() {
    return new MemorySamples();
  }

  @Produces
  @Singleton
  Tally tally(Clock clock) {
    return new Tally(clock);
  }

  @Produces
  @Singleton
  Presence presence(Budgets budgets, BudgetDesk desk, QuotaLines lines) {
    return new Presence(budgets, desk, lines);
  }

  @Produces
  @Singleton
  Replica replica() {
    return Replica.random();
  }

  @Produces
  @Singleton
  Sampler sampler(
      Replica replica,
      Tally tally,
      Presence presence,
      Samples samples,
      Timers timers,
      Clock clock) {
    return new Sampler(
        new Sampler.Ends(replica.name(), tally, presence::now, samples), timers, clock);
  }

  @Produces
  @Singleton
  History history(Samples samples, Sampler sampler, Presence presence, Clock clock) {
    return new History(samples, sampler, presence::waiting, clock);
  }

  void start(@Observes StartupEvent started, Sampler sampler) {
    sampler.start();
  }

  void stop(@Observes ShutdownEvent stopping, Sampler sampler) {
    sampler.stop();
  }
}
