package dev.sluice.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Ending;
import dev.sluice.passage.Refused;
import dev.sluice.testing.Now;
import dev.sluice.upstream.Reply;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callbacks that are believed only when the upstream says the same when it is asked. */
class DoubtedCallbacksTest {

  private final TaskBench bench = new TaskBench();

  @BeforeEach
  void aTokenIsThere() {
    bench.time.advance(Duration.ofSeconds(1));
  }

  @Test
  void inDoubtOnlyWhatTheUpstreamSaysWhenAskedIsBelieved() {
    bench.submit("s1", "t1", Duration.ofSeconds(3));
    assertThat(doubtful("s1", body("t1", "failed"))).isEqualTo(Heard.RUNNING);
    assertThat(bench.budget.holds("s1")).isTrue();
    bench.time.jump(Duration.ofSeconds(4));

    assertThat(doubtful("s1", body("t1", "failed"))).isEqualTo(Heard.HEARD);

    assertThat(bench.pollBody("red", "t1")).contains("success", "costTime");
    assertThat(bench.upstream.statusRequests).isEqualTo(2);
    assertThat(bench.budget.settled.values()).containsOnly(Ending.STARTED_NOTHING);
    assertThat(bench.budget.settled).hasSize(2);
  }

  @Test
  void inDoubtATaskThatTheUpstreamDoesNotKnowIsBoundToNoSlot() {
    bench.budget.hold("s1");

    assertThat(doubtful("s1", body("made-up", "success"))).isEqualTo(Heard.MISMATCH);

    assertThat(bench.budget.bound()).isEmpty();
    assertThat(bench.poll("red", "made-up")).isInstanceOf(Refused.class);
  }

  @Test
  void inDoubtATaskThatStillRunsIsBoundToItsSlotAndWatched() {
    bench.budget.hold("s1");
    bench.budget.unknown("s1");
    bench.upstream.run("t1", Duration.ofSeconds(20));

    Submission claimed = TaskBench.claimed("s1");

    assertThat(Now.of(bench.doubtful.hear(claimed, bytes(body("t1", "success")), id -> true)))
        .isEqualTo(Heard.RUNNING);

    assertThat(bench.late).containsExactly("red d1 apixo t1");
    assertThat(bench.budget.bound()).containsExactly("s1");
    assertThat(bench.pollBody("red", "t1")).contains("pending");
    bench.time.advance(Duration.ofSeconds(40));
    assertThat(bench.pollBody("red", "t1")).contains("success");
    assertThat(bench.budget.holds("s1")).isFalse();
  }

  @Test
  void inDoubtATaskThatRunsIsBoundToNoSlotThatHasEnded() {
    bench.upstream.run("t1", Duration.ofSeconds(20));

    assertThat(doubtful("gone", body("t1", "success"))).isEqualTo(Heard.LATE);

    assertThat(bench.poll("red", "t1")).isInstanceOf(Refused.class);
  }

  @Test
  void inDoubtWithoutATokenOrAnAnswerItIsToComeAgain() {
    bench.submit("s1", "t1", Duration.ofSeconds(1));
    bench.upstream.script("t1", () -> new Reply.Failed(true, "timeout"));
    assertThat(doubtful("s1", body("t1", "success"))).isEqualTo(Heard.NOT_NOW);
    TaskBench poor = new TaskBench(TaskRules.defaults(), 0, 0);
    poor.submit("s1", "t1", Duration.ofSeconds(1));

    assertThat(
            Now.of(
                poor.doubtful.hear(
                    TaskBench.submission("s1"), bytes(body("t1", "success")), id -> true)))
        .isEqualTo(Heard.NOT_NOW);

    assertThat(bench.budget.holds("s1")).isTrue();
    assertThat(poor.budget.holds("s1")).isTrue();
  }

  private Heard doubtful(String slot, String body) {
    return Now.of(bench.doubtful.hear(TaskBench.submission(slot), bytes(body), id -> true));
  }

  private static String body(String taskId, String state) {
    return "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"%s\",\"state\":\"%s\"}}"
        .formatted(taskId, state);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
