package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Lease;
import dev.sluice.meters.Meters;
import dev.sluice.redis.StoreFailure;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Leases that are due although no task is open for them here: those of a replica that is gone,
 * those of a task that has ended without its slot being released, and those whose record was lost
 * (laws S3 and T2).
 */
final class Strays {

  private static final Logger LOG = Logger.getLogger(Strays.class);
  private static final Duration LATER = Duration.ofSeconds(5);

  private final TaskStore store;
  private final Outbox outbox;
  private final Opening opening;
  private final Upstreams upstreams;
  private final TaskRules rules;
  private final Meters meters;

  Strays(
      TaskStore store,
      Outbox outbox,
      Opening opening,
      Upstreams upstreams,
      TaskRules rules,
      Meters meters) {
    this.store = store;
    this.outbox = outbox;
    this.opening = opening;
    this.upstreams = upstreams;
    this.rules = rules;
    this.meters = meters;
  }

  /**
   * Takes its task over where that is open, and frees it where the task has ended, or where nobody
   * knows it and it is too old.
   *
   * @return the task that is to be looked at now, if there is one; never fails
   */
  Uni<Optional<OpenTask>> found(Budget budget, Lease lease) {
    TaskKey key = Details.key(budget, lease);
    return store
        .find(key)
        .chain(trace -> trace.isPresent() ? known(budget, lease, trace.get()) : lost(budget, lease))
        .onFailure()
        .recoverWithUni(
            failure -> {
              if (!(failure instanceof StoreFailure)) {
                LOG.errorf(failure, "lease-stray slot=%s", lease.slot());
              }
              return later(budget, lease).onFailure().recoverWithItem(Optional.empty());
            });
  }

  private Uni<Optional<OpenTask>> known(Budget budget, Lease lease, Trace trace) {
    if (!(trace instanceof TaskRecord record) || record.ended()) {
      return outbox.settle(budget, trace.key(), lease.slot()).replaceWith(Optional.empty());
    }
    if (!record.origin().slot().equals(lease.slot())) {
      return later(budget, lease);
    }
    LOG.debugf("task-adopted upstream=%s slot=%s", record.key().upstream(), lease.slot());
    return Uni.createFrom().item(Optional.of(opening.adopt(record, budget)));
  }

  private Uni<Optional<OpenTask>> lost(Budget budget, Lease lease) {
    Optional<TaskRecord> made = Details.record(budget, lease, upstreams);
    if (made.isPresent()) {
      LOG.warnf("record-made-again upstream=%s slot=%s", made.get().key().upstream(), lease.slot());
      return store
          .bind(made.get())
          .chain(
              binding ->
                  binding instanceof TaskStore.Binding.Bound bound
                      ? known(budget, lease, bound.record())
                      : known(budget, lease, ((TaskStore.Binding.Taken) binding).before()));
    }
    if (lease.age().compareTo(rules.maxAge()) < 0) {
      return later(budget, lease);
    }
    LOG.errorf("lease-expired upstream=%s slot=%s", budget.name(), lease.slot());
    meters.leasesExpired(1);
    return outbox.writeOff(budget, lease, Usage.Outcome.EXPIRED).replaceWith(Optional.empty());
  }

  private static Uni<Optional<OpenTask>> later(Budget budget, Lease lease) {
    return budget.reschedule(lease.slot(), LATER).replaceWith(Optional.empty());
  }
}
