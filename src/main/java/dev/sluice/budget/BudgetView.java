package dev.sluice.budget;

import java.util.Map;

/**
 * A budget at one moment, for headers, metrics and health. The rate is that of the window that
 * deals: where reads have a lane of their own, that of submits.
 *
 * @param limit requests a window
 * @param windowSeconds the window's length
 * @param tokens tokens there now, those of the guarantees included; of an exact log, its room
 * @param idleTokens what the gateway's own checks could use: tokens that no guarantee and no live
 *     demand has a claim to, or the room of the reads' own lane
 * @param windowRequests requests that count against the limit now (law L2)
 * @param slotLimit slots that may be in use now
 * @param slotsInUse slots in use by team
 * @param unknown of these, the ones whose outcome is unknown, by team
 * @param paused whether the upstream's own 429 has paused submits (law L8)
 * @param readsPaused whether it has paused status checks; the same where all go by one lane
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
    boolean paused,
    boolean readsPaused) {

  /** Slots in use by all teams together. */
  public int slotsInUseTotal() {
    return slotsInUse.values().stream().mapToInt(Integer::intValue).sum();
  }
}
