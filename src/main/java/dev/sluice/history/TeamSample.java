package dev.sluice.history;

import java.util.Map;
import java.util.TreeMap;

/**
 * One team in one step.
 *
 * @param sent submits that were sent to an upstream
 * @param refused refusals by the limit's policy
 * @param waiting submits that waited at the end of the step
 * @param longestMillis for how long the first of them had waited
 * @param slots slots in use at the end of the step, by budget
 */
public record TeamSample(
    long sent,
    Map<String, Refusals> refused,
    int waiting,
    long longestMillis,
    Map<String, Integer> slots) {

  public static final TeamSample NOTHING = new TeamSample(0, Map.of(), 0, 0, Map.of());

  public TeamSample {
    refused = Map.copyOf(refused);
    slots = Map.copyOf(slots);
  }

  /** Refusals by all limits. */
  public long refusals() {
    return refused.values().stream().mapToLong(Refusals::count).sum();
  }

  /**
   * What two replicas saw. Counts add up; slots are the shared ledger's, of which the later word
   * stands.
   */
  TeamSample and(TeamSample later) {
    Map<String, Refusals> both = new TreeMap<>(refused);
    later.refused.forEach((policy, more) -> both.merge(policy, more, Refusals::and));
    Map<String, Integer> used = new TreeMap<>(slots);
    used.putAll(later.slots);
    return new TeamSample(
        sent + later.sent,
        both,
        waiting + later.waiting,
        Math.max(longestMillis, later.longestMillis),
        used);
  }
}
