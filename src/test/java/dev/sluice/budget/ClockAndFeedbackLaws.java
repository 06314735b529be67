package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The laws of the start, the clock and the upstream's own 429 (L3, L7, L8) on virtual time. */
abstract class ClockAndFeedbackLaws extends LapseLaws {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private Ledger ledger;
  private int ids;
  private int settled;

  @BeforeEach
  void begin() {
    ledger =
        ledger(
            Plans.of(1000, Duration.ofMinutes(1), 200, Map.of()),
            new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {}));
  }

  private Verdict ask(Claim.Need need) {
    return Now.of(ledger.admit(List.of(new Claim("c" + ids++, "red", need)))).get(0);
  }

  private int grantedNow() {
    int granted = 0;
    while (ask(Claim.Need.TOKEN) instanceof Verdict.Granted) {
      granted++;
    }
    return granted;
  }

  private void settleAll() {
    for (int id = settled; id < ids; id++) {
      Now.of(ledger.settle("c" + id, Ending.STARTED_NOTHING, Duration.ZERO));
    }
    settled = ids;
  }

  /** The pace at which tokens come, seen for a moment that does not fill the bucket. */
  private double perSecond() {
    grantedNow();
    double before = view().tokens();
    time.advance(Duration.ofMillis(100));
    return (view().tokens() - before) * 10;
  }

  private BudgetView view() {
    return Now.of(ledger.view());
  }

  @Test
  void aStartMintsNothing() {
    assertThat(grantedNow()).isZero();
    assertThat(view().tokens()).isZero();
  }

  @Test
  void aStepBackMintsNothingNotEvenWhenTimeHasCaughtUp() {
    time.advance(SECOND);
    grantedNow();
    double before = view().tokens();
    time.jump(Duration.ofMillis(-1500));
    assertThat(view().tokens()).isEqualTo(before);
    time.advance(Duration.ofMillis(1500));
    assertThat(view().tokens()).isEqualTo(before);
    time.advance(SECOND);
    assertThat(view().tokens()).isGreaterThan(before);
  }

  @Test
  void aClockThatFlapsMintsNothing() {
    time.advance(SECOND);
    grantedNow();
    for (int i = 0; i < 100; i++) {
      time.jump(Duration.ofMillis(-900));
      assertThat(grantedNow()).isZero();
      time.jump(Duration.ofMillis(900));
      assertThat(grantedNow()).isZero();
    }
  }

  @Test
  void aLongStepEitherWayIsANewGenerationThatStartsEmpty() {
    for (Duration step :
        List.of(
            Duration.ofHours(1),
            Duration.ofHours(-1),
            Duration.ofSeconds(4),
            Duration.ofSeconds(-4))) {
      for (int i = 0; i < 3; i++) {
        time.advance(SECOND);
        view();
      }
      assertThat(view().tokens()).isGreaterThan(1);
      long counted = view().windowRequests();
      time.jump(step);
      assertThat(view().tokens()).as("after a step of %s", step).isZero();
      assertThat(view().windowRequests()).as("what was sent goes on counting").isEqualTo(counted);
      time.advance(SECOND);
      assertThat(grantedNow()).isPositive();
    }
  }

  @Test
  void aRefusalOnTheRatePausesForItsRetryAfterThenProbesOnceThenGoesAtHalfPace() {
    for (int i = 0; i < 5; i++) {
      time.advance(SECOND);
      view();
    }
    Now.of(ledger.refusedByUpstream(Duration.ofSeconds(2), false));
    assertThat(view().paused()).isTrue();
    Verdict.Denied denied = (Verdict.Denied) ask(Claim.Need.TOKEN);
    assertThat(denied.policy()).isEqualTo(Policy.UPSTREAM);
    assertThat(denied.after()).isEqualTo(Duration.ofSeconds(2));
    time.advance(Duration.ofMillis(2100));
    assertThat(grantedNow()).as("one probe").isEqualTo(1);
    settleAll();
    assertThat(perSecond()).isCloseTo(16.3 / 2, within(1.0));
    for (int i = 0; i < 120; i++) {
      time.advance(SECOND);
      grantedNow();
      settleAll();
    }
    assertThat(perSecond()).as("recovered").isCloseTo(16.3, within(0.5));
  }

  @Test
  void aProbeThatIsRefusedAgainPausesAgainAndHalvesOnceMore() {
    time.advance(SECOND);
    Now.of(ledger.refusedByUpstream(SECOND, false));
    Now.of(ledger.refusedByUpstream(SECOND, false));
    time.advance(SECOND);
    assertThat(grantedNow()).isEqualTo(1);
    Now.of(ledger.refusedByUpstream(SECOND, false));
    settleAll();
    assertThat(grantedNow()).isZero();
    assertThat(view().paused()).isTrue();
  }

  @Test
  void aRefusalOfASubmitFarBelowTheRateIsAboutSlots() {
    time.advance(SECOND);
    Now.of(ledger.refusedByUpstream(SECOND, true));
    assertThat(view().slotLimit()).as("for the pause nothing is granted anew").isEqualTo(198);
    assertThat(ask(Claim.Need.TOKEN_AND_SLOT)).isInstanceOf(Verdict.Denied.class);
    assertThat(ask(Claim.Need.TOKEN))
        .as("the rate is not touched")
        .isInstanceOf(Verdict.Granted.class);
    time.advance(SECOND);
    assertThat(ask(Claim.Need.TOKEN_AND_SLOT)).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void submitsThatWereRefusedTogetherLowerTheSlotsOnce() {
    time.advance(SECOND);
    for (int i = 0; i < 50; i++) {
      Now.of(ledger.refusedByUpstream(SECOND, true));
    }
    assertThat(view().slotLimit()).isEqualTo(198);
    time.advance(SECOND);
    Now.of(ledger.refusedByUpstream(SECOND, true));
    assertThat(view().slotLimit()).isEqualTo(196);
  }

  @Test
  void aRefusalThatNamesNoTimeOrAVeryLongOnePausesForAReasonableOne() {
    time.advance(SECOND);
    Now.of(ledger.refusedByUpstream(Duration.ZERO, true));
    assertThat(((Verdict.Denied) ask(Claim.Need.TOKEN_AND_SLOT)).after()).isEqualTo(SECOND);
    Now.of(ledger.refusedByUpstream(Duration.ZERO, false));
    assertThat(((Verdict.Denied) ask(Claim.Need.TOKEN)).after()).isEqualTo(SECOND);
    Now.of(ledger.refusedByUpstream(Duration.ofDays(200_000), false));
    assertThat(((Verdict.Denied) ask(Claim.Need.TOKEN)).after()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aTokenComesBackOnlyWithinTheSpread() {
    time.advance(SECOND);
    double before = view().tokens();
    Verdict.Granted early = (Verdict.Granted) ask(Claim.Need.TOKEN);
    Now.of(ledger.settle(early.id(), Ending.NEVER_SENT, Duration.ZERO));
    assertThat(view().tokens()).isEqualTo(before);
    Verdict.Granted late = (Verdict.Granted) ask(Claim.Need.TOKEN);
    time.advance(Duration.ofMillis(600));
    double refilled = view().tokens();
    Now.of(ledger.settle(late.id(), Ending.NEVER_SENT, Duration.ZERO));
    assertThat(view().tokens()).isEqualTo(refilled);
    assertThat(view().windowRequests()).isZero();
  }
}
