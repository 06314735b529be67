package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Claim.Need;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An operator pauses an upstream of a budget that two share; a plan changes while submits wait. */
class PausedUpstreamTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final LedgerLimits LIMITS =
      new LedgerLimits(Duration.ofMinutes(11), Duration.ofMinutes(5), expired -> {});
  private static final Seats.Bounds BOUNDS = new Seats.Bounds(3, 100);

  private final TestTime time = new TestTime();
  private final Set<String> paused = new HashSet<>();
  private final BudgetPlan plan = Plans.of(6000, Duration.ofMinutes(1), 4, Map.of());
  private final SharedBudget budget =
      new SharedBudget(
          new SharedBudget.Subject(plan, Set.of("one", "two"), BOUNDS),
          new LocalLedger(plan, time, LIMITS),
          time,
          time,
          paused::contains);
  private final List<String> granted = new ArrayList<>();
  private final List<String> denied = new ArrayList<>();

  private void submit(String id, String upstream, Duration patience) {
    submit(id, "red", upstream, patience);
  }

  private void submit(String id, String team, String upstream, Duration patience) {
    budget
        .acquire(new Claim(id, team, Need.TOKEN_AND_SLOT).at(upstream), patience)
        .subscribe()
        .with(
            verdict -> {
              if (verdict instanceof Verdict.Denied no) {
                denied.add(id + " " + no.policy().label() + " " + no.after().toSeconds());
              } else {
                granted.add(id);
                budget.bind(id, Bond.of("task-" + id), PATIENCE).subscribe().with(bound -> {});
                budget.settle(id, Ending.STARTED, PATIENCE);
              }
            });
  }

  /** What a change of configuration does, whether or not it touches the plan. */
  private void changed(BudgetPlan next) {
    budget.replan(next, LIMITS, BOUNDS);
  }

  @Test
  void whoMayWaitWaitsAndGoesOnInItsOldPlaceWhenItIsResumed() {
    time.advance(Duration.ofSeconds(1));
    paused.add("one");
    submit("a", "one", PATIENCE);
    submit("b", "one", PATIENCE);
    time.advance(Duration.ofSeconds(30));
    assertThat(granted).isEmpty();

    paused.clear();
    changed(plan);

    assertThat(granted).containsExactly("a", "b");
    assertThat(denied).isEmpty();
  }

  @Test
  void whoDoesNotWaitIsToldSoAndWhenToLookAgain() {
    time.advance(Duration.ofSeconds(1));
    paused.add("one");
    submit("a", "one", Duration.ZERO);
    submit("b", "one", Duration.ofSeconds(5));
    time.advance(Duration.ofSeconds(6));

    assertThat(denied).containsExactly("a upstream-paused 30", "b upstream-paused 30");
    assertThat(
            budget
                .tryOnce(new Claim("c", "red", Need.TOKEN_AND_SLOT).at("one"))
                .await()
                .indefinitely())
        .isEqualTo(Denials.PAUSED);
  }

  @Test
  void theOtherUpstreamOfTheSameBudgetAndStatusChecksGoOn() {
    time.advance(Duration.ofSeconds(1));
    paused.add("one");
    submit("a", "one", PATIENCE);
    submit("b", "two", PATIENCE);

    assertThat(granted).containsExactly("b");
    assertThat(
            budget
                .acquireNow(List.of(new Claim("w", Budget.WATCH, Need.TOKEN)))
                .await()
                .indefinitely()
                .get(0))
        .isInstanceOf(Verdict.Granted.class);
    assertThat(budget.paused("one")).isTrue();
    assertThat(budget.paused("two")).isFalse();
  }

  @Test
  void whoWaitedBeforeThePauseIsNotServedDuringIt() {
    time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 4; i++) {
      submit("running" + i, "one", PATIENCE);
    }
    submit("a", "one", PATIENCE);
    granted.clear();
    paused.add("one");

    Now.of(budget.release("running0"));
    time.advance(Duration.ofSeconds(5));
    assertThat(granted).isEmpty();

    paused.clear();
    time.advance(Duration.ofSeconds(1));
    assertThat(granted).containsExactly("a");
  }

  @Test
  void whoWaitsForASlotIsServedWhereAChangeOpensOne() {
    time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 4; i++) {
      submit("running" + i, "one", PATIENCE);
    }
    submit("a", "one", PATIENCE);
    submit("b", "one", PATIENCE);
    granted.clear();

    changed(Plans.of(6000, Duration.ofMinutes(1), 5, Map.of()));
    assertThat(granted).containsExactly("a");

    changed(Plans.of(6000, Duration.ofMinutes(1), 2, Map.of()));
    Now.of(budget.release("running0"));
    time.advance(Duration.ofSeconds(5));
    assertThat(granted).containsExactly("a");
    assertThat(denied).as("it keeps its place").isEmpty();
  }

  @Test
  void whoseTeamIsGoneIsSentAwayAndNobodyElse() {
    changed(Plans.of(6000, Duration.ofMinutes(1), 4, Plans.teams("red", Plans.weight(1))));
    time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 4; i++) {
      submit("running" + i, "one", PATIENCE);
    }
    submit("a", "one", PATIENCE);
    submit("b", "blue", "one", PATIENCE);

    changed(Plans.of(6000, Duration.ofMinutes(1), 4, Plans.teams("blue", Plans.weight(1))));

    assertThat(denied).containsExactly("a waiting 1");
    Now.of(budget.release("running0"));
    assertThat(granted).endsWith("b");
  }
}
