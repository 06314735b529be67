package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Standing;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Open records that the store may not have as they are here: it could not be asked when they were
 * told, or it has forgotten everything. They are told again until they are there, at most {@value
 * #AT_ONCE} each second.
 *
 * <p>There is at most one for each open task, and never more than {@value #MOST}. A record is told
 * as its task is known at that moment.
 */
final class Rewrites {

  static final int MOST = 20_000;
  static final int AT_ONCE = 500;

  private static final Logger LOG = Logger.getLogger(Rewrites.class);
  private static final long SEEN_ONCE = Duration.ofSeconds(5).toNanos();

  private final TaskStore far;
  private final OpenTasks open;
  private final Supplier<Collection<Budget>> budgets;
  private final Ticker ticker;
  private final Map<TaskKey, TaskRecord> untold = new ConcurrentHashMap<>();
  private final AtomicLong forgottenAt;
  private volatile boolean recovering;

  Rewrites(TaskStore far, OpenTasks open, Supplier<Collection<Budget>> budgets, Ticker ticker) {
    this.far = far;
    this.open = open;
    this.budgets = budgets;
    this.ticker = ticker;
    this.forgottenAt = new AtomicLong(ticker.nanos() - SEEN_ONCE);
  }

  /** The store may not have this one. */
  void add(TaskRecord record) {
    if (untold.size() >= MOST && !untold.containsKey(record.key())) {
      LOG.errorf("record-untold slot=%s", record.origin().slot());
      return;
    }
    untold.put(record.key(), record);
  }

  /**
   * The open record of a task as it is known here; else as it was told in vain. The word of a task
   * that another replica watches replaces none: that one's is newer.
   */
  Uni<TaskStore.Effect> tell(TaskRecord record) {
    Optional<OpenTask> task = open.byKey(record.key());
    TaskRecord now = task.map(OpenTask::record).orElse(record);
    boolean ours = task.isPresent() && task.get().lease().map(Lease::mine).orElse(true);
    return far.bind(now)
        .chain(
            binding -> {
              untold.remove(record.key());
              if (binding instanceof TaskStore.Binding.Taken taken) {
                if (!(taken.before() instanceof TaskRecord before) || before.ended()) {
                  return Uni.createFrom().item(TaskStore.Effect.ENDED_BEFORE);
                }
                return ours
                    ? far.seen(now.key(), now.last())
                    : Uni.createFrom().item(TaskStore.Effect.DONE);
              }
              String kept = ((TaskStore.Binding.Bound) binding).record().visibleId();
              if (!kept.equals(now.visibleId())) {
                LOG.errorf("task-alias-untold slot=%s", now.origin().slot());
              }
              return Uni.createFrom().item(TaskStore.Effect.DONE);
            });
  }

  /** A record of ours is not there: nor may be the others. */
  void forgotten() {
    long now = ticker.nanos();
    long before = forgottenAt.get();
    if (now - before >= SEEN_ONCE && forgottenAt.compareAndSet(before, now)) {
      LOG.warnf("records-lost open=%d", open.size());
      open.all().forEach(task -> add(task.record()));
    }
  }

  /** What was told in vain, by the task. */
  Map<TaskKey, TaskRecord> untold() {
    return untold;
  }

  /** Tells some of them again. */
  void sweep() {
    boolean now =
        budgets.get().stream()
            .anyMatch(budget -> budget.standing().mode() == Standing.Mode.RECOVERING);
    if (now && !recovering) {
      forgotten();
    }
    recovering = now;
    untold.values().stream()
        .limit(AT_ONCE)
        .forEach(record -> tell(record).subscribe().with(done -> {}, failure -> {}));
  }
}
