package dev.sluice.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.KieDialect;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.RequestHead;
import dev.sluice.team.Team;
import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A task of a Kie upstream, asked for at both doors. */
class AcrossLanguagesTest {

  private static final String SUCCESS =
      "{'code':200,'msg':'success','data':{'taskId':'t1','model':'flux-2/pro','state':'success',"
          + "'resultJson':'{}','failCode':'','failMsg':'','costTime':4000,'createTime':5,"
          + "'completeTime':9,'creditsConsumed':6.0}}";
  private static final String SUCCESS_CALLED =
      "{'code':200,'msg':'Playground task completed successfully.','data':{'taskId':'t1',"
          + "'model':'flux-2/pro','state':'success','param':'{}','resultJson':'{}',"
          + "'failCode':null,'failMsg':null,'costTime':4,'createTime':5,'completeTime':9}}";
  private static final String SUCCESS_IN_APIXO =
      "{'code':200,'message':'success','data':{'taskId':'t1','state':'success','resultJson':'{}',"
          + "'costTime':4000,'createTime':5,'completeTime':9}}";

  private final TaskBench bench = new TaskBench();
  private final FakeUpstream kie = bench.add("kie");

  AcrossLanguagesTest() {
    kie.dialect = new KieDialect();
  }

  @Test
  void aTaskThatWasJustAcceptedWaitsInTheWordsOfEachDoor() {
    submit("apixo", "flux2");

    assertThat(poll("apixo"))
        .isEqualTo(
            text(
                "{'code':200,'message':'success','data':{'taskId':'t1','state':'pending',"
                    + "'createTime':1767225600000}}"));
    assertThat(poll("kie")).startsWith(text("{'code':200,'msg':'success'")).contains("waiting");
  }

  @Test
  void whatALookSawIsToldInTheWordsOfEachDoor() {
    submit("apixo", "flux2");
    kie.script("t1", () -> FakeUpstream.json(200, text(SUCCESS)));

    bench.time.advance(Duration.ofSeconds(10));

    assertThat(poll("apixo")).isEqualTo(text(SUCCESS_IN_APIXO));
    assertThat(poll("kie")).isEqualTo(text(SUCCESS));
    assertThat(bench.tasksCounted("success")).isEqualTo(1);
  }

  @Test
  void whatACallbackToldIsAnsweredAsAStatus() {
    submit("apixo", "flux2");

    assertThat(hear(Optional.of("d1"))).isEqualTo(Heard.HEARD);

    assertThat(poll("apixo")).isEqualTo(text(SUCCESS_IN_APIXO));
    assertThat(poll("kie"))
        .contains(text("'msg':'success'"), text("'costTime':4000"), text("'failCode':null"))
        .doesNotContain("param");
    TaskRecord record = (TaskRecord) Now.of(bench.store.find("t1")).orElseThrow();
    assertThat(record.last().called()).isTrue();
    assertThat(new String(record.last().body(), UTF_8)).contains("Playground");
    assertThat(bench.lateIn).as("the answer that its key stands for").containsExactly("apixo");
  }

  @Test
  void aSubmitOfWhichACallbackToldFirstRemembersWhatTheTeamSaid() {
    bench.budget.hold("s1", "red");

    assertThat(hear(Optional.empty())).isEqualTo(Heard.EARLY);

    TaskRecord record = (TaskRecord) Now.of(bench.store.find("t1")).orElseThrow();
    assertThat(record.asked()).contains(new Asked("apixo", "flux2"));
    assertThat(record.model()).isEqualTo("flux-2/pro");
  }

  @Test
  void aTaskWhoseEnvelopeIsGoneIsAskedForOnceAndToldAtBothDoors() {
    submit("kie", "flux-2/pro");
    bench.time.advance(Duration.ofSeconds(1));
    Now.of(
        bench.store.end(
            new TaskKey("kie", "t1"), new TaskEnd(TaskEnd.Cause.SUCCESS, 9), Optional.empty()));
    kie.script("t1", () -> FakeUpstream.json(200, text(SUCCESS)));

    assertThat(poll("apixo")).isEqualTo(text(SUCCESS_IN_APIXO));
    assertThat(poll("kie")).isEqualTo(text(SUCCESS));

    assertThat(kie.statusRequests).isEqualTo(1);
  }

  @Test
  void anIdThatNobodyKnowsWaitsInTheWordsOfTheDoorWhileNobodyCanTell() {
    var common = new TaskBench.Common();
    var replica = new TaskBench(common);
    common.far.away = true;

    assertThat(poll(replica, "kie"))
        .startsWith(text("{'code':200,'msg':'success'"))
        .contains(text("'state':'waiting'"));
    assertThat(poll(replica, "apixo"))
        .startsWith(text("{'code':200,'message':'success'"))
        .contains(text("'state':'pending'"));
  }

  @Test
  void aTaskOfWhichOnlyTheLeaseIsKnownIsOfTheUpstreamThatItNames() {
    var common = new TaskBench.Common();
    var one = new TaskBench(common);
    var other = new TaskBench(common);
    one.add("kie").dialect = new KieDialect();
    Now.of(one.submitting(head(Operation.SUBMIT, "apixo", "flux2", ""), "kie", "s1", "t1"));
    common.time.advance(Duration.ofSeconds(5));
    common.far.away = true;

    assertThat(poll(other, "kie"))
        .isEqualTo(
            text(
                "{'code':200,'msg':'success','data':{'taskId':'t1','state':'waiting',"
                    + "'createTime':1767225600000}}"));
    assertThat(poll(other, "apixo")).contains(text("'state':'pending'"));
  }

  private void submit(String door, String model) {
    Now.of(bench.submitting(head(Operation.SUBMIT, door, model, ""), "kie", "s1", "t1"));
  }

  private Heard hear(Optional<String> claim) {
    var submission =
        new Submission(
            "s1",
            "red",
            "kie",
            "flux-2/pro",
            "auto",
            7,
            Optional.empty(),
            claim,
            Optional.of(new Asked("apixo", "flux2")),
            Optional.empty());
    return Now.of(
        bench.callbacks.hear(submission, text(SUCCESS_CALLED).getBytes(UTF_8), id -> true));
  }

  private String poll(String door) {
    return poll(bench, door);
  }

  private static String poll(TaskBench replica, String door) {
    return TaskBench.body(
        replica.polling(head(Operation.STATUS, door, "any", "t1")).assertCompleted().getItem());
  }

  private static Passage head(Operation operation, String door, String model, String taskId) {
    return new Passage(
            new RequestHead(operation, "request", door, model, taskId, name -> Optional.empty()))
        .note(Team.class, new Team("red", List.of(), List.of(), true, false));
  }

  private static String text(String quoted) {
    return quoted.replace('\'', '"');
  }
}
