package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The laws of the slots (S1 to S9) on virtual time. A failing run names its seed. */
abstract class SlotLaws extends LaneLaws {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration HOLD = Duration.ofMinutes(5);

  private final List<Integer> expired = new ArrayList<>();

  final Ledger ledger(int slots, Map<String, TeamShare> teams) {
    Ledger ledger = ledgerOf(Plans.of(10_000, Duration.ofMinutes(1), slots, teams));
    time.advance(Duration.ofSeconds(1));
    return ledger;
  }

  private Ledger ledgerOf(BudgetPlan plan) {
    return ledger(plan, new LedgerLimits(Duration.ofMinutes(2), HOLD, expired::add));
  }

  private Verdict ask(Ledger ledger, String id, String team) {
    time.advance(Duration.ofMillis(50));
    return Now.of(ledger.admit(List.of(new Claim(id, team, Claim.Need.TOKEN_AND_SLOT, true))))
        .get(0);
  }

  private boolean granted(Ledger ledger, String id, String team) {
    return ask(ledger, id, team) instanceof Verdict.Granted;
  }

  private Policy refusedBy(Ledger ledger, String id, String team) {
    return ((Verdict.Denied) ask(ledger, id, team)).policy();
  }

  private void start(Ledger ledger, String id) {
    Now.of(ledger.bind(id, Bond.of("task-" + id), HOUR));
    Now.of(ledger.settle(id, Ending.STARTED, HOLD));
  }

  private int inUse(Ledger ledger) {
    return Now.of(ledger.view()).slotsInUseTotal();
  }

  /** Lets time pass as the ledger sees it: somebody calls each second. */
  final void pass(Ledger ledger, Duration length) {
    for (long second = 0; second < length.toSeconds(); second++) {
      time.advance(Duration.ofSeconds(1));
      Now.of(ledger.view());
    }
  }

  @Test
  void noGrantTakesTheCountAboveTheLimitWhateverHappens() {
    for (long seed = 1; seed <= rounds(30); seed++) {
      Random random = new Random(seed);
      int limit = 1 + random.nextInt(30);
      Ledger ledger =
          ledger(
              limit,
              Plans.teams(
                  "a",
                  Plans.slots(limit / 3, 1, 0.5),
                  "b",
                  Plans.slots(limit / 4, 3, 0),
                  "c",
                  Plans.weight(2)));
      List<String> open = new ArrayList<>();
      for (int step = 0; step < 2000; step++) {
        String id = seed + "-" + step;
        if (granted(ledger, id, List.of("a", "b", "c").get(random.nextInt(3)))) {
          switch (random.nextInt(4)) {
            case 0 ->
                Now.of(
                    ledger.settle(id, Ending.UNKNOWN, Duration.ofSeconds(1 + random.nextInt(60))));
            case 1 -> Now.of(ledger.settle(id, Ending.STARTED_NOTHING, HOLD));
            default -> {
              start(ledger, id);
              open.add(id);
            }
          }
        }
        if (!open.isEmpty() && random.nextInt(3) == 0) {
          String end = open.remove(random.nextInt(open.size()));
          Now.of(ledger.release(end));
          Now.of(ledger.release(end));
        }
        assertThat(inUse(ledger)).as("seed %d, step %d", seed, step).isBetween(open.size(), limit);
      }
      open.forEach(id -> Now.of(ledger.release(id)));
      pass(ledger, Duration.ofMinutes(2));
      assertThat(inUse(ledger)).as("seed %d: nothing is left", seed).isZero();
    }
  }

  @Test
  void askingAgainWithTheSameIdCountsOnce() {
    Ledger ledger = ledger(5, Map.of());
    assertThat(granted(ledger, "x", "a")).isTrue();
    assertThat(granted(ledger, "x", "a")).isTrue();
    assertThat(inUse(ledger)).isEqualTo(1);
    assertThat(Now.of(ledger.view()).windowRequests()).isEqualTo(1);
  }

  @Test
  void askingAgainAfterTheSpreadTakesANewTokenAndKeepsTheSlot() {
    Ledger ledger = ledger(5, Map.of());
    assertThat(granted(ledger, "x", "a")).isTrue();
    time.advance(Duration.ofSeconds(1));
    double before = Now.of(ledger.view()).tokens();
    Now.of(ledger.admit(List.of(new Claim("x", "a", Claim.Need.TOKEN))));
    assertThat(before - Now.of(ledger.view()).tokens()).isCloseTo(1, within(0.01));
    assertThat(inUse(ledger)).isEqualTo(1);
  }

