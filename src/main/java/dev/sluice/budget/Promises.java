package dev.sluice.budget;

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

  void lapse(long now) {
    tokens.lapse(now);
    slots.lapse(now);
  }

  void clear() {
    tokens.clear();
    slots.clear();
  }
}
