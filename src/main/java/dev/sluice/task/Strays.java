package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Lease;
import dev.sluice.meters.Meters;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Leases that are bound although no task is open for them: what is left when something broke
 * between a task's end and its slot's release, or a record was lost (law S3).
 */
final class Strays {

  private static final Logger LOG = Logger.getLogger(Strays.class);
  private static final Duration LATER = Duration.ofSeconds(5);

  private final TaskStore store;
  private final TaskRules rules;
  private final Meters meters;

  Strays(TaskStore store, TaskRules rules, Meters meters) {
    this.store = store;
    this.rules = rules;
    this.meters = meters;
  }

  /** Frees it where its task has ended, or where nobody knows it and it is too old. */
  void found(Budget budget, Lease lease) {
    store
        .find(new TaskKey(budget.upstream(), lease.taskId()))
        .chain(trace -> decide(budget, lease, trace))
        .subscribe()
        .with(done -> {}, failure -> LOG.errorf(failure, "lease-stray slot=%s", lease.slot()));
  }

  private Uni<Boolean> decide(Budget budget, Lease lease, Optional<Trace> trace) {
    if (trace.isPresent()) {
      boolean ended = !(trace.get() instanceof TaskRecord record) || record.ended();
      return ended ? budget.release(lease.slot()) : later(budget, lease);
    }
    if (lease.age().compareTo(rules.maxAge()) < 0) {
      return later(budget, lease);
    }
    LOG.errorf("lease-expired upstream=%s slot=%s", budget.upstream(), lease.slot());
    meters.leasesExpired(1);
    return budget.release(lease.slot());
  }

  private static Uni<Boolean> later(Budget budget, Lease lease) {
    return budget.reschedule(lease.slot(), LATER).replaceWith(false);
  }
}
