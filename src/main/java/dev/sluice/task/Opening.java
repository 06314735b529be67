package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Puts a task under watch: its slot is bound, and its next look is set. */
final class Opening {

  private static final Logger LOG = Logger.getLogger(Opening.class);

  private final OpenTasks open;
  private final Paces paces;
  private final LookTimes times;
  private final Ticker ticker;
  private final Clock clock;

  Opening(OpenTasks open, Paces paces, LookTimes times, Ticker ticker, Clock clock) {
    this.open = open;
    this.paces = paces;
    this.times = times;
    this.ticker = ticker;
    this.clock = clock;
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
    Duration first = times.first(record, pace);
    OpenTask task = new OpenTask(record, budget, pace, first, ticker.nanos());
    task.spare(times.spares(record.key(), pace, Duration.ZERO));
    open.add(task);
    return budget.bind(record.origin().slot(), Details.bond(record), first);
  }

  /**
   * Takes over a task whose slot is bound already. Its look is due.
   *
   * @return the task, or the one that was open for this slot before
   */
  OpenTask adopt(TaskRecord record, Budget budget) {
    Optional<OpenTask> before = open.bySlot(record.origin().slot());
    if (before.isPresent()) {
      return before.get();
    }
    Duration age = age(record);
    Duration usual = times.schedule().spacing(age);
    OpenTask task =
        OpenTask.adopted(
            record,
            budget,
            pace(record.key().upstream(), record.model()),
            age,
            age.compareTo(usual) < 0 ? age : usual,
            ticker.nanos());
    open.add(task);
    return task;
  }

  /**
   * The task as it is about to be closed: no look at it begins any more. Where it is not watched
   * here, it is not from now on either.
   */
  OpenTask ending(TaskRecord record, Budget budget) {
    OpenTask task =
        open.bySlot(record.origin().slot())
            .filter(watched -> watched.key().equals(record.key()))
            .orElseGet(
                () ->
                    OpenTask.adopted(
                        record,
                        budget,
                        pace(record.key().upstream(), record.model()),
                        age(record),
                        Duration.ZERO,
                        ticker.nanos()));
    task.begin(ticker.nanos());
    return task;
  }

  /** The task has ended: it is not watched here any more. */
  void over(TaskRecord record) {
    open.byKey(record.key()).ifPresent(open::remove);
  }

  /** Whether a look at it soon might find its end, as far as is known here. */
  boolean mayHaveEnded(TaskRecord record) {
    long soon = age(record).plus(times.minSpacing()).toNanos();
    return pace(record.key().upstream(), record.model()).endedBetween(0, soon) >= Hunger.FLOOR;
  }

  /** Whether it need not be looked at soon, since its end will be told. */
  boolean spares(TaskRecord record) {
    ModelPace pace = pace(record.key().upstream(), record.model());
    return times.spares(record.key(), pace, age(record));
  }

  /** Takes over a task whose slot was never bound, and binds it where it is still held. */
  void rescue(TaskRecord record, Budget budget) {
    LOG.warnf("task-unbound upstream=%s slot=%s", record.key().upstream(), record.origin().slot());
    adopt(record, budget);
    budget
        .bind(record.origin().slot(), Details.bond(record), times.schedule().retry())
        .subscribe()
        .with(bound -> {}, failure -> LOG.debugf("task-unbound-still cause=%s", failure));
  }

  /** Since its upstream accepted it. */
  Duration age(TaskRecord record) {
    return Duration.ofMillis(Math.max(0, clock.millis() - record.acceptedMillis()));
  }
}
