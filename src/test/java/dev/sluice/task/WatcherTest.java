package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Ending;
import dev.sluice.passage.Relayed;
import dev.sluice.testing.Now;
import dev.sluice.upstream.Reply;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatcherTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TaskBench bench = new TaskBench();

  @Test
  void anEndFreesTheSlotAndIsCountedOnce() {
    bench.submit("s1", "t1", Duration.ofSeconds(5));

    bench.time.advance(Duration.ofSeconds(8));

    assertThat(bench.budget.holds("s1")).isFalse();
    assertThat(bench.budget.released).containsExactly("s1");
    assertThat(bench.pollBody("red", "t1")).contains("success");
    assertThat(bench.tasksCounted("success")).isEqualTo(1);
    assertThat(bench.registry.find("sluice.task").timer().count()).isEqualTo(1);
    assertThat(bench.registry.find("sluice.task.end.lag").timer().max(TimeUnit.SECONDS))
        .isBetween(0.0, 2.5);
  }

  @Test
  void everyLookHasItsTokenAndEveryTokenIsSettled() {
    for (int i = 0; i < 200; i++) {
      bench.submit("s" + i, "t" + i, Duration.ofSeconds(1 + i % 60));
    }

    bench.time.advance(Duration.ofSeconds(100));

    assertThat(bench.budget.slots()).isZero();
    assertThat(bench.budget.settled.values()).containsOnly(Ending.STARTED_NOTHING);
    assertThat(bench.budget.settled).hasSize(bench.budget.granted);
    assertThat(bench.upstream.statusRequests).isEqualTo(bench.budget.granted);
  }

  @Test
  void withoutATokenNothingIsLookedAtAndNothingIsForgotten() {
    TaskBench poor = new TaskBench(TaskRules.defaults(), 1, 1);
    poor.budget.submitsWait = true;
    for (int i = 0; i < 20; i++) {
      poor.submit("s" + i, "t" + i, SECOND);
    }

    poor.time.advance(Duration.ofSeconds(100));
    assertThat(poor.upstream.statusRequests).isBetween(8, 12);
    poor.time.advance(Duration.ofSeconds(150));

    assertThat(poor.budget.slots()).isZero();
  }

  @Test
  void aLookThatTakesLongIsNotTakenTwice() {
    bench.upstream.latency = Duration.ofSeconds(20);
    bench.submit("s1", "t1", Duration.ofSeconds(100));
    bench.budget.wanted = true;

    bench.time.advance(Duration.ofSeconds(15));

    assertThat(bench.budget.granted).isEqualTo(1);
  }

  @Test
  void aGrantThatHasGrownOldIsNotUsed() {
    bench.submit("s1", "t1", SECOND);
    bench.budget.stale = true;
    bench.time.advance(Duration.ofSeconds(4));

    assertThat(bench.upstream.statusRequests).isZero();
    assertThat(bench.budget.settled.values()).isNotEmpty().containsOnly(Ending.NEVER_SENT);
    bench.budget.stale = false;
    bench.time.advance(SECOND);
    assertThat(bench.budget.holds("s1")).isFalse();
  }

  @Test
  void aRequestThatNeverLeftGivesItsTokenBack() {
    bench.submit("s1", "t1", Duration.ofSeconds(5));
    bench.upstream.script("t1", () -> new Reply.Failed(false, "refused"));

    bench.time.advance(Duration.ofSeconds(4));

    assertThat(bench.budget.settled.values()).containsOnly(Ending.NEVER_SENT);
    assertThat(bench.budget.holds("s1")).isTrue();
  }

  @Test
  void answersThatTellNothingAreNotTheEndAndBackOff() {
    bench.submit("s1", "t1", Duration.ofSeconds(5));
    bench.upstream.script("t1", () -> FakeUpstream.json(500, "<html>oops</html>"));
    bench.time.advance(Duration.ofSeconds(3 + 60));
    int looks = bench.upstream.statusRequests;

    assertThat(looks).isBetween(4, 6);
    assertThat(bench.budget.holds("s1")).isTrue();
    assertThat(bench.pollBody("red", "t1")).contains("pending");
    bench.upstream.unscript("t1");
    bench.time.advance(Duration.ofSeconds(60));
    assertThat(bench.budget.holds("s1")).isFalse();
  }

  @Test
  void anAnswerAboutAnotherTaskIsNoAnswer() {
    bench.submit("s1", "t1", Duration.ofSeconds(50));
    bench.upstream.script(
        "t1",
        () ->
            FakeUpstream.json(
                200, "{\"code\":200,\"data\":{\"taskId\":\"t2\",\"state\":\"success\"}}"));

    bench.time.advance(Duration.ofSeconds(10));

    assertThat(bench.budget.holds("s1")).isTrue();
  }

  @Test
  void aRefusalByTheUpstreamGoesToTheBudgetAndDoesTheTaskNoHarm() {
    bench.submit("s1", "t1", Duration.ofSeconds(50));
    bench.upstream.script(
        "t1",
        () -> new Reply.Answered(429, Map.of(), new byte[0], Optional.of(Duration.ofSeconds(9))));

    bench.time.advance(Duration.ofSeconds(4));

    assertThat(bench.budget.refusals).containsExactly(Duration.ofSeconds(9));
    assertThat(bench.budget.holds("s1")).isTrue();
  }

  @Test
  void notFoundJustAfterASubmitIsNotTheEnd() {
    bench.submit("other", "o", Duration.ofMinutes(5));
    bench.accepted("red", "apixo", "s1", "t1");

    bench.time.advance(Duration.ofSeconds(29));
    assertThat(bench.budget.holds("s1")).isTrue();
    bench.upstream.run("t1", SECOND);
    bench.time.advance(Duration.ofSeconds(15));

    assertThat(bench.pollBody("red", "t1")).contains("success");
  }

  @Test
  void notFoundAgainAndAgainIsTheEndWhileOthersAreFound() {
    bench.submit("other", "o", Duration.ofMinutes(5));
    bench.accepted("red", "apixo", "s1", "t1");

    bench.time.advance(Duration.ofSeconds(45));
    assertThat(bench.budget.holds("s1")).isTrue();
    bench.time.advance(Duration.ofSeconds(45));

    assertThat(bench.budget.holds("s1")).isFalse();
    Relayed answer = (Relayed) bench.poll("red", "t1");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(TaskBench.body(answer)).contains("task not found");
    assertThat(bench.tasksCounted("lost")).isEqualTo(1);
  }

  @Test
  void aVendorsIncidentDoesNotEndEveryTask() {
    for (int i = 0; i < 20; i++) {
      bench.submit("s" + i, "t" + i, Duration.ofMinutes(30));
      bench.upstream.script("t" + i, () -> FakeUpstream.json(404, "{\"code\":404}"));
    }

    bench.time.advance(Duration.ofMinutes(20));
    assertThat(bench.budget.slots()).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      bench.upstream.unscript("t" + i);
    }
    bench.time.advance(Duration.ofMinutes(20));

    assertThat(bench.tasksCounted("success")).isEqualTo(20);
  }

  @Test
  void maximumAgeAloneEndsNothing() {
    bench.submit("s1", "t1", Duration.ofHours(3));

    bench.time.advance(Duration.ofMinutes(170));
    assertThat(bench.budget.holds("s1")).isTrue();
    bench.time.advance(Duration.ofMinutes(15));

    assertThat(bench.tasksCounted("success")).isEqualTo(1);
  }

  @Test
  void atMaximumAgeATaskThatIsNotSaidToRunGivesItsSlotBack() {
    bench.submit("s1", "t1", Duration.ofHours(3));
    bench.upstream.script("t1", () -> FakeUpstream.json(500, "oops"));

    bench.time.advance(Duration.ofMinutes(118));
    assertThat(bench.budget.holds("s1")).isTrue();
    bench.time.advance(Duration.ofMinutes(4));

    assertThat(bench.budget.holds("s1")).isFalse();
    assertThat(bench.tasksCounted("expired")).isEqualTo(1);
    assertThat(bench.registry.find("sluice.leases.expired").counter().count()).isEqualTo(1);
  }

  @Test
  void aTaskOfAnUpstreamThatIsNotConfiguredAnyMoreEndsByItsAge() {
    bench.submit("s1", "t1", SECOND);
    bench.named.remove("apixo");

    bench.time.advance(Duration.ofMinutes(118));
    assertThat(bench.budget.holds("s1")).isTrue();
    bench.time.advance(Duration.ofMinutes(4));

    assertThat(bench.budget.holds("s1")).isFalse();
    assertThat(bench.tasksCounted("expired")).isEqualTo(1);
  }

  @Test
  void anUpstreamThatCannotBeReachedExpiresNothing() {
    bench.submit("s1", "t1", Duration.ofHours(3));
    bench.upstream.script("t1", () -> new Reply.Failed(false, "refused"));

    bench.time.advance(Duration.ofMinutes(130));

    assertThat(bench.budget.holds("s1")).isTrue();
  }

  @Test
  void aLeaseThatOutlivedItsTaskIsFreed() {
    bench.submit("s1", "t1", SECOND);
    bench.time.advance(Duration.ofSeconds(5));
    bench.budget.hold("s2");
    Now.of(bench.budget.bind("s2", Bond.of("t1"), SECOND));

    bench.time.advance(Duration.ofSeconds(2));

    assertThat(bench.budget.holds("s2")).isFalse();
  }

  @Test
  void whileSlotsAreWantedAnEndIsFoundSooner() {
    learn();
    bench.budget.wanted = true;
    bench.submit("s1", "t1", Duration.ofSeconds(38));
    bench.time.advance(Duration.ofMillis(39_300));

    assertThat(bench.budget.holds("s1")).isFalse();
  }

  @Test
  void whileSlotsAreWantedLooksAreDealtOverTeams() {
    HashSet<String> looked = new HashSet<>();
    TaskBench poor = new TaskBench(TaskRules.defaults(), 20, 1);
    poor.budget.wanted = true;
    for (int i = 0; i < 50; i++) {
      String team = i < 48 ? "big" : i == 48 ? "small" : "tiny";
      String id = team + i;
      poor.upstream.run(id, Duration.ofMinutes(2));
      poor.upstream.script(
          id,
          () -> {
            looked.add(team);
            return new Reply.Failed(true, "timeout");
          });
      poor.accepted(team, "apixo", "s" + i, id);
    }

    poor.time.advance(Duration.ofSeconds(6));

    assertThat(poor.upstream.statusRequests).isLessThan(10);
    assertThat(looked).containsExactlyInAnyOrder("big", "small", "tiny");
  }

  @Test
  void aPollPullsTheNextLookForwardButNotBelowTheSpacing() {
    bench.submit("s1", "t1", Duration.ofMinutes(10));
    bench.time.advance(Duration.ofSeconds(200));
    int before = bench.upstream.statusRequests;
    bench.time.advance(Duration.ofSeconds(20));
    assertThat(bench.upstream.statusRequests - before).isLessThanOrEqualTo(1);

    int unpolled = bench.upstream.statusRequests;
    for (int i = 0; i < 80; i++) {
      bench.poll("red", "t1");
      bench.time.advance(Duration.ofMillis(250));
    }

    assertThat(bench.upstream.statusRequests - unpolled).isBetween(4, 10);
  }

  @Test
  void pollsPullNothingWhereNoTokenIsIdle() {
    bench.submit("s1", "t1", Duration.ofMinutes(10));
    bench.time.advance(Duration.ofSeconds(200));
    bench.budget.submitsWait = true;
    int before = bench.upstream.statusRequests;

    for (int i = 0; i < 80; i++) {
      bench.poll("red", "t1");
      bench.time.advance(Duration.ofMillis(250));
    }

    assertThat(bench.upstream.statusRequests - before).isLessThanOrEqualTo(1);
  }

  @Test
  void afterItStoppedNothingIsLookedAt() {
    bench.submit("s1", "t1", SECOND);
    bench.stop();

    bench.time.advance(Duration.ofMinutes(1));

    assertThat(bench.upstream.statusRequests).isZero();
  }

  private void learn() {
    for (int i = 0; i < 100; i++) {
      bench.paces.of("apixo", "flux2").learn(Duration.ofMillis(20_000 + 200 * i));
    }
  }
}