  @Test
  void oneThatHoldsItsSlotAlreadyIsServedBeforeThoseOfItsTeamThatWaitForOne() {
    Ledger ledger = ledger(1000, Map.of());
    granted(ledger, "x", "a");
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      claims.add(new Claim("y" + i, "a", Claim.Need.TOKEN_AND_SLOT));
    }
    claims.add(new Claim("x", "a", Claim.Need.TOKEN));
    time.advance(Duration.ofSeconds(1));

    List<Verdict> verdicts = Now.of(ledger.admit(claims));

    assertThat(verdicts.get(100)).isInstanceOf(Verdict.Granted.class);
    assertThat(verdicts.get(99)).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void anotherTokenIsNotGivenForASlotThatHasEnded() {
    Ledger ledger = ledger(5, Map.of());
    granted(ledger, "x", "a");
    Now.of(ledger.release("x"));
    time.advance(Duration.ofSeconds(1));

    assertThat(Now.of(ledger.admit(List.of(new Claim("x", "a", Claim.Need.TOKEN)))).get(0))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void askingAgainAfterTheSpreadTakesANewTokenForTheSameSlot() {
    Ledger ledger = ledger(5, Map.of());
    Claim claim = new Claim("late", "a", Claim.Need.TOKEN_AND_SLOT);
    Now.of(ledger.admit(List.of(claim)));
    pass(ledger, Duration.ofSeconds(2));
    assertThat(Now.of(ledger.admit(List.of(claim))).get(0)).isInstanceOf(Verdict.Granted.class);
    BudgetView view = Now.of(ledger.view());
    assertThat(view.windowRequests()).as("the first may have been sent").isEqualTo(2);
    assertThat(view.slotsInUseTotal()).isEqualTo(1);
    Now.of(ledger.settle("late", Ending.STARTED_NOTHING, HOLD));
    pass(ledger, Duration.ofSeconds(62));
    assertThat(Now.of(ledger.view()).windowRequests()).isZero();
  }

  @Test
  void aTeamWhoseSubmitsAllHangHoldsLittleMoreThanATenthOfTheSlots() {
    Ledger ledger = ledger(980, Map.of());
    int sent = 0;
    for (int step = 0; step < 30 * 160; step++) {
      time.advance(Duration.ofMillis(1000 / 160));
      if (Now.of(ledger.admit(List.of(new Claim("h" + step, "a", Claim.Need.TOKEN_AND_SLOT))))
              .get(0)
          instanceof Verdict.Granted) {
        sent++;
      }
    }
    assertThat(sent).as("a tenth, or what left in the first second").isBetween(98, 215);
  }

  @Test
  void aSlotThatHasEndedIsNeverInsertedAgain() {
    Ledger ledger = ledger(5, Map.of());
    granted(ledger, "x", "a");
    start(ledger, "x");
    assertThat(Now.of(ledger.release("x"))).isTrue();
    assertThat(Now.of(ledger.release("x"))).isFalse();
    assertThat(granted(ledger, "x", "a")).isFalse();
    assertThat(inUse(ledger)).isZero();
  }

  @Test
  void aSlotIsBoundToOneTaskOnly() {
    Ledger ledger = ledger(5, Map.of());
    granted(ledger, "x", "a");
    assertThat(Now.of(ledger.bind("x", Bond.of("one"), HOUR))).isTrue();
    assertThat(Now.of(ledger.bind("x", Bond.of("one"), HOUR))).isTrue();
    assertThat(Now.of(ledger.bind("x", Bond.of("two"), HOUR))).isFalse();
  }

  @Test
  void anUnknownSlotIsKeptUntilItsHoldIsOver() {
    Ledger ledger = ledger(5, Map.of());
    granted(ledger, "x", "a");
    Now.of(ledger.settle("x", Ending.UNKNOWN, Duration.ofSeconds(90)));
    time.advance(Duration.ofSeconds(2));
    for (int second = 2; second < 89; second++) {
      time.advance(Duration.ofSeconds(1));
      assertThat(inUse(ledger)).isEqualTo(1);
    }
    time.advance(Duration.ofSeconds(2));
    assertThat(inUse(ledger)).isZero();
    assertThat(expired).containsExactly(1);
  }

  @Test
  void aCallbackBindsATaskWhoseOutcomeWasUnknown() {
    Ledger ledger = ledger(5, Map.of());
    granted(ledger, "x", "a");
    Now.of(ledger.settle("x", Ending.UNKNOWN, Duration.ofSeconds(3)));
    assertThat(Now.of(ledger.bind("x", Bond.of("late"), HOUR))).isTrue();
    time.advance(Duration.ofSeconds(3));
    time.advance(Duration.ofSeconds(3));
    assertThat(inUse(ledger)).isEqualTo(1);
    assertThat(Now.of(ledger.leases()).get(0).state()).isEqualTo(Lease.State.BOUND);
  }

  @Test
  void aSlotThatACallbackEndedIsNotRevivedByItsSubmitsOwnAnswer() {
    for (Ending ending : new Ending[] {Ending.STARTED, Ending.UNKNOWN}) {
      Ledger ledger = ledger(5, Map.of());
      granted(ledger, "x", "a");
      assertThat(Now.of(ledger.bind("x", Bond.of("early"), HOUR))).isTrue();
      assertThat(Now.of(ledger.release("x"))).isTrue();
      Now.of(ledger.settle("x", ending, HOLD));
      assertThat(Now.of(ledger.bind("x", Bond.of("early"), HOUR))).isFalse();
      assertThat(inUse(ledger)).isZero();
    }
  }

  @Test
  void aGrantThatNobodySettlesBecomesUnknownAndEnds() {
    Ledger ledger = ledger(5, Map.of());
    granted(ledger, "x", "a");
    pass(ledger, Duration.ofSeconds(121));
    assertThat(Now.of(ledger.leases()).get(0).state()).isEqualTo(Lease.State.UNKNOWN);
    pass(ledger, Duration.ofSeconds(301));
    assertThat(inUse(ledger)).isZero();
  }

  @Test
  void aTeamThatProvokesTimeoutsIsStoppedAtATenthOfItsSlotsWhileOthersGoOn() {
    Ledger ledger = ledger(100, Map.of("bad", new TeamShare(1, 0, 0, 0.5, 50)));
    int unknown = 0;
    for (int i = 0; i < 20; i++) {
      if (granted(ledger, "b" + i, "bad")) {
        Now.of(ledger.settle("b" + i, Ending.UNKNOWN, HOLD));
        unknown++;
      }
    }
    assertThat(unknown).isEqualTo(5);
    Verdict.Denied denied = (Verdict.Denied) ask(ledger, "b99", "bad");
    assertThat(denied.policy()).isEqualTo(Policy.TEAM_UNKNOWN);
    assertThat(denied.after()).isBetween(HOLD.minusSeconds(3), HOLD.plusSeconds(1));
    assertThat(granted(ledger, "g", "good")).isTrue();
  }

  @Test
  void aRefusalForUnknownOutcomesNamesTheTimeWhenEnoughOfThemHaveEnded() {
    Ledger ledger = ledger(100, Map.of("bad", new TeamShare(1, 0, 0, 0.5, 50)));
    for (int i = 0; i < 8; i++) {
      assertThat(granted(ledger, "b" + i, "bad")).isTrue();
    }
    for (int i = 0; i < 8; i++) {
      Now.of(ledger.settle("b" + i, Ending.UNKNOWN, Duration.ofSeconds(10L * (i + 1))));
    }
    Verdict.Denied denied = (Verdict.Denied) ask(ledger, "b99", "bad");
    assertThat(denied.policy()).isEqualTo(Policy.TEAM_UNKNOWN);
    assertThat(denied.after()).as("the fourth").isEqualTo(Duration.ofSeconds(40));
    pass(ledger, Duration.ofSeconds(39));
    assertThat(refusedBy(ledger, "b100", "bad")).isEqualTo(Policy.TEAM_UNKNOWN);
    pass(ledger, Duration.ofSeconds(1));
    assertThat(granted(ledger, "b101", "bad")).isTrue();
  }

  @Test
  void submitsThatAreOverdueCountAsUnknownUntilTheyAreAnswered() {
    Ledger ledger = ledger(100, Map.of("bad", new TeamShare(1, 0, 0, 0.5, 50)));
    for (int i = 0; i < 40; i++) {
      assertThat(granted(ledger, "quick" + i, "good")).isTrue();
      time.advance(Duration.ofMillis(200));
      start(ledger, "quick" + i);
      Now.of(ledger.release("quick" + i));
    }
    int sent = 0;
    while (granted(ledger, "b" + sent, "bad")) {
      sent++;
    }
    assertThat(sent).as("5, and what is sent in less than 2 s").isBetween(5, 45);
    assertThat(refusedBy(ledger, "no", "bad")).isEqualTo(Policy.TEAM_UNKNOWN);
    assertThat(granted(ledger, "g", "good")).isTrue();
    for (int i = 0; i < sent; i++) {
      start(ledger, "b" + i);
    }
    assertThat(granted(ledger, "again", "bad")).isTrue();
  }

  @Test
  void anUpstreamThatIsSlowAltogetherMakesNothingOverdue() {
    Ledger ledger = ledger(100, Map.of());
    for (int i = 0; i < 30; i++) {
      assertThat(granted(ledger, "s" + i, "a")).isTrue();
      pass(ledger, Duration.ofSeconds(8));
      start(ledger, "s" + i);
      Now.of(ledger.release("s" + i));
    }
    for (int i = 0; i < 12; i++) {
      assertThat(granted(ledger, "t" + i, "a")).isTrue();
    }
    pass(ledger, Duration.ofSeconds(8));
    assertThat(granted(ledger, "more", "a")).isTrue();
  }

  @Test
  void aTeamsOwnCeilingRefusesByItsOwnName() {
    Ledger ledger = ledger(10, Map.of("a", new TeamShare(1, 0, 0, 0.5, 2)));
    assertThat(granted(ledger, "1", "a")).isTrue();
    assertThat(granted(ledger, "2", "a")).isTrue();
    assertThat(refusedBy(ledger, "3", "a")).isEqualTo(Policy.TEAM_TASKS);
    assertThat(granted(ledger, "4", "b")).isTrue();
  }

  @Test
  void thePartOfAGuaranteeThatIsNotLentIsThereAtOnceAndTheLentPartComesBackFirst() {
    Ledger ledger = ledger(10, Map.of("owner", Plans.slots(6, 1, 0.5)));
    int borrowed = 0;
    for (int i = 0; i < 10; i++) {
      if (granted(ledger, "g" + i, "greedy")) {
        start(ledger, "g" + i);
        borrowed++;
      }
    }
    assertThat(borrowed).as("all but the three that are never lent").isEqualTo(7);
    for (int i = 0; i < 3; i++) {
      assertThat(granted(ledger, "o" + i, "owner")).isTrue();
      start(ledger, "o" + i);
    }
    assertThat(refusedBy(ledger, "o3", "owner")).isEqualTo(Policy.BUDGET_TASKS);
    for (int i = 0; i < 3; i++) {
      Now.of(ledger.release("g" + i));
      List<Verdict> both =
          Now.of(
              ledger.admit(
                  List.of(
                      new Claim("greedy-again" + i, "greedy", Claim.Need.TOKEN_AND_SLOT),
                      new Claim("owner-again" + i, "owner", Claim.Need.TOKEN_AND_SLOT))));
      assertThat(both.get(0)).isInstanceOf(Verdict.Denied.class);
      assertThat(both.get(1)).isInstanceOf(Verdict.Granted.class);
    }
  }

  @Test
  void aRealUpstreamsSlotsOpenOneAfterTheOtherAfterAColdStart() {
    BudgetPlan plan =
        BudgetPlan.of(
            "apixo",
            new RateWindow(10_000, Duration.ofMinutes(1)),
            new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ofSeconds(60), Plans.DRAIN),
            50,
            100,
            Map.of());
    Ledger ledger = ledgerOf(plan);
    int first = Now.of(ledger.view()).slotLimit();
    assertThat(first).as("but for those of a quarantine of 3 s").isBetween(1, 5);
    pass(ledger, Duration.ofSeconds(30));
    assertThat(Now.of(ledger.view()).slotLimit() - first).isBetween(49, 50);
  }

  @Test
  void aDueLeaseIsClaimedOnce() {
    Ledger ledger = ledger(5, Map.of());
    granted(ledger, "x", "a");
    Now.of(ledger.bind("x", Bond.of("task"), Duration.ofSeconds(1)));
    Now.of(ledger.settle("x", Ending.STARTED, HOLD));
    assertThat(Now.of(ledger.due(10))).isEmpty();
    time.advance(Duration.ofSeconds(1));
    assertThat(Now.of(ledger.due(10))).extracting(Lease::taskId).containsExactly("task");
    assertThat(Now.of(ledger.due(10))).isEmpty();
    Now.of(ledger.reschedule("x", Duration.ofSeconds(2)));
    time.advance(Duration.ofSeconds(2));
    assertThat(Now.of(ledger.due(10))).hasSize(1);
  }
}
