package dev.sluice.budget;

import java.util.ArrayList;
import java.util.List;

/** A plan as the program in Redis is told it: see {@code plan.lua}. */
public final class PlanFigures {

  private PlanFigures() {}

  public static List<String> of(BudgetPlan plan, LedgerLimits limits) {
    Promises promises = Promises.within(plan);
    List<String> figures = new ArrayList<>();
    figures.add("" + plan.window().limit());
    figures.add("" + plan.window().length().toNanos() / 1000);
    figures.add("" + plan.spread().toNanos() / 1000);
    figures.add("" + plan.burst());
    figures.add("" + plan.rate());
    figures.add("" + plan.slots());
    figures.add("" + plan.coldStart().toNanos() / 1000);
    figures.add("" + plan.drain().toNanos() / 1000);
    figures.add("" + limits.longestFlight().toNanos() / 1000);
    figures.add("" + limits.hold().toNanos() / 1000);
    figures.add("" + promises.tokens().most());
    figures.add("" + promises.slots().most());
    plan.shares()
        .forEach(
            (team, share) -> {
              figures.add(team);
              figures.add("" + share.weight());
              figures.add("" + share.guaranteedPerSecond());
              figures.add("" + plan.burstOf(share));
              figures.add("" + share.guaranteedTasks());
              figures.add("" + share.keptTasks());
              figures.add("" + share.taskCeiling());
              figures.add("" + plan.mostUnknown(team));
            });
    return figures;
  }
}
