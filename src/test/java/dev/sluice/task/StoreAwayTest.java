package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Standing;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Refused;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Law G5: what polls and ends come to while the store cannot be asked. */
class StoreAwayTest {

  private final TaskBench.Common common = new TaskBench.Common();
  private final TaskBench one = new TaskBench(common);
  private final TaskBench other = new TaskBench(common);

  @Test
  void pollsAreAnsweredFromWhatIsKnownHowOldEverItIs() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    pass(Duration.ofSeconds(5));
    other.poll("red", "t1");
    common.far.away = true;

    pass(Duration.ofSeconds(30));

    assertThat(one.pollBody("red", "t1")).contains("processing");
    assertThat(other.pollBody("red", "t1")).contains("processing");
  }

  @Test
  void aTeamsOwnTaskOfWhichOnlyTheLeaseIsKnownReadsAsWaiting() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    pass(Duration.ofSeconds(5));
    common.far.away = true;

    assertThat(other.pollBody("red", "t1"))
        .isEqualTo(
            "{\"code\":200,\"data\":{\"taskId\":\"t1\",\"state\":\"pending\","
                + "\"createTime\":1767225600000}}");
  }

  @Test
  void nothingIsDisclosedOfOthersTasksAndTheUnknownReadAsWaiting() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    one.submit("s2", "t2", Duration.ofSeconds(1));
    pass(Duration.ofSeconds(10));
    other.poll("red", "t2");
    common.far.away = true;

    String unknown = other.pollBody("blue", "xx");
    assertThat(unknown).contains("\"state\":\"pending\"", "\"taskId\":\"xx\"");
    for (TaskBench replica : new TaskBench[] {one, other}) {
      for (String foreign : new String[] {"t1", "t2"}) {
        assertThat(replica.pollBody("blue", foreign)).isEqualTo(unknown.replace("xx", foreign));
      }
    }
    common.far.away = false;
    pass(Certainty.QUIET);
    assertThat(other.poll("blue", "xx")).isInstanceOf(Refused.class);
    assertThat(other.poll("blue", "t1")).isInstanceOf(Refused.class);
  }

  @Test
  void nothingIsNotFoundUntilTheStoreHasBeenThereForAWhile() {
    common.far.away = true;
    assertThat(other.pollBody("red", "t1")).contains("pending");
    common.far.away = false;

    pass(Duration.ofSeconds(4));
    assertThat(other.pollBody("red", "t1")).contains("pending");
    pass(Duration.ofSeconds(1));
    assertThat(other.poll("red", "t1")).isInstanceOf(Refused.class);
  }

  @Test
  void anAbsenceThatNoPollHasMetIsHeededAsWell() {
    common.far.away = true;
    pass(Duration.ofSeconds(2));
    common.far.away = false;

    assertThat(other.pollBody("red", "t1")).contains("pending");
  }

  @Test
  void nothingIsNotFoundWhileALedgerDoesNotServe() {
    for (Standing.Mode mode : new Standing.Mode[] {Standing.Mode.RECOVERING, Standing.Mode.LOST}) {
      common.budget.standing = new Standing(mode, "");
      assertThat(other.pollBody("red", "t1")).contains("pending");
    }
    common.budget.standing = Standing.SERVING;
    assertThat(other.poll("red", "t1")).isInstanceOf(Refused.class);
  }

  @Test
  void nothingIsNotFoundWhileAnotherReplicaMayHaveATaskOfTheTeamThatItCouldNotTell() {
    common.budget.hold("s1");
    common.budget.owned("s1", one.seat);
    assertThat(other.poll("red", "t1")).isInstanceOf(Refused.class);

    pass(Duration.ofMillis(1100));
    assertThat(other.pollBody("red", "t1")).contains("pending");
    assertThat(other.poll("blue", "t1")).isInstanceOf(Refused.class);
    assertThat(one.poll("red", "t1")).as("the holder itself knows").isInstanceOf(Refused.class);

    common.budget.hold("s1");
    common.budget.unknown("s1");
    assertThat(other.pollBody("red", "t1")).contains("pending");
  }

  @Test
  void aTaskThatWasSubmittedMeanwhileIsAnsweredAndKeptAsSoonAsThereIsAStore() {
    common.far.away = true;

    Answer answer = one.submit("s1", "t1", Duration.ofMinutes(5));

    assertThat(TaskBench.body(answer)).contains("t1");
    assertThat(one.pollBody("red", "t1")).contains("pending");
    pass(Duration.ofSeconds(10));
    common.far.away = false;
    pass(Duration.ofSeconds(2));
    assertThat(Now.of(common.far.find("t1"))).isPresent();
    assertThat(other.pollBody("red", "t1")).contains("processing");
  }

  @Test
  void aLedgerThatCannotConfirmTheBondKeepsNoAnswerBack() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    common.named.put("second", new FakeUpstream(common.time, "second"));
    common.budget.bindFails = true;

    String answer = TaskBench.body(one.accepted("blue", "second", "s2", "t1"));

    assertThat(answer).contains("\"sl_");
    assertThat(one.open.bySlot("s2")).isPresent();
  }

  @Test
  void recordsAreWrittenAgainAsSoonAsALedgerThatForgotRecovers() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    common.far.wipe(new MemoryTaskStore(common.rules, 1000, common.time));
    common.budget.standing = new Standing(Standing.Mode.RECOVERING, "");

    pass(Duration.ofSeconds(1));

    assertThat(one.upstream.statusRequests).isZero();
    assertThat(Now.of(common.far.find("t1"))).isPresent();
  }

  @Test
  void aBindWhoseAnswerWasLostIsNotBoundTwice() {
    common.far.deaf = true;
    one.submit("s1", "t1", Duration.ofMinutes(5));
    common.far.deaf = false;

    pass(Duration.ofSeconds(10));

    assertThat(one.pollBody("red", "t1")).contains("processing");
    assertThat(common.budget.holds("s1")).isTrue();
  }

  @Test
  void anEndIsNoEndBeforeItIsCommittedAndTheSlotStays() {
    one.submit("s1", "t1", Duration.ofSeconds(5));
    pass(Duration.ofSeconds(4));
    common.far.away = true;
    pass(Duration.ofSeconds(10));
    int looks = one.upstream.statusRequests;

    pass(Duration.ofSeconds(20));
    assertThat(one.pollBody("red", "t1")).contains("processing");
    assertThat(common.budget.holds("s1")).isTrue();
    assertThat(one.upstream.statusRequests).isEqualTo(looks);
    common.far.away = false;
    pass(Duration.ofSeconds(2));

    assertThat(one.pollBody("red", "t1")).contains("success");
    assertThat(common.budget.holds("s1")).isFalse();
    assertThat(counted()).isEqualTo(1);
    assertThat(one.tasksCounted("success")).isEqualTo(1);
  }

  @Test
  void anEndWhoseAnswerWasLostIsPaidOnce() {
    one.submit("s1", "t1", Duration.ofSeconds(5));
    pass(Duration.ofSeconds(4));
    common.far.deaf = true;
    pass(Duration.ofSeconds(10));
    common.far.deaf = false;

    pass(Duration.ofSeconds(5));

    assertThat(one.pollBody("red", "t1")).contains("success");
    assertThat(common.budget.holds("s1")).isFalse();
    assertThat(counted()).isEqualTo(1);
  }

  @Test
  void aTaskThatWasSubmittedAndEndedMeanwhileIsCountedWhenThereIsAStore() {
    common.far.away = true;
    one.submit("s1", "t1", Duration.ofSeconds(2));
    pass(Duration.ofSeconds(10));
    common.far.away = false;

    pass(Duration.ofSeconds(2));

    assertThat(other.pollBody("red", "t1")).contains("success");
    assertThat(counted()).isEqualTo(1);
    assertThat(common.budget.holds("s1")).isFalse();
  }

  @Test
  void aHeldPollIsAnsweredAtTheLatestWithItsTime() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    other.poll("red", "t1");
    UniAssertSubscriber<Answer> client = other.waiting("red", "t1", Duration.ofSeconds(7));
    common.far.away = true;

    pass(Duration.ofSeconds(7));

    assertThat(TaskBench.body(client.assertCompleted().getItem())).contains("pending");
  }

  private void pass(Duration howLong) {
    common.time.advance(howLong);
  }

  private long counted() {
    return Now.of(common.usage.of("red", LocalDate.of(2026, 1, 1))).stream()
        .mapToLong(Usage::tasks)
        .sum();
  }
}
