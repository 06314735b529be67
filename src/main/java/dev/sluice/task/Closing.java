package dev.sluice.task;

import dev.sluice.dialect.StatusEnvelope;
import dev.sluice.meters.Meters;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Ends a task: first the record, which is the commit, then the slot, then whoever waits for it,
 * then the figures. Doing it twice ends it once (laws T1 and S4).
 */
final class Closing {

  private static final Logger LOG = Logger.getLogger(Closing.class);

  /** Clocks that differ by more are not compared. */
  private static final long SANE_MILLIS = Duration.ofHours(1).toMillis();

  private final TaskStore store;
  private final OpenTasks open;
  private final EndWaiters waiters;
  private final Meters meters;
  private final UnaryOperator<String> labels;
  private final Clock clock;

  /**
   * @param labels the metric label of a model
   */
  Closing(
      TaskStore store,
      OpenTasks open,
      EndWaiters waiters,
      Meters meters,
      UnaryOperator<String> labels,
      Clock clock) {
    this.store = store;
    this.open = open;
    this.waiters = waiters;
    this.meters = meters;
    this.labels = labels;
    this.clock = clock;
  }

  /**
   * Ends a task that its upstream says is over.
   *
   * @param observed how long it took as far as we can tell
   */
  Uni<Void> over(OpenTask task, Finding.Over found, Duration observed) {
    Duration took = duration(found.envelope(), observed);
    task.pace().learn(took);
    return end(task, TaskEnd.Cause.of(found.envelope().state()), Optional.of(found.word()))
        .invoke(
            first -> {
              if (first) {
                measure(task, found.envelope(), took);
              }
            })
        .replaceWithVoid();
  }

  /** Ends a task that its upstream does not know, with its answer as the last word. */
  Uni<Void> lost(OpenTask task, Spoken word) {
    LOG.warnf("task-lost upstream=%s slot=%s", task.key().upstream(), task.slot());
    return end(task, TaskEnd.Cause.LOST, Optional.of(word)).replaceWithVoid();
  }

  /** Ends a task by its age: an alert (law S3). */
  Uni<Void> expired(OpenTask task) {
    LOG.errorf("task-expired upstream=%s slot=%s", task.key().upstream(), task.slot());
    meters.leasesExpired(1);
    return end(task, TaskEnd.Cause.EXPIRED, Optional.empty()).replaceWithVoid();
  }

  private Uni<Boolean> end(OpenTask task, TaskEnd.Cause cause, Optional<Spoken> word) {
    return store
        .end(task.key(), new TaskEnd(cause, clock.millis()), word)
        .chain(
            first -> {
              open.remove(task);
              if (first) {
                String label = labels.apply(task.origin().model());
                meters.task(task.origin().team(), label, cause.label());
              }
              return task.budget()
                  .release(task.slot())
                  .eventually(() -> waiters.wake(task.key()))
                  .replaceWith(first);
            });
  }

  private void measure(OpenTask task, StatusEnvelope envelope, Duration took) {
    String label = labels.apply(task.origin().model());
    meters.taskDuration(label, took);
    envelope
        .completeTime()
        .ifPresent(
            complete -> {
              long lag = clock.millis() - complete;
              if (Math.abs(lag) <= SANE_MILLIS) {
                meters.taskEndLag(label, Duration.ofMillis(Math.max(0, lag)));
              }
            });
  }

  /**
   * What the vendor says it took, else what we saw. A vendor's figure above what we saw is not
   * believed.
   */
  static Duration duration(StatusEnvelope envelope, Duration observed) {
    long most = observed.toMillis() + 1000;
    OptionalLong cost = envelope.costTime();
    if (cost.isPresent() && cost.getAsLong() > 0 && cost.getAsLong() <= most) {
      return Duration.ofMillis(cost.getAsLong());
    }
    if (envelope.createTime().isPresent() && envelope.completeTime().isPresent()) {
      long between = envelope.completeTime().getAsLong() - envelope.createTime().getAsLong();
      if (between > 0 && between <= most) {
        return Duration.ofMillis(between);
      }
    }
    return observed;
  }
}
