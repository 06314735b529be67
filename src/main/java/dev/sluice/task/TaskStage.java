package dev.sluice.task;

import dev.sluice.budget.Slot;
import dev.sluice.dialect.Dialect;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.GivenId;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Stage;
import dev.sluice.passage.Started;
import dev.sluice.redis.StoreFailure;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import dev.sluice.upstream.SubmitOutcome;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Records a task that the upstream accepted and binds its slot, on the way back of a submit. The
 * answer goes on unchanged, but for a task id that stands for another upstream's task already (law
 * T1).
 *
 * <p>A client that leaves cancels nothing here: the passage is told that it has departed, and the
 * rest of the path runs to its end (law S8).
 */
public final class TaskStage implements Stage {

  private static final Logger LOG = Logger.getLogger(TaskStage.class);

  private final TaskStore store;
  private final Opening opening;
  private final Upstreams upstreams;
  private final Meters meters;
  private final UnaryOperator<String> labels;
  private final Clock clock;

  /**
   * @param labels the metric label of a model
   */
  TaskStage(
      TaskStore store,
      Opening opening,
      Upstreams upstreams,
      Meters meters,
      UnaryOperator<String> labels,
      Clock clock) {
    this.store = store;
    this.opening = opening;
    this.upstreams = upstreams;
    this.meters = meters;
    this.labels = labels;
    this.clock = clock;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    return onward
        .proceed(passage)
        .chain(answer -> record(passage, answer))
        .memoize()
        .indefinitely()
        .onCancellation()
        .invoke(passage::depart);
  }

  private Uni<Answer> record(Passage passage, Answer answer) {
    if (passage.started() != Started.YES) {
      return Uni.createFrom().item(answer);
    }
    Slot slot = passage.noted(Slot.class);
    return store
        .bind(accepted(passage, slot))
        .chain(
            binding -> {
              if (binding instanceof TaskStore.Binding.Bound bound) {
                return opened(bound.record(), slot).replaceWith(named(bound.record(), answer));
              }
              Trace before = ((TaskStore.Binding.Taken) binding).before();
              return Uni.createFrom().item(taken(before, slot) ? named(before, answer) : answer);
            })
        .onFailure()
        .recoverWithItem(
            failure -> {
              LOG.errorf(failure, "task-unrecorded slot=%s", slot.id());
              return answer;
            });
  }

  private TaskRecord accepted(Passage passage, Slot slot) {
    SubmitOutcome outcome = passage.noted(SubmitOutcome.class);
    String taskId = outcome.reply().taskId().orElseThrow();
    UpstreamChoice choice = passage.noted(UpstreamChoice.class);
    String model = opening.pace(outcome.upstream(), choice.model()).model();
    long now = clock.millis();
    Dialect dialect = upstreams.of(outcome.upstream()).dialect();
    TaskRecord open =
        TaskRecord.open(
            new TaskKey(outcome.upstream(), taskId),
            new Origin(
                passage.noted(Team.class).id(),
                model,
                choice.provider(),
                slot.id(),
                passage.find(CallbackWish.class).map(CallbackWish::url),
                Optional.of(new Asked(passage.head().dialect(), passage.head().model()))),
            now,
            new Spoken(Finding.GOOD, dialect.waiting(taskId, now)));
    return passage.find(GivenId.class).map(given -> open.withVisibleId(given.id())).orElse(open);
  }

  /** A bond that the ledger could not confirm in time is told again by the ledger itself. */
  private Uni<Void> opened(TaskRecord record, Slot slot) {
    meters.task(record.team(), labels.apply(record.model()), "submitted");
    return opening
        .open(record, slot.budget())
        .onFailure(StoreFailure.class)
        .recoverWithItem(true)
        .chain(bound -> bound ? Uni.createFrom().voidItem() : slotless(record));
  }

  /**
   * Its slot has ended, or is another task's. A callback that came since the record was kept ends
   * both, and may have been told here before the task was open.
   */
  private Uni<Void> slotless(TaskRecord record) {
    return store
        .find(record.key())
        .onFailure(StoreFailure.class)
        .recoverWithItem(Optional.empty())
        .invoke(
            now -> {
              if (now.isPresent() && !(now.get() instanceof TaskRecord same && !same.ended())) {
                opening.over(record);
              } else {
                LOG.errorf(
                    "slot-gone upstream=%s slot=%s",
                    record.key().upstream(), record.origin().slot());
              }
            })
        .replaceWithVoid();
  }

  /**
   * One task, two submits: the second slot stands for nothing. The answer waits for none of it.
   *
   * @return whether the task is this submit's own: its callback, or this very call, came first
   */
  private static boolean taken(Trace before, Slot slot) {
    if (before instanceof TaskRecord record && record.origin().slot().equals(slot.id())) {
      return true;
    }
    LOG.errorf("task-bound-twice upstream=%s slot=%s", before.key().upstream(), slot.id());
    slot.budget()
        .release(slot.id())
        .subscribe()
        .with(freed -> {}, failure -> LOG.errorf("slot-kept slot=%s cause=%s", slot.id(), failure));
    return false;
  }

  private static Answer named(Trace record, Answer answer) {
    boolean aliased = !record.visibleId().equals(record.key().taskId());
    if (aliased && answer instanceof Relayed relayed) {
      return new Relayed(
          relayed.status(),
          relayed.headers(),
          TaskIdToken.replace(relayed.body(), record.visibleId()));
    }
    return answer;
  }
}
