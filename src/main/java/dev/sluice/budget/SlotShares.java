package dev.sluice.budget;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How slots are shared (law S9), as Kubernetes API Priority and Fairness does it: of a guarantee
 * one part is kept free for its team, the rest is lent while idle; who is below its guarantee comes
 * first, the one whose guarantee is used the least ahead; then (used + 1) / weight decides. No
 * running task is preempted.
 */
final class SlotShares {

  private final BudgetPlan plan;
  private final SlotBook slots;
  private final Overdue overdue;
  private final Bookings bookings;
  private final List<String> guaranteed;
  private final Map<String, Integer> reserved = new HashMap<>();
  private int reservedTotal;
  private int limit;

  SlotShares(BudgetPlan plan, SlotBook slots, Overdue overdue, Bookings bookings) {
    this.plan = plan;
    this.slots = slots;
    this.overdue = overdue;
    this.bookings = bookings;
    this.guaranteed =
        plan.shares().entrySet().stream()
            .filter(share -> share.getValue().guaranteedTasks() > 0)
            .map(Map.Entry::getKey)
            .toList();
    this.limit = plan.slots();
  }

  /** Begins a decision: the slots that may be in use now, and nothing set aside. */
  void begin(int slotLimit) {
    limit = slotLimit;
    reserved.clear();
    reservedTotal = 0;
  }

  /** Sets a slot aside, for this decision, for a team that is expected to ask. */
  void reserve(String team) {
    reserved.merge(team, 1, Integer::sum);
    reservedTotal++;
  }

  /** The team's own limit that bars it, if one does. */
  Optional<Policy> barredBy(String team) {
    int unknown = slots.unknown(team);
    if (unknown + overdue.suspects(team, unknown) >= plan.mostUnknown(team)) {
      return Optional.of(Policy.TEAM_UNKNOWN);
    }
    return used(team) >= plan.share(team).taskCeiling()
        ? Optional.of(Policy.TEAM_TASKS)
        : Optional.empty();
  }

  /** Slots nobody uses. */
  int free() {
    return limit - slots.inUse() - reservedTotal;
  }

  /** Whether the team may have one more, whoever else asks. */
  boolean grantable(String team, long now) {
    double keptForOthers = bookings.keptFromOthers(team, now);
    for (String other : guaranteed) {
      if (!other.equals(team)) {
        keptForOthers += Math.max(0, kept(other) - used(other));
      }
    }
    return free() - keptForOthers >= 1;
  }

  /** Who comes first: the lower. Below 0 for a team below its guarantee. */
  double rank(String team) {
    TeamShare share = plan.share(team);
    double nominal = share.guaranteedTasks() * scale();
    return used(team) + 1 <= nominal ? used(team) / nominal - 1 : (used(team) + 1) / share.weight();
  }

  private int used(String team) {
    return slots.used(team) + reserved.getOrDefault(team, 0);
  }

  private double kept(String team) {
    double whole = Math.ceil(plan.share(team).keptTasks());
    return limit >= plan.slots() ? whole : Math.floor(whole * scale());
  }

  private double scale() {
    return plan.slots() == 0 ? 1 : Math.min(1, limit / (double) plan.slots());
  }
}
