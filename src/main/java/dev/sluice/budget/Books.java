package dev.sluice.budget;

import java.util.Set;

/** What a ledger knows whatever its plan is. */
record Books(RateBook rate, SlotBook slots, Overdue overdue, Demand demand, Promises promises) {

  /** What is idle; of an exact log not what guarantees in live demand have a claim to. */
  double idle() {
    double idle = rate.idle();
    for (String team : rate.exact() ? demand.teams() : Set.<String>of()) {
      idle -= Math.min(rate.ownTokens(team), demand.of(team));
    }
    return idle;
  }

  /** Drops what a jump of the clock makes worthless (law L7). */
  void stepped() {
    rate.empty();
    demand.clear();
    promises.clear();
  }

  /** Goes on by another plan (law L11); slots stay whose they are. */
  void follow(BudgetPlan before, BudgetPlan next, FlightGuard dealing) {
    Set<String> gone = before.goneIn(next);
    rate.follow(next, dealing);
    demand.follow(next.drain().toNanos(), gone);
    promises.follow(next, gone);
  }
}
