package dev.sluice.budget;

import java.util.Set;

/**
 * What refusals have promised.
 *
 * @param tokens of the rate
 * @param slots of the slots
 */
record Promises(Bookings tokens, Bookings slots) {

  /** As many as can be kept. */
  static Promises within(BudgetPlan plan) {
    return new Promises(new Bookings(plan.tokenPromises()), new Bookings(plan.slotPromises()));
  }

  /** Goes on by another plan, which knows some teams no more. */
  void follow(BudgetPlan next, Set<String> gone) {
    tokens.follow(next.tokenPromises(), gone);
    slots.follow(next.slotPromises(), gone);
  }

  void lapse(long now) {
    tokens.lapse(now);
    slots.lapse(now);
  }

  void clear() {
    tokens.clear();
    slots.clear();
  }
}
