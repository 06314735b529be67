package dev.sluice.task;

import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.List;

/**
 * Who used what: the tasks that ended, by team and calendar day (UTC).
 *
 * <p>Counting is idempotent by the slot's id for at least an hour, so that an end that is told
 * again after a crash is counted once (law T2).
 */
public interface UsageBook {

  /**
   * Counts a task.
   *
   * @return completes when it is counted for good: where the store has replicas, one of them has
   *     it, too; fails with a {@link dev.sluice.redis.StoreFailure} where that is not known, and is
   *     then to be called again
   */
  Uni<Void> count(UsageEntry entry);

  /** What a team used on a day, in no order. */
  Uni<List<Usage>> of(String team, LocalDate day);
}
