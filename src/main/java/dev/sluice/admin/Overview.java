package dev.sluice.admin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How everything stands at one moment. A part that was not to be had in time is null, and why it
 * was not is told under its name in {@code missing}.
 *
 * @param at when, ISO 8601
 * @param replica which process tells
 */
record Overview(
    String at,
    String replica,
    Store store,
    @Nullable List<BudgetLine> budgets,
    @Nullable List<UpstreamLine> upstreams,
    @Nullable List<TeamLine> teams,
    @Nullable List<RefusalLine> refusals,
    @Nullable List<DeliveryLine> deliveries,
    @Nullable Tasks tasks,
    Map<String, String> missing) {

  /**
   * The store.
   *
   * @param mode {@code memory}, {@code redis}, {@code degraded} or {@code away}
   * @param detail why, where it is not as it should be
   */
  record Store(String mode, @Nullable String detail) {}

  /**
   * A budget.
   *
   * @param upstreams that share it
   * @param tokens requests that could be sent at this moment
   * @param pausedByUpstream whether the upstream's own 429 has paused submits
   * @param teams those that hold slots, or have a guarantee or a ceiling
   */
  record BudgetLine(
      String name,
      List<String> upstreams,
      Window window,
      double tokens,
      Slots slots,
      boolean pausedByUpstream,
      List<ShareLine> teams) {}

  /**
   * The window that deals.
   *
   * @param used requests that count in it now
   * @param looks whether status checks count in it, too, and not submits alone
   */
  record Window(long limit, double seconds, long used, boolean looks) {}

  /** Slots that may be in use, and those that are. */
  record Slots(int limit, int inUse) {}

  /**
   * A team's part of a budget.
   *
   * @param unknown of its slots, those of which nobody knows whether a task runs
   * @param taskCeiling the most slots that it may use; null where that is the budget's own limit
   */
  record ShareLine(
      String team,
      int slots,
      int unknown,
      int guaranteedTasks,
      @Nullable Integer taskCeiling,
      double guaranteedPerMinute) {}

  /**
   * An upstream.
   *
   * @param circuit {@code closed}, {@code open} or {@code half-open}, as this replica has seen it
   * @param paused whether somebody has paused it
   */
  record UpstreamLine(String name, String budget, String dialect, String circuit, boolean paused) {}

  /**
   * A team.
   *
   * @param declared whether the configuration names it
   * @param waiting submits that wait, at all replicas
   * @param deferred submits that are deferred
   * @param requestsPerMinute its own ceiling, where it has one
   */
  record TeamLine(
      String team,
      boolean declared,
      int waiting,
      double longestWaitSeconds,
      int deferred,
      @Nullable Long requestsPerMinute,
      long sentInLastMinute) {}

  /**
   * Refusals of one team by one limit within one minute.
   *
   * @param at when the last was
   * @param detail what was said with it
   */
  record RefusalLine(String at, String team, String policy, long count, String detail) {}

  /** Webhooks that are owed to a team, and those that were given up. */
  record DeliveryLine(String team, long pending, long dead) {}

  /**
   * Tasks.
   *
   * @param open those that run
   * @param success those that succeeded since midnight (UTC)
   * @param failed those that ended otherwise since midnight
   */
  record Tasks(long open, long success, long failed) {}
}
