package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import dev.sluice.upstream.Circuit.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A circuit that opens on 6 of its last 10 calls, of at least 5, for 10 s. */
class CircuitTest {

  private static final Duration OPEN = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final TestTime time = new TestTime();
  private final Circuit circuit =
      new Circuit("a", new CircuitSetting(0.6, Duration.ofSeconds(2), 10, OPEN), time);

  @Test
  void aFewFailuresNeverOpenIt() {
    fails("red", 4);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
    assertThat(enters("red")).isEmpty();
  }

  @Test
  void itOpensWhereTooLargeAShareFailedAndSaysForHowLong() {
    succeeds("red", 3);
    fails("red", 4);
    assertThat(circuit.state()).isEqualTo(State.CLOSED);

    fails("red", 1);

    assertThat(circuit.state()).isEqualTo(State.OPEN);
    time.advance(Duration.ofSeconds(4));
    assertThat(enters("red")).contains(Duration.ofSeconds(6));
    assertThat(circuit.rest()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void whatFellOutOfTheWindowCountsNoMore() {
    succeeds("red", 6);
    fails("red", 4);
    succeeds("red", 10);
    fails("red", 5);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void afterThatTimeOneSubmitTriesAndNoOtherMeanwhile() {
    open();
    time.advance(OPEN.plus(MOMENT));

    Pass first = circuit.pass("red");
    assertThat(first.enter()).isEmpty();

    assertThat(circuit.state()).isEqualTo(State.HALF_OPEN);
    assertThat(enters("red")).contains(Duration.ofSeconds(1));
    assertThat(enters("blue")).contains(Duration.ofSeconds(1));
    assertThat(circuit.look("blue")).contains(Duration.ofSeconds(1));
    first.report(true);
    assertThat(circuit.look("blue")).isEmpty();
  }

  @Test
  void aTryThatSucceedsClosesItWithAnEmptyRecord() {
    open();
    Pass trying = tries("red");

    trying.report(true);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
    fails("red", 4);
    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aTryThatFailsOpensItAgainForTheWholeTime() {
    open();
    tries("red").report(false);

    assertThat(circuit.state()).isEqualTo(State.OPEN);
    assertThat(enters("blue")).contains(OPEN);
  }

  @Test
  void aTryThatWasNeverSentIsTheNextOnes() {
    open();
    Pass trying = tries("red");
    assertThat(enters("blue")).isPresent();

    trying.end();

    assertThat(circuit.state()).isEqualTo(State.HALF_OPEN);
    assertThat(circuit.look("blue")).isEmpty();
    assertThat(enters("blue")).isEmpty();
  }

  @Test
  void lookingTakesNothing() {
    open();
    time.advance(OPEN.plus(MOMENT));

    assertThat(circuit.look("red")).isEmpty();
    assertThat(circuit.look("blue")).isEmpty();
    assertThat(circuit.state()).isEqualTo(State.OPEN);
  }

  @Test
  void aSendIsCountedOnce() {
    succeeds("red", 1);
    Pass pass = circuit.pass("red");
    pass.enter();
    for (int i = 0; i < 10; i++) {
      pass.report(false);
    }

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aTryIsGivenBackOnceAndNotByWhoHoldsNone() {
    open();
    Pass before = circuit.pass("green");
    Pass trying = tries("red");
    trying.end();
    trying.end();
    before.end();

    assertThat(circuit.pass("blue").enter()).isEmpty();
    assertThat(circuit.pass("blue").enter()).isPresent();
  }

  @Test
  void whatWasLetInBeforeItOpenedSaysNothingLater() {
    Pass old = circuit.pass("red");
    assertThat(old.enter()).isEmpty();
    Pass older = circuit.pass("red");
    assertThat(older.enter()).isEmpty();
    open();
    Pass trying = tries("blue");

    old.report(true);
    older.report(false);
    older.end();

    assertThat(circuit.state()).isEqualTo(State.HALF_OPEN);
    assertThat(enters("red")).as("nobody's place has become free").isPresent();
    trying.report(true);
    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void whoWaitsWhileItOpensIsHeldBackAndLetInWhenItIsClosedAgain() {
    assertThat(circuit.look("red")).isEmpty();
    Pass waiting = circuit.pass("red");
    open();
    assertThat(waiting.enter()).contains(OPEN);

    tries("blue").report(true);

    assertThat(waiting.enter()).isEmpty();
  }

  @Test
  void oneTeamAloneOpensItForNobodyElse() {
    for (int i = 0; i < 100; i++) {
      fails("red", 1 + i % 7);
      succeeds("blue", 1);
      time.advance(Duration.ofMillis(100));
    }

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void whoHasClosedItIsRememberedAsServed() {
    open();
    tries("blue").report(true);

    fails("red", 20);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void twoTeamsThatFailAreTheUpstreams() {
    succeeds("green", 1);
    for (int i = 0; i < 3; i++) {
      fails("red", 3);
      fails("blue", 1);
    }

    assertThat(circuit.state()).isEqualTo(State.OPEN);
  }

  @Test
  void afterAFailedTryTheNextOneIsAnotherTeams() {
    open();
    tries("red").report(false);
    time.advance(OPEN.plus(MOMENT));

    assertThat(enters("red")).contains(OPEN.minus(MOMENT));
    assertThat(circuit.pass("blue").enter()).isEmpty();
  }

  @Test
  void whereNoOtherTeamComesTheSameOneTriesAfterTwiceTheTime() {
    open();
    tries("red").report(false);
    time.advance(OPEN.multipliedBy(2).plus(MOMENT));

    Pass trying = circuit.pass("red");
    assertThat(trying.enter()).isEmpty();
    trying.report(true);
    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void theOrdinalsAreTheMetricAndStayAsTheyAre() {
    assertThat(List.of(State.values())).containsExactly(State.CLOSED, State.HALF_OPEN, State.OPEN);
  }

  private void open() {
    fails("red", 10);
    assertThat(circuit.state()).isEqualTo(State.OPEN);
  }

  private Pass tries(String team) {
    time.advance(circuit.rest().plus(MOMENT));
    Pass pass = circuit.pass(team);
    assertThat(pass.enter()).isEmpty();
    assertThat(circuit.state()).isEqualTo(State.HALF_OPEN);
    return pass;
  }

  private Optional<Duration> enters(String team) {
    Pass pass = circuit.pass(team);
    Optional<Duration> after = pass.enter();
    pass.end();
    return after;
  }

  private void succeeds(String team, int times) {
    report(team, times, true);
  }

  private void fails(String team, int times) {
    report(team, times, false);
  }

  private void report(String team, int times, boolean good) {
    for (int i = 0; i < times; i++) {
      Pass pass = circuit.pass(team);
      pass.enter();
      pass.report(good);
      pass.end();
    }
  }
}
