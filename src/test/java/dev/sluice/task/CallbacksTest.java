package dev.sluice.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Started;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallbacksTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final TaskBench bench = new TaskBench();

  @Test
  void anEndThatIsHeardEndsItsTaskAtNoCostToTheUpstream() {
    bench.submit("s1", "t1", LONG);
    var waiting = bench.waiting("red", "t1", Duration.ofSeconds(30));
    bench.time.advance(Duration.ofSeconds(1));

    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.HEARD);

    assertThat(TaskBench.body(waiting.assertCompleted().getItem())).isEqualTo(success("t1"));
    assertThat(bench.pollBody("red", "t1")).isEqualTo(success("t1"));
    assertThat(bench.budget.released).containsExactly("s1");
    assertThat(bench.tasksCounted("success")).isEqualTo(1);
    assertThat(bench.registry.find("sluice.task").timer().count()).isEqualTo(1);
    assertThat(bench.open.size()).isZero();
    bench.time.advance(Duration.ofMinutes(10));
    assertThat(bench.upstream.statusRequests).isZero();
    assertThat(bench.budget.released).containsExactly("s1");
  }

  @Test
  void aReplicaThatWatchesNothingEndsATaskOfAnother() {
    TaskBench.Common common = new TaskBench.Common();
    TaskBench watching = new TaskBench(common);
    TaskBench hearing = new TaskBench(common);
    watching.submit("s1", "t1", LONG);

    assertThat(Now.of(hearing.callbacks.hear(of("s1", "red"), bytes(success("t1")), id -> true)))
        .isEqualTo(Heard.HEARD);

    assertThat(common.budget.holds("s1")).isFalse();
    assertThat(hearing.pollBody("red", "t1")).isEqualTo(success("t1"));
    common.time.advance(Duration.ofSeconds(40));
    assertThat(watching.open.size()).isZero();
    assertThat(watching.pollBody("red", "t1")).isEqualTo(success("t1"));
    assertThat(common.budget.released).containsExactly("s1");
    assertThat(watching.tasksCounted("success") + hearing.tasksCounted("success")).isEqualTo(1);
  }

  @Test
  void aFailureThatIsHeardEndsItToo() {
    bench.submit("s1", "t1", LONG);

    assertThat(hear("s1", body("t1", "failed"))).isEqualTo(Heard.HEARD);

    assertThat(bench.tasksCounted("failed")).isEqualTo(1);
  }

  @Test
  void theSameOnceMoreChangesNothing() {
    bench.submit("s1", "t1", LONG);
    hear("s1", success("t1"));

    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.DUPLICATE);
    assertThat(hear("s1", body("t1", "failed"))).isEqualTo(Heard.DUPLICATE);

    assertThat(bench.pollBody("red", "t1")).isEqualTo(success("t1"));
    assertThat(bench.tasksCounted("success") + bench.tasksCounted("failed")).isEqualTo(1);
  }

  @Test
  void oneThatComesAfterALookHasSeenTheEndChangesNothing() {
    bench.submit("s1", "t1", Duration.ofSeconds(4));
    bench.time.advance(Duration.ofSeconds(10));
    String seen = bench.pollBody("red", "t1");

    assertThat(hear("s1", body("t1", "failed"))).isEqualTo(Heard.DUPLICATE);

    assertThat(bench.pollBody("red", "t1")).isEqualTo(seen).contains("success");
    assertThat(bench.tasksCounted("success")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"code\":200,\"data\":{\"taskId\":\"t1\",\"state\":\"processing\"}}|RUNNING",
        "{\"code\":200,\"data\":{\"taskId\":\"t1\",\"state\":\"processing_r2\"}}|RUNNING",
        "{\"code\":200,\"data\":{\"taskId\":\"t1\"}}|RUNNING",
        "{\"code\":200,\"data\":{\"state\":\"success\"}}|MALFORMED",
        "<html>|MALFORMED",
        "``|MALFORMED"
      })
  void whatIsNoEndChangesNothing(String said, Heard heard) {
    bench.submit("s1", "t1", LONG);

    assertThat(hear("s1", said)).isEqualTo(heard);

    assertThat(bench.pollBody("red", "t1")).contains("pending");
    assertThat(bench.budget.holds("s1")).isTrue();
  }

  @Test
  void oneOfAnotherSlotOrTeamChangesNothing() {
    bench.submit("s1", "t1", LONG);
    bench.submit("s2", "t2", LONG);

    assertThat(hear("s2", success("t1"))).isEqualTo(Heard.MISMATCH);
    assertThat(hear(of("s1", "blue"), success("t1"))).isEqualTo(Heard.MISMATCH);
    assertThat(hear("s1", success("unheard-of"))).isEqualTo(Heard.MISMATCH);
    assertThat(hear(of("s1", "red", "gone"), success("t1"))).isEqualTo(Heard.MISMATCH);

    assertThat(bench.budget.holds("s1")).isTrue();
    assertThat(bench.budget.holds("s2")).isTrue();
    assertThat(bench.pollBody("red", "t1")).contains("pending");
    assertThat(bench.poll("red", "unheard-of")).isInstanceOf(Refused.class);
  }

  @Test
  void oneThatItsUpstreamDidNotSignChangesNothing() {
    bench.submit("s1", "t1", LONG);

    assertThat(Now.of(bench.callbacks.hear(of("s1", "red"), bytes(success("t1")), "t2"::equals)))
        .isEqualTo(Heard.MISMATCH);

    assertThat(bench.budget.holds("s1")).isTrue();
  }

  @Test
  void oneThatNamesAnEndedTaskFreesNoOtherSlot() {
    bench.submit("s1", "t1", LONG);
    bench.submit("s2", "t2", LONG);
    hear("s1", success("t1"));

    assertThat(hear("s2", success("t1"))).isEqualTo(Heard.MISMATCH);

    assertThat(bench.budget.holds("s2")).isTrue();
  }

  @Test
  void ofATaskWhoseRecordIsDroppedNoSlotIsFreed() {
    TaskBench forgetful = new TaskBench(rules(Duration.ZERO), 163.6, 50);
    forgetful.submit("s1", "t1", LONG);
    forgetful.submit("s2", "t2", LONG);
    assertThat(Now.of(forgetful.callbacks.hear(of("s1", "red"), bytes(success("t1")), id -> true)))
        .isEqualTo(Heard.HEARD);
    forgetful.time.advance(Duration.ofSeconds(2));

    assertThat(Now.of(forgetful.callbacks.hear(of("s2", "red"), bytes(success("t1")), id -> true)))
        .isEqualTo(Heard.DUPLICATE);

    assertThat(forgetful.budget.holds("s2")).isTrue();
  }

  @Test
  void ofATaskWhoseRecordIsDroppedNoKeyIsAnswered() {
    TaskBench forgetful = new TaskBench(rules(Duration.ZERO), 163.6, 50);
    forgetful.submit("s1", "t1", LONG);
    Now.of(forgetful.callbacks.hear(of("s1", "red"), bytes(success("t1")), id -> true));
    forgetful.time.advance(Duration.ofSeconds(2));

    assertThat(
            Now.of(
                forgetful.callbacks.hear(
                    TaskBench.claimed("s2"), bytes(success("t1")), id -> true)))
        .isEqualTo(Heard.DUPLICATE);

    assertThat(forgetful.late).isEmpty();
  }

  @Test
  void oneForASubmitWhoseOutcomeIsUnknownBindsItsTaskAndEndsIt() {
    bench.budget.hold("s1");
    bench.budget.unknown("s1");
    Submission asking = of("s1", "red", "apixo", Optional.of("https://red.example/x"));

    assertThat(hear(asking, success("t1"))).isEqualTo(Heard.EARLY);

    assertThat(bench.budget.holds("s1")).isFalse();
    assertThat(bench.pollBody("red", "t1")).isEqualTo(success("t1"));
    assertThat(bench.poll("blue", "t1")).isInstanceOf(Refused.class);
    assertThat(bench.tasksCounted("submitted")).isEqualTo(1);
    assertThat(bench.tasksCounted("success")).isEqualTo(1);
    assertThat(hear(asking, success("t1"))).isEqualTo(Heard.DUPLICATE);
    TaskRecord kept = (TaskRecord) Now.of(bench.store.find(new TaskKey("apixo", "t1"))).get();
    assertThat(kept.origin().callback()).contains("https://red.example/x");
    assertThat(kept.acceptedMillis()).isEqualTo(asking.sentMillis());
  }

  @Test
  void oneThatComesBeforeTheSubmitsOwnAnswerLeavesTheAnswerAsItIs() {
    AtomicReference<UniEmitter<? super Answer>> answering = new AtomicReference<>();
    UniAssertSubscriber<Answer> client =
        bench
            .submitting(
                "red",
                "apixo",
                "s1",
                "t1",
                Started.YES,
                Uni.createFrom().emitter(out -> answering.set(out)))
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());

    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.EARLY);
    answering.get().complete(Now.of(TaskBench.accepted("t1")));

    assertThat(TaskBench.body(client.assertCompleted().getItem()))
        .isEqualTo("{\"code\":200, \"data\":{\"taskId\":\"t1\"} }");
    assertThat(bench.pollBody("red", "t1")).isEqualTo(success("t1"));
    assertThat(bench.budget.released).containsExactly("s1");
    assertThat(bench.open.size()).isZero();
    assertThat(bench.tasksCounted("submitted")).isEqualTo(1);
    assertThat(bench.tasksCounted("success")).isEqualTo(1);
  }

  @Test
  void oneThatComesBeforeTheAnswerKnowsItsTaskByTheSameAlias() {
    bench.add("other");
    bench.submit("s1", "t1", LONG);
    AtomicReference<UniEmitter<? super Answer>> answering = new AtomicReference<>();
    UniAssertSubscriber<Answer> client =
        bench
            .submitting(
                "blue",
                "other",
                "s2",
                "t1",
                Started.YES,
                Uni.createFrom().emitter(out -> answering.set(out)))
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());

    assertThat(hear(of("s2", "blue", "other"), success("t1"))).isEqualTo(Heard.EARLY);
    answering.get().complete(Now.of(TaskBench.accepted("t1")));

    String alias =
        TaskBench.body(client.assertCompleted().getItem())
            .replaceAll(".*\"(sl_[0-9a-f]{32})\".*", "$1");
    assertThat(bench.pollBody("blue", alias)).contains(alias, "success");
    assertThat(bench.pollBody("red", "t1")).contains("pending");
  }

  @Test
  void oneThatComesAfterItsSlotHasEndedMakesNothing() {
    bench.budget.hold("s1");
    Now.of(bench.budget.release("s1"));

    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.LATE);
    assertThat(hear("never-granted", success("t2"))).isEqualTo(Heard.LATE);

    assertThat(bench.poll("red", "t1")).isInstanceOf(Refused.class);
    assertThat(bench.budget.slots()).isZero();
    assertThat(bench.tasksCounted("submitted")).isZero();
  }

  @Test
  void theEndOfATaskThatIsStillOwedIsPaidByTheNextOne() {
    bench.submit("s1", "t1", LONG);
    TaskKey key = new TaskKey("apixo", "t1");
    Now.of(
        bench.store.end(
            key,
            new TaskEnd(TaskEnd.Cause.SUCCESS, 1),
            Optional.of(new Spoken(200, bytes(success("t1"))))));
    assertThat(Now.of(bench.store.owed(key))).isPresent();

    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.DUPLICATE);

    assertThat(Now.of(bench.store.owed(key))).isEmpty();
    assertThat(bench.budget.released).contains("s1");
  }

  @Test
  void whereTheStoreIsAwayItIsToComeAgainAndNothingIsLost() {
    bench.submit("s1", "t1", LONG);
    ((FaultyStore) bench.store).away = true;
    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.NOT_NOW);
    assertThat(bench.budget.holds("s1")).isTrue();

    ((FaultyStore) bench.store).away = false;

    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.HEARD);
  }

  @Test
  void whereTheLedgerDoesNotAnswerItIsToComeAgainAndNothingIsMade() {
    bench.budget.hold("s1");
    bench.budget.unknown("s1");
    bench.budget.bindFails = true;
    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.NOT_NOW);
    assertThat(bench.poll("red", "t1")).isInstanceOf(Refused.class);

    bench.budget.bindFails = false;

    assertThat(hear("s1", success("t1"))).isEqualTo(Heard.EARLY);
  }

  @Test
  void whoKeepsTheAnswersOfClaimsIsToldOfTheTask() {
    bench.budget.hold("s1");
    bench.budget.unknown("s1");
    Submission claimed = TaskBench.claimed("s1");
    bench.lateKept = Uni.createFrom().failure(new IllegalStateException("not now"));
    assertThat(hear(claimed, success("t1"))).isEqualTo(Heard.NOT_NOW);
    assertThat(bench.budget.holds("s1")).isTrue();

    bench.lateKept = Uni.createFrom().voidItem();
    assertThat(hear(claimed, success("t1"))).isEqualTo(Heard.HEARD);

    assertThat(bench.late).containsExactly("red d1 apixo t1");
    assertThat(bench.pollBody("red", "t1")).isEqualTo(success("t1"));
  }

  private Heard hear(String slot, String body) {
    return hear(of(slot, "red"), body);
  }

  private Heard hear(Submission submission, String body) {
    return Now.of(bench.callbacks.hear(submission, bytes(body), id -> true));
  }

  private Submission of(String slot, String team) {
    return of(slot, team, "apixo");
  }

  private Submission of(String slot, String team, String upstream) {
    return of(slot, team, upstream, Optional.empty());
  }

  private Submission of(String slot, String team, String upstream, Optional<String> callback) {
    long now = bench.time.clock().millis();
    return new Submission(
        slot,
        team,
        upstream,
        "flux2",
        "auto",
        now,
        callback,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static TaskRules rules(Duration retention) {
    TaskRules usual = TaskRules.defaults();
    return new TaskRules(
        retention,
        usual.memoryRecords(),
        usual.maxAge(),
        usual.maxAges(),
        usual.pace(),
        usual.unknownHold());
  }

  private static String success(String taskId) {
    return body(taskId, "success");
  }

  private static String body(String taskId, String state) {
    return "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"%s\",\"state\":\"%s\"}}"
        .formatted(taskId, state);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
