package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.testing.TestTime;
import java.util.Random;

/** One plan and what its engines are asked, all from one seed. */
final class Trial {

  final TestTime time = new TestTime();
  final BudgetPlan plan;
  final LedgerLimits limits;
  final RandomTimeline timeline;
  private final RandomPlan plans;

  Trial(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.plans = new RandomPlan(random);
    this.plan = plans.plan();
    this.limits = plans.limits();
    this.timeline = new RandomTimeline(random, plan);
  }

  /** The engine that the others are compared with. */
  Engine local() {
    return new LocalEngine(plan, limits, time);
  }

  /** Another plan for the engines, which the timeline goes by from now on. */
  BudgetPlan next(BudgetPlan before) {
    BudgetPlan next = plans.after(before);
    timeline.follow(next);
    return next;
  }

  LedgerLimits nextLimits() {
    return plans.limits();
  }
}
