package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Lease;
import io.smallrye.mutiny.Uni;

/**
 * Frees slots by hand. One that is bound to no task is counted first, as of unknown outcome, like
 * one that ends by its hold; the end of a task is counted when it comes.
 */
public final class SlotRelease {

  private final Outbox outbox;

  SlotRelease(Outbox outbox) {
    this.outbox = outbox;
  }

  /**
   * Frees it. Fails with a {@link dev.sluice.redis.StoreFailure} where the store is away.
   *
   * @return whether anybody held it until now
   */
  public Uni<Boolean> free(Budget budget, Lease lease) {
    return lease.state() == Lease.State.BOUND
        ? budget.release(lease.slot())
        : outbox.writeOff(budget, lease, Usage.Outcome.UNKNOWN);
  }
}
