package dev.sluice.task;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Budget;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Puts a task under watch: its slot is bound, and its first look is set. */
final class Opening {

  private final OpenTasks open;
  private final Paces paces;
  private final CheckSchedule schedule;
  private final Ticker ticker;

  Opening(OpenTasks open, Paces paces, CheckSchedule schedule, Ticker ticker) {
    this.open = open;
    this.paces = paces;
    this.schedule = schedule;
    this.ticker = ticker;
  }

  /** What is learned about a model. */
  ModelPace pace(String upstream, String model) {
    return paces.of(upstream, model);
  }

  /**
   * Opens it. It is watched in any case.
   *
   * @return false where the slot has ended or belongs to another task
   */
  Uni<Boolean> open(TaskRecord record, Budget budget) {
    ModelPace pace = pace(record.key().upstream(), record.model());
    Duration first = schedule.first(pace);
    open.add(new OpenTask(record, budget, pace, first, ticker.nanos()));
    return budget.bind(record.origin().slot(), Bond.of(record.key().taskId()), first);
  }
}
