package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Claim;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.StatusWait;
import dev.sluice.upstream.Reply;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatusStageTest {

  private final TaskBench bench = new TaskBench();

  @Test
  void beforeTheFirstLookATaskReadsAsWaiting() {
    bench.submit("s1", "t1", Duration.ofSeconds(30));

    Relayed answer = (Relayed) bench.poll("red", "t1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("Cache-Status", "sluice; hit")
        .containsEntry("Content-Type", "application/json");
    assertThat(TaskBench.body(answer))
        .isEqualTo(
            "{\"code\":200,\"data\":{\"taskId\":\"t1\",\"state\":\"pending\","
                + "\"createTime\":1767225600000}}");
  }

  @Test
  void aPollCostsTheUpstreamNothing() {
    bench.submit("s1", "t1", Duration.ofSeconds(30));

    for (int i = 0; i < 1000; i++) {
      bench.poll("red", "t1");
    }

    assertThat(bench.upstream.statusRequests).isZero();
    assertThat(bench.budget.granted).isZero();
  }

  @Test
  void theLastEnvelopeIsAnsweredByteForByte() {
    String odd =
        "{ \"code\":200,\"data\":{\"taskId\":\"t1\",\"state\":\"processing_r2\",\"x\":1.0} }";
    bench.submit("s1", "t1", Duration.ofSeconds(30));
    bench.upstream.script("t1", () -> FakeUpstream.json(200, odd));

    bench.time.advance(Duration.ofSeconds(4));

    assertThat(bench.pollBody("red", "t1")).isEqualTo(odd);
  }

  @Test
  void aTaskOfAnotherTeamIsAnsweredLikeOneThatDoesNotExist() {
    bench.submit("s1", "t1", Duration.ofSeconds(30));

    Refused foreign = (Refused) bench.poll("blue", "t1");
    Refused unknown = (Refused) bench.poll("blue", "no-such-task");

    assertThat(foreign.refusal()).isEqualTo(unknown.refusal());
    assertThat(foreign.refusal().reason()).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void aWaitIsHeldUntilTheTaskEnds() {
    bench.submit("s1", "t1", Duration.ofSeconds(10));

    UniAssertSubscriber<Answer> client = bench.waiting("red", "t1", Duration.ofSeconds(60));
    bench.time.advance(Duration.ofSeconds(9));
    client.assertNotTerminated();
    bench.time.advance(Duration.ofSeconds(4));

    Relayed answer = (Relayed) client.assertCompleted().getItem();
    assertThat(TaskBench.body(answer)).contains("success");
    assertThat(answer.headers()).containsEntry("Preference-Applied", "wait=60");
    assertThat(bench.waiters.waiting()).isZero();
  }

  @Test
  void aWaitEndsWithItsTime() {
    bench.submit("s1", "t1", Duration.ofSeconds(100));

    UniAssertSubscriber<Answer> client = bench.waiting("red", "t1", Duration.ofSeconds(7));
    bench.time.advance(Duration.ofSeconds(7));

    Relayed answer = (Relayed) client.assertCompleted().getItem();
    assertThat(TaskBench.body(answer)).contains("processing");
    assertThat(answer.headers()).containsEntry("Preference-Applied", "wait=7");
    assertThat(bench.waiters.waiting()).isZero();
  }

  @Test
  void anEndedTaskIsNotWaitedFor() {
    bench.submit("s1", "t1", Duration.ofSeconds(1));
    bench.time.advance(Duration.ofSeconds(5));

    Answer answer = bench.waiting("red", "t1", Duration.ofSeconds(60)).assertCompleted().getItem();

    assertThat(TaskBench.body(answer)).contains("success");
  }

  @Test
  void aClientThatLeavesGivesItsPlaceBack() {
    bench.submit("s1", "t1", Duration.ofSeconds(100));
    Passage passage =
        bench
            .passage(Operation.STATUS, "red", "t1")
            .note(StatusWait.class, new StatusWait(Duration.ofSeconds(60)));
    bench.polling(passage);
    UniAssertSubscriber<Answer> cancelled = bench.waiting("red", "t1", Duration.ofSeconds(60));
    assertThat(bench.waiters.waiting()).isEqualTo(2);

    passage.depart();
    cancelled.cancel();

    assertThat(bench.waiters.waiting()).isZero();
  }

  @Test
  void whereAllPlacesAreTakenTheAnswerComesAtOnce() {
    bench.submit("s1", "t1", Duration.ofSeconds(100));
    bench.waiting("red", "t1", Duration.ofSeconds(60)).assertNotTerminated();
    bench.waiting("red", "t1", Duration.ofSeconds(60)).assertNotTerminated();

    UniAssertSubscriber<Answer> third = bench.waiting("red", "t1", Duration.ofSeconds(60));

    Relayed answer = (Relayed) third.assertCompleted().getItem();
    assertThat(answer.headers()).doesNotContainKey("Preference-Applied");
    assertThat(bench.waiters.waiting()).isEqualTo(2);
  }

  @Test
  void aGatewayAboutToStopHoldsNobody() {
    bench.submit("s1", "t1", Duration.ofSeconds(100));
    UniAssertSubscriber<Answer> held = bench.waiting("red", "t1", Duration.ofSeconds(60));

    bench.waiters.close();

    held.assertCompleted();
    bench.waiting("red", "t1", Duration.ofSeconds(60)).assertCompleted();
    assertThat(bench.waiters.waiting()).isZero();
  }

  @Test
  void aDroppedEnvelopeIsAskedOfTheUpstreamForOneToken() {
    drop();
    int before = bench.upstream.statusRequests;

    assertThat(bench.pollBody("red", "t1")).contains("success");
    assertThat(bench.pollBody("red", "t1")).contains("success");

    assertThat(bench.upstream.statusRequests).isEqualTo(before + 1);
    assertThat(bench.poll("blue", "t1")).isInstanceOf(Refused.class);
  }

  @Test
  void aDroppedEnvelopeWithoutATokenIsUnavailableAndSaysWhenToComeBack() {
    drop();
    bench.budget.submitsWait = true;
    takeWatchTokens();

    Refused refused = (Refused) bench.poll("red", "t1");

    assertThat(refused.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refused.refusal().retryAfter()).contains(Duration.ofMillis(1500));
  }

  @Test
  void aDroppedEnvelopeThatIsRefusedForLimitsInsideOfAGoodAnswerPausesTheBudget() {
    drop();
    bench.upstream.script("t1", () -> FakeUpstream.json(200, "{\"code\":429}"));

    bench.poll("red", "t1");

    assertThat(bench.budget.refusals).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void anUnreachableUpstreamIsToldApartFromASilentOne() {
    drop();
    bench.upstream.script("t1", () -> new Reply.Failed(false, "refused"));
    Refused unreachable = (Refused) bench.poll("red", "t1");
    bench.time.advance(Duration.ofSeconds(3));
    bench.upstream.script("t1", () -> new Reply.Failed(true, "timeout"));
    Refused silent = (Refused) bench.poll("red", "t1");

    assertThat(unreachable.refusal().reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(silent.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  private void drop() {
    bench.submit("s1", "t1", Duration.ofSeconds(1));
    bench.time.advance(Duration.ofSeconds(10));
    bench.stop();
    bench.time.advance(Duration.ofHours(25));
    bench.store.sweep();
  }

  private void takeWatchTokens() {
    for (int i = 0; i < 10; i++) {
      bench
          .budget
          .acquire(new Claim("x" + i, Budget.WATCH, Claim.Need.TOKEN), Duration.ZERO)
          .await()
          .indefinitely();
    }
  }
}
