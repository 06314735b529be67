package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Started;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TaskStageTest {

  private final TaskBench bench = new TaskBench();

  @Test
  void anAcceptedTaskIsRecordedAndItsSlotBoundAndTheAnswerIsUntouched() {
    Answer answer = bench.submit("s1", "t1", Duration.ofSeconds(5));

    assertThat(TaskBench.body(answer)).isEqualTo("{\"code\":200, \"data\":{\"taskId\":\"t1\"} }");
    assertThat(bench.open.bySlot("s1")).isPresent();
    assertThat(bench.tasksCounted("submitted")).isEqualTo(1);
    assertThat(Now.of(bench.budget.leases()).get(0).taskId()).isEqualTo("t1");
  }

  @Test
  void whatStartedNothingIsNotRecorded() {
    for (Started started : new Started[] {Started.NO, Started.UNKNOWN, Started.NEVER_SENT}) {
      bench
          .submitting("red", "apixo", "s1", "t1", started, TaskBench.accepted("t1"))
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create())
          .assertCompleted();
    }

    assertThat(((FaultyStore) bench.store).size()).isZero();
    assertThat(bench.open.size()).isZero();
  }

  @Test
  void aSecondSubmitWithTheSameTaskIdChangesNothingAndGivesItsSlotBack() {
    bench.submit("s1", "t1", Duration.ofSeconds(5));

    bench.accepted("blue", "apixo", "s2", "t1");

    assertThat(bench.budget.holds("s1")).isTrue();
    assertThat(bench.budget.holds("s2")).isFalse();
    assertThat(bench.poll("blue", "t1")).isInstanceOf(Refused.class);
    assertThat(bench.pollBody("red", "t1")).contains("pending");
  }

  @Test
  void theAnswerOfSuchASubmitDoesNotWaitForTheRelease() {
    bench.submit("s1", "t1", Duration.ofSeconds(5));
    bench.budget.releaseHangs = true;

    assertThat(TaskBench.body(bench.accepted("blue", "apixo", "s2", "t1"))).contains("t1");
  }

  @Test
  void aTaskIdOfTwoUpstreamsReachesTheSecondTeamAsAnAlias() {
    FakeUpstream other = bench.add("other");
    bench.submit("s1", "t1", Duration.ofSeconds(50));
    other.run("t1", Duration.ofSeconds(2));

    String answer = TaskBench.body(bench.accepted("blue", "other", "s2", "t1"));

    String alias = answer.replaceAll(".*\"(sl_[0-9a-f]{32})\".*", "$1");
    assertThat(answer).isEqualTo("{\"code\":200, \"data\":{\"taskId\":\"" + alias + "\"} }");
    assertThat(bench.pollBody("blue", alias)).contains("\"taskId\":\"" + alias + "\"");
    bench.time.advance(Duration.ofSeconds(5));
    assertThat(bench.pollBody("blue", alias))
        .contains("\"state\":\"success\"", "\"taskId\":\"" + alias + "\"");
    assertThat(bench.pollBody("red", "t1")).contains("processing");
  }

  @Test
  void aClientThatLeavesAfterSendingLosesNothing() {
    AtomicReference<UniEmitter<? super Answer>> upstream = new AtomicReference<>();
    bench.upstream.run("t1", Duration.ofSeconds(5));
    UniAssertSubscriber<Answer> client =
        bench
            .submitting(
                "red",
                "apixo",
                "s1",
                "t1",
                Started.YES,
                Uni.createFrom().emitter(emitter -> upstream.set(emitter)))
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());

    client.cancel();
    upstream.get().complete(Now.of(TaskBench.accepted("t1")));

    assertThat(bench.pollBody("red", "t1")).contains("pending");
    assertThat(bench.open.bySlot("s1")).isPresent();
  }

  @Test
  void aTaskWhoseSlotIsGoneIsWatchedAllTheSame() {
    bench.submit("s1", "t1", Duration.ofSeconds(5));
    Now.of(bench.budget.release("s1"));

    bench.time.advance(Duration.ofSeconds(30));

    assertThat(bench.pollBody("red", "t1")).contains("success");
    assertThat(bench.open.size()).isZero();
  }
}
