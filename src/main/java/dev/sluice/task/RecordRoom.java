package dev.sluice.task;

import dev.sluice.budget.Budgets;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreChoice;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import dev.sluice.upstream.Upstreams;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Chooses where records and usage are kept, and what stands before a store that is shared. */
@Singleton
final class RecordRoom {

  @Produces
  @Singleton
  TaskStore store(
      @Any Instance<TaskStore> all,
      StoreChoice choice,
      OpenTasks open,
      Instance<Budgets> budgets,
      TaskSettings settings,
      Ticker ticker) {
    TaskStore chosen = choice.of(all);
    if (choice.kind() == StoreKind.MEMORY) {
      return chosen;
    }
    Rewrites rewrites = new Rewrites(chosen, open, () -> budgets.get().all(), ticker);
    Shelf shelf = new Shelf(settings.rules(), ticker);
    Certainty certainty = new Certainty(() -> budgets.get().all(), ticker);
    return new NearTaskStore(chosen, open, shelf, rewrites, certainty);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  TaskStore memory(TaskSettings settings, Ticker ticker) {
    return new MemoryTaskStore(settings.rules(), TaskRules.OWNERSHIP_ENTRIES, ticker);
  }

  @Produces
  @Singleton
  UsageBook usage(@Any Instance<UsageBook> all, StoreChoice choice) {
    return choice.of(all);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  UsageBook memoryUsage(Ticker ticker) {
    return new MemoryUsageBook(ticker);
  }

  @Produces
  @Singleton
  SlotRelease slotRelease(Outbox outbox) {
    return new SlotRelease(outbox);
  }

  @Produces
  @Singleton
  UsageReports usageReports(UsageBook usage, Ticker ticker) {
    return new UsageReports(usage, ticker);
  }

  @Produces
  @Singleton
  EndedTasks ended(@Any Instance<EndedTasks> all, StoreChoice choice) {
    return choice.of(all);
  }

  @Produces
  @Singleton
  @KeptIn(StoreKind.MEMORY)
  EndedTasks memoryEnded() {
    return new MemoryEndedTasks();
  }

  @Produces
  @Singleton
  TaskDesk taskDesk(Budgets budgets, TaskStore store, EndedTasks ended, Upstreams upstreams) {
    return new TaskDesk(budgets, store, ended, upstreams);
  }

  @Produces
  @Singleton
  Outbox outbox(
      TaskStore store,
      UsageBook usage,
      EndNotices notices,
      EndedTasks ended,
      Trust trust,
      Clock clock) {
    return new Outbox(store, usage, notices, ended, trust, clock);
  }

  void start(
      @Observes StartupEvent started, StoreChoice choice, Budgets budgets, TaskSettings settings) {
    if (choice.kind() == StoreKind.REDIS) {
      budgets.all().forEach(new RecordNeed(settings.rules().retention())::say);
    }
  }
}
