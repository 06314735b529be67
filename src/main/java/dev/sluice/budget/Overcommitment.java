package dev.sluice.budget;

import dev.sluice.settings.Problems;
import java.util.Comparator;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Whether what a budget promises its teams together is there. */
final class Overcommitment {

  private static final String TEAMS = "sluice.teams.*.";
  private static final int SECONDS = 60;

  /** How many teams are named. */
  private static final int LARGEST = 5;

  private Overcommitment() {}

  /** Notes what does not fit, and by whose guarantees. */
  static void check(BudgetPlan plan, Problems problems) {
    if (!plan.fits()) {
      double promised =
          plan.shares().values().stream().mapToDouble(TeamShare::guaranteedPerSecond).sum()
              - plan.share(Budget.WATCH).guaranteedPerSecond();
      problems.add(
          TEAMS + "guaranteed-requests-per-minute",
          "the guarantees on budget %s sum up to %d a minute, the most that fits is %d (%s)"
              .formatted(
                  plan.name(),
                  Math.round(promised * SECONDS),
                  Math.max(0, (long) (plan.promisable() * SECONDS)),
                  largest(plan, share -> share.guaranteedPerSecond() * SECONDS)));
    }
    int tasks = plan.shares().values().stream().mapToInt(TeamShare::guaranteedTasks).sum();
    if (tasks > plan.slots()) {
      problems.add(
          TEAMS + "guaranteed-tasks",
          "the guarantees on budget %s sum up to %d, the most that fits is %d (%s)"
              .formatted(
                  plan.name(), tasks, plan.slots(), largest(plan, TeamShare::guaranteedTasks)));
    }
  }

  private static String largest(BudgetPlan plan, ToDoubleFunction<TeamShare> guarantee) {
    return plan.shares().entrySet().stream()
        .filter(share -> !share.getKey().equals(Budget.WATCH))
        .filter(share -> guarantee.applyAsDouble(share.getValue()) > 0)
        .sorted(
            Comparator.comparingDouble(
                    (Map.Entry<String, TeamShare> share) ->
                        -guarantee.applyAsDouble(share.getValue()))
                .thenComparing(Map.Entry::getKey))
        .limit(LARGEST)
        .map(share -> share.getKey() + " " + Math.round(guarantee.applyAsDouble(share.getValue())))
        .collect(Collectors.joining(", ", "the largest: ", ""));
  }
}
