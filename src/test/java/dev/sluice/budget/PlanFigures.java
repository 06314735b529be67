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
    figures.add(plan.exact() ? "1" : "0");
    StringBuilder lanes = new StringBuilder(plan.lanes().apart() ? "a" : "-");
    plan.lanes().creates().stream()
        .skip(1)
        .forEach(window -> lanes.append(";c").append(of(window)));
    plan.lanes().reads().forEach(window -> lanes.append(";r").append(of(window)));
    figures.add(lanes.toString());
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

  private static String of(RateWindow window) {
    return window.limit() + ":" + window.length().toNanos() / 1000;
  }
}
