package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.meters.Meters;
import dev.sluice.routing.Provider;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Binds the slot of a submit whose answer has not come to the task that it started, as somebody
 * else tells: the answer may be on its way, or may never come. The ledger judges, in one step: a
 * slot that has ended, or is bound to another task, is bound to nothing.
 */
final class UnboundSlots {

  private static final Logger LOG = Logger.getLogger(UnboundSlots.class);

  /** When the task is looked at whose end is told at once, should this replica die before. */
  private static final Duration SAFETY = Duration.ofSeconds(5);

  private final TaskStore store;
  private final Budgets budgets;
  private final Upstreams upstreams;
  private final Meters meters;
  private final UnaryOperator<String> labels;

  /**
   * @param labels the metric label of a model
   */
  UnboundSlots(
      TaskStore store,
      Budgets budgets,
      Upstreams upstreams,
      Meters meters,
      UnaryOperator<String> labels) {
    this.store = store;
    this.budgets = budgets;
    this.upstreams = upstreams;
    this.meters = meters;
    this.labels = labels;
  }

  /** What came of it. */
  sealed interface Outcome {}

  /** Its slot is the task's, and this is known of the task. */
  record Task(Trace trace) implements Outcome {}

  /** Its slot has ended. */
  record Ended() implements Outcome {}

  /** Its slot is another task's. */
  record Other() implements Outcome {}

  /** Binds it. Fails where the ledger or the store did not answer. */
  Uni<Outcome> bind(Submission submission, TaskKey key) {
    Budget budget = budgets.of(key.upstream());
    TaskRecord record = record(submission, key);
    return budget
        .bindForSure(submission.slot(), Details.bond(record), SAFETY)
        .chain(bound -> bound ? kept(record) : refused(budget, submission.slot()));
  }

  private TaskRecord record(Submission submission, TaskKey key) {
    Origin origin =
        new Origin(
            submission.team(),
            submission.model(),
            Provider.of(submission.provider()).orElse(Provider.AUTO),
            submission.slot(),
            submission.callback(),
            submission.asked());
    byte[] waiting =
        upstreams.of(key.upstream()).dialect().waiting(key.taskId(), submission.sentMillis());
    TaskRecord open =
        TaskRecord.open(key, origin, submission.sentMillis(), new Spoken(Finding.GOOD, waiting));
    return submission.given().map(open::withVisibleId).orElse(open);
  }

  /** Whoever makes the record counts the submit. */
  private Uni<Outcome> kept(TaskRecord record) {
    return store
        .bind(record)
        .map(
            binding -> {
              if (binding instanceof TaskStore.Binding.Taken taken) {
                return new Task(taken.before());
              }
              LOG.infof(
                  "task-bound-by-callback upstream=%s slot=%s",
                  record.key().upstream(), record.origin().slot());
              meters.task(record.team(), labels.apply(record.model()), "submitted");
              return new Task(((TaskStore.Binding.Bound) binding).record());
            });
  }

  private static Uni<Outcome> refused(Budget budget, String slot) {
    return budget
        .leases()
        .map(
            leases ->
                leases.stream().anyMatch(lease -> lease.slot().equals(slot))
                    ? new Other()
                    : new Ended());
  }
}
