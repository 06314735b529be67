package dev.sluice.task;

import dev.sluice.dialect.StatusEnvelope;
import dev.sluice.meters.Meters;
import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Ends a task: first the record, which is the commit, then what the end owes ({@link Outbox}), then
 * whoever waits for it, then the figures. Doing it twice ends it once (laws T1 and S4).
 *
 * <p>While the store cannot be asked nothing is committed and the slot stays; the end is kept here
 * and told again until it is known, and the task is not looked at in the meantime. There are never
 * more of these than open tasks.
 */
final class Closing {

  private static final Logger LOG = Logger.getLogger(Closing.class);

  /** Clocks that differ by more are not compared. */
  private static final long SANE_MILLIS = Duration.ofHours(1).toMillis();

  /** How many ends are told again at once. */
  private static final int MOST_RETRIES = 200;

  /** How soon a slot is looked at that an end has left behind. */
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(5);

  private final Outbox outbox;
  private final OpenTasks open;
  private final EndWaiters waiters;
  private final Meters meters;
  private final UnaryOperator<String> labels;
  private final Clock clock;
  private final Map<String, Verge> untold = new ConcurrentHashMap<>();

  /** What became of an end that was told. */
  enum Told {
    /** By this it has ended, and nothing is owed any more. */
    ENDED,
    /** It had ended before, and nothing is owed any more. */
    BEFORE,
    /** It is not committed, or something is still owed. That comes later, unless this one dies. */
    NOT_YET
  }

  /**
   * A task at its end.
   *
   * @param word the upstream's last word, if it is of use
   * @param figures what is measured of it, by the one who ends it
   */
  private record Verge(OpenTask task, TaskEnd end, Optional<Spoken> word, Runnable figures) {}

  /**
   * @param labels the metric label of a model
   */
  Closing(
      Outbox outbox,
      OpenTasks open,
      EndWaiters waiters,
      Meters meters,
      UnaryOperator<String> labels,
      Clock clock) {
    this.outbox = outbox;
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
    return over(task, found, observed, FoundBy.POLL).replaceWithVoid();
  }

  /**
   * The same, where the upstream may have said so itself. To be called for a task that has ended
   * before as well: a callback that comes after a look shows that callbacks come.
   */
  Uni<Told> over(OpenTask task, Finding.Over found, Duration observed, FoundBy by) {
    Duration took = duration(found.envelope(), observed);
    TaskEnd end = new TaskEnd(TaskEnd.Cause.of(found.envelope().state()), clock.millis(), by);
    return commit(
        new Verge(
            task, end, Optional.of(found.word()), () -> measure(task, found.envelope(), took)));
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

  /**
   * Another replica has ended it: it is not watched here any more. Whoever ended it pays what that
   * owes; its slot comes up again where nobody does.
   */
  Uni<Void> elsewhere(OpenTask task) {
    gone(task);
    return task.budget().reschedule(task.slot(), LEFT_BEHIND);
  }

  /** Tells again what could not be told. To be called each second. */
  void retry() {
    untold.values().stream()
        .limit(MOST_RETRIES)
        .forEach(
            verge ->
                commit(verge)
                    .subscribe()
                    .with(
                        done -> {},
                        failure ->
                            LOG.errorf(failure, "task-end-lost slot=%s", verge.task().slot())));
  }

  private Uni<Told> end(OpenTask task, TaskEnd.Cause cause, Optional<Spoken> word) {
    return commit(new Verge(task, new TaskEnd(cause, clock.millis()), word, () -> {}));
  }

  private Uni<Told> commit(Verge verge) {
    OpenTask task = verge.task();
    return outbox
        .commit(task.key(), verge.end(), verge.word())
        .chain(effect -> committed(verge, effect))
        .onFailure(StoreFailure.class)
        .recoverWithUni(
            failure -> {
              untold.put(task.slot(), verge);
              return Uni.createFrom().item(Told.NOT_YET);
            });
  }

  /** What nobody knows was never recorded: it ends here as well. */
  private Uni<Told> committed(Verge verge, TaskStore.Effect effect) {
    OpenTask task = verge.task();
    untold.remove(task.slot());
    open.remove(task);
    Told told = effect == TaskStore.Effect.ENDED_BEFORE ? Told.BEFORE : Told.ENDED;
    Uni<Void> owed;
    if (told == Told.BEFORE) {
      owed = outbox.settle(task.budget(), task.key(), task.slot());
    } else {
      String label = labels.apply(task.origin().model());
      meters.task(task.origin().team(), label, verge.end().cause().label());
      verge.figures().run();
      owed = outbox.pay(task.budget(), Debt.of(task.record(), verge.end(), verge.word()));
    }
    Uni<Told> paid =
        owed.replaceWith(told)
            .onFailure()
            .recoverWithUni(failure -> unpaid(task, failure))
            .memoize()
            .indefinitely();
    paid.subscribe().with(done -> {}, failure -> LOG.errorf("task-unpaid slot=%s", task.slot()));
    waiters.wake(task.key());
    return paid;
  }

  /**
   * The slot stays, and is the pointer by which somebody pays later. It is none before it is bound,
   * and whoever recorded the task may have gone before that.
   */
  private static Uni<Told> unpaid(OpenTask task, Throwable failure) {
    LOG.warnf("task-unpaid slot=%s cause=%s", task.slot(), failure);
    return task.budget()
        .bind(task.slot(), Details.bond(task.record()), LEFT_BEHIND)
        .chain(() -> task.budget().reschedule(task.slot(), LEFT_BEHIND))
        .onFailure()
        .recoverWithItem((Void) null)
        .replaceWith(Told.NOT_YET);
  }

  private void gone(OpenTask task) {
    untold.remove(task.slot());
    open.remove(task);
    waiters.wake(task.key());
  }

  private void measure(OpenTask task, StatusEnvelope envelope, Duration took) {
    task.pace().learn(took);
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
