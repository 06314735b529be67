package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.budget.Lease;
import dev.sluice.meters.Meters;
import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Counts the submits whose outcome stayed unknown until their hold was over (law S7), each once
 * whoever dies: the ledger tells of a slot until it is released, which follows the count.
 */
final class Lapses {

  private static final Logger LOG = Logger.getLogger(Lapses.class);

  /** How many are counted in one round of a budget, and how many of them at once. */
  private static final int MOST = 100;

  private static final int AT_ONCE = 8;

  private final Budgets budgets;
  private final Outbox outbox;
  private final Meters meters;
  private final UnaryOperator<String> labels;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /**
   * @param labels the metric label of a model
   */
  Lapses(Budgets budgets, Outbox outbox, Meters meters, UnaryOperator<String> labels) {
    this.budgets = budgets;
    this.outbox = outbox;
    this.meters = meters;
    this.labels = labels;
  }

  /** One round; none where another is under way. To be called each second. */
  void sweep() {
    if (underWay.compareAndSet(false, true)) {
      Multi.createFrom()
          .iterable(new LinkedHashSet<>(budgets.all()))
          .onItem()
          .transformToUniAndConcatenate(this::count)
          .onTermination()
          .invoke(() -> underWay.set(false))
          .subscribe()
          .with(done -> {}, failure -> LOG.errorf(failure, "lapses-failed"));
    }
  }

  private Uni<Void> count(Budget budget) {
    return budget
        .lapsed(MOST)
        .onItem()
        .transformToMulti(leases -> Multi.createFrom().iterable(leases))
        .onItem()
        .transformToUni(lease -> count(budget, lease))
        .merge(AT_ONCE)
        .onItem()
        .ignoreAsUni();
  }

  /** One that fails comes again a minute later. */
  private Uni<Void> count(Budget budget, Lease lease) {
    UsageEntry entry = UsageEntry.of(lease, Usage.Outcome.UNKNOWN, 0);
    return outbox
        .writeOff(budget, lease, Usage.Outcome.UNKNOWN)
        .replaceWithVoid()
        .invoke(
            () -> {
              LOG.infof(
                  "outcome-unknown budget=%s team=%s slot=%s",
                  budget.name(), lease.team(), lease.slot());
              meters.task(lease.team(), labels.apply(entry.model()), "unknown");
            })
        .onFailure()
        .recoverWithItem(
            failure -> {
              if (!(failure instanceof StoreFailure)) {
                LOG.errorf(failure, "lapse-uncounted slot=%s", lease.slot());
              }
              return null;
            });
  }
}
