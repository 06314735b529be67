package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.budget.Claim.Need;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The figures of the example in {@code docs/how-it-works.md}. */
class WorkedExampleTest {

  private static final Duration DRAIN = Duration.ofMillis(50);
  private static final Offset<Integer> ONE_PERCENT_OF_THE_RATE = within(100);
  private static final Offset<Double> ROUNDED = within(0.05);

  private final TestTime time = new TestTime();
  private final BudgetPlan plan =
      BudgetPlan.of(
          "apixo",
          new RateWindow(10_000, Duration.ofMinutes(1)),
          new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, DRAIN),
          50,
          980,
          Map.of(
              "marketing", new TeamShare(2, 50, 300, 0.5, 600),
              "research", new TeamShare(1, 25, 100, 0.5, TeamShare.NO_CEILING),
              "labs", TeamShare.PLAIN));
  private final LocalLedger ledger =
      new LocalLedger(
          plan, time, new LedgerLimits(Duration.ofMinutes(11), Duration.ofMinutes(5), n -> {}));
  private final Crowd crowd = new Crowd(ledger, time, "labs", "marketing", "research");

  @Test
  void theBucketsAreThoseOfTheExample() {
    assertThat(plan.burst()).isEqualTo(50);
    assertThat(plan.rate()).isCloseTo(163.6, ROUNDED);
    assertThat(plan.share(Budget.WATCH).guaranteedPerSecond()).isCloseTo(16.4, ROUNDED);
    assertThat(plan.promisable() * 60).isCloseTo(7854, within(1.0));
    assertThat(plan.burstOf(plan.share("marketing"))).isEqualTo(5);
    assertThat(plan.burstOf(plan.share("research"))).isEqualTo(2.5);
    assertThat(plan.burstOf(plan.share(Budget.WATCH))).isEqualTo(2);
  }

  @Test
  void threeGreedyTeamsShareTheRateAsInTheExample() {
    crowd.seconds(30, Need.TOKEN, Duration.ZERO);
    crowd.granted();

    crowd.seconds(60, Need.TOKEN, Duration.ZERO);

    Map<String, Integer> granted = crowd.granted();
    assertThat(granted.get("marketing")).isCloseTo(5659, ONE_PERCENT_OF_THE_RATE);
    assertThat(granted.get("research")).isCloseTo(2829, ONE_PERCENT_OF_THE_RATE);
    assertThat(granted.get("labs")).isCloseTo(1329, ONE_PERCENT_OF_THE_RATE);
  }

  @Test
  void whoIsRefusedForTheRateIsPromisedATokenInASecond() {
    crowd.seconds(30, Need.TOKEN, Duration.ZERO);

    assertThat(lastTime("labs", Need.TOKEN_AND_SLOT))
        .isEqualTo(new Verdict.Denied(Policy.BUDGET_REQUESTS, Duration.ofSeconds(1), true));
  }

  @Test
  void threeGreedyTeamsShareTheSlotsAsInTheExample() {
    crowd.seconds(120, Need.TOKEN_AND_SLOT, Duration.ofSeconds(30));

    assertThat(Now.of(ledger.view()).slotsInUse())
        .containsExactlyInAnyOrderEntriesOf(Map.of("marketing", 490, "research", 245, "labs", 245));
    assertThat(lastTime("labs", Need.TOKEN_AND_SLOT))
        .isEqualTo(new Verdict.Denied(Policy.BUDGET_TASKS, Duration.ofSeconds(1), false));
  }

  private Verdict lastTime(String team, Need need) {
    Claim claim = new Claim("last", team, need, true);
    return Now.of(ledger.admit(List.of(claim))).get(0);
  }
}
