package dev.sluice.budget;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Plans for tests. */
final class Plans {

  static final Duration DRAIN = Duration.ofMillis(50);

  private Plans() {}

  /**
   * A plan with the defaults of production: half a second of spread a minute, half a percent of
   * burst, no cold start.
   */
  static BudgetPlan of(long limit, Duration window, int slots, Map<String, TeamShare> teams) {
    return BudgetPlan.of(
        "apixo",
        new RateWindow(limit, window),
        new BudgetPlan.Timing(window.dividedBy(120), Duration.ZERO, DRAIN),
        0.005 * limit,
        slots,
        teams);
  }

  static BudgetPlan perMinute(long limit, Map<String, TeamShare> teams) {
    return of(limit, Duration.ofMinutes(1), 1_000_000, teams);
  }

  static TeamShare weight(double weight) {
    return new TeamShare(weight, 0, 0, 0.5, TeamShare.NO_CEILING);
  }

  static TeamShare guarantee(double perSecond, double weight) {
    return new TeamShare(weight, perSecond, 0, 0.5, TeamShare.NO_CEILING);
  }

  static TeamShare slots(int guaranteed, double weight, double lendable) {
    return new TeamShare(weight, 0, guaranteed, lendable, TeamShare.NO_CEILING);
  }

  static Map<String, TeamShare> teams(Object... pairs) {
    Map<String, TeamShare> teams = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      teams.put((String) pairs[i], (TeamShare) pairs[i + 1]);
    }
    return teams;
  }
}
