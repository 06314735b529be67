package dev.sluice.budget;

/**
 * What refusals have promised.
 *
 * @param tokens of the rate
 * @param slots of the slots
 */
record Promises(Bookings tokens, Bookings slots) {

  private static final int SLOTS_PART = 20;

  /**
   * As many as can be kept: half of the tokens that fit beside full guarantees, and a twentieth of
   * the slots, so that the rest of both goes on serving those who wait.
   */
  static Promises within(BudgetPlan plan) {
    double guaranteed = plan.shares().values().stream().mapToDouble(plan::burstOf).sum();
    return new Promises(
        new Bookings((int) Math.max(1, (plan.burst() - guaranteed) / 2)),
        new Bookings(Math.max(1, plan.slots() / SLOTS_PART)));
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
