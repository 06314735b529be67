package dev.sluice.budget;

import java.util.Map;

/**
 * A budget at one moment, for headers, metrics and health.
 *
 * @param limit requests a window
 * @param windowSeconds the window's length
 * @param tokens tokens there now, those of the guarantees included
 * @param idleTokens tokens that no guarantee and no live demand has a claim to
 * @param windowRequests requests that count against the limit now (law L2)
 * @param slotLimit slots that may be in use now
 * @param slotsInUse slots in use by team
 * @param unknown of these, the ones whose outcome is unknown, by team
 * @param paused whether the upstream's own 429 has paused it (law L8)
 */
public record BudgetView(
    long limit,
    double windowSeconds,
    double tokens,
    double idleTokens,
    long windowRequests,
    int slotLimit,
    Map<String, Integer> slotsInUse,
    Map<String, Integer> unknown,
    boolean paused) {

  /** Slots in use by all teams together. */
  public int slotsInUseTotal() {
    return slotsInUse.values().stream().mapToInt(Integer::intValue).sum();
  }
}
