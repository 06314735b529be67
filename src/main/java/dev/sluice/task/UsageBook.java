package dev.sluice.task;

import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.List;

/**
 * Who used what: the tasks that ended, by team and calendar day (UTC). A page is what one team used
 * in one day.
 *
 * <p>Counting is idempotent by the slot's id, so that an end that is told again after a crash is
 * counted once (law T2): for an hour during which the page is in use, and over a time in which
 * nobody counts, up to three days of it.
 */
public interface UsageBook {

  /** No page tells apart more kinds; what is beyond is counted under the model {@link #OTHERS}. */
  int MOST_KINDS = 1000;

  /** Stands for the models that a page has no room for. */
  String OTHERS = "others";

  /** How many pages are read at once. */
  int MOST_PAGES = 20;

  /**
   * Counts a task.
   *
   * @return completes when it is counted for good: where the store has replicas, one of them has
   *     it, too; fails with a {@link dev.sluice.redis.StoreFailure} where that is not known, and is
   *     then to be called again
   */
  Uni<Void> count(UsageEntry entry);

  /**
   * What a team used on a day, in no order. Fails with a {@link dev.sluice.redis.StoreFailure}
   * where the store does not answer in time.
   */
  Uni<List<Usage>> of(String team, LocalDate day);

  /**
   * Pages of a day, by the names of their teams, whether those are configured or not.
   *
   * @param after the name after which to begin; empty for the first
   * @return at most {@value #MOST_PAGES}; fewer where there are no more. Fails as {@link #of} does
   */
  Uni<List<Page>> pages(LocalDate day, String after);

  /** What a team used in a day. */
  record Page(String team, List<Usage> usages) {}
}
