package dev.sluice.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.routing.PinnedUpstream;
import dev.sluice.routing.Provider;
import dev.sluice.team.Team;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlierTaskStageTest {

  private final TaskBench.Common common = new TaskBench.Common();
  private final TaskBench bench = new TaskBench(common);
  private final EarlierTaskStage stage = new EarlierTaskStage(bench.store, bench.recollection);

  @Test
  void aTaskOfTheTeamsOwnGoesToTheUpstreamThatMadeIt() {
    bind("red", "kie", "t1", "s1");
    Passage passage = submit("red", "kie", "{'task_id' : 't1','index':0}");

    assertThat(answer(passage)).isInstanceOf(Relayed.class);

    assertThat(passage.noted(PinnedUpstream.class)).isEqualTo(new PinnedUpstream("kie"));
    assertThat(body(passage)).isEqualTo(sent("{'task_id' : 't1','index':0}"));
  }

  @Test
  void aTaskIsCheckedLongAfterItsEnvelopeIsGone() {
    bind("red", "kie", "t1", "s1");
    Now.of(
        common.far.end(
            new TaskKey("kie", "t1"), new TaskEnd(TaskEnd.Cause.SUCCESS, 9), Optional.empty()));
    Passage passage = submit("red", "kie", "{'task_id':'t1'}");

    assertThat(answer(passage)).isInstanceOf(Relayed.class);
    assertThat(passage.noted(PinnedUpstream.class).upstream()).isEqualTo("kie");
    assertThat(refused(submit("blue", "kie", "{'task_id':'t1'}")).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void anAliasGivesWayToTheUpstreamsOwnIdAndNoOtherByteChanges() {
    bind("blue", "apixo", "t1", "s0");
    TaskRecord aliased = bind("red", "kie", "t1", "s1");
    assertThat(aliased.aliased()).isTrue();
    String input = "{ 'prompt':'sl_', 'task\\u005fid':'" + aliased.visibleId() + "' ,'n':1.0}";
    Passage passage = submit("red", "kie", input);

    assertThat(answer(passage)).isInstanceOf(Relayed.class);

    assertThat(body(passage)).isEqualTo(sent(input.replace(aliased.visibleId(), "t1")));
    assertThat(passage.noted(PinnedUpstream.class).upstream()).isEqualTo("kie");
  }

  @Test
  void aTaskThatWaitsItselfIsForLaterAndOneThatWasNeverSentIsNothing() {
    bind("red", "", "sl_1", "sl_1");

    Refusal waits = refused(submit("red", "kie", "{'task_id':'sl_1'}"));
    Now.of(
        common.far.end(
            TaskKey.deferred("sl_1"), new TaskEnd(TaskEnd.Cause.FAILED, 9), Optional.empty()));
    Refusal over = refused(submit("red", "kie", "{'task_id':'sl_1'}"));

    assertThat(waits.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(waits.retryAfter()).isPresent();
    assertThat(over.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(refused(submit("blue", "kie", "{'task_id':'sl_1'}")).detail())
        .as("another team's")
        .isEqualTo(refused(submit("blue", "kie", "{'task_id':'none'}")).detail());
  }

  @Test
  void whatIsAnotherTeamsIsRefusedInTheWordsOfWhatDoesNotExist() {
    bind("blue", "kie", "t1", "s1");

    Refusal foreign = refused(submit("red", "kie", "{'task_id':'t1'}"));
    Refusal unknown = refused(submit("red", "kie", "{'task_id':'none'}"));

    assertThat(foreign).isEqualTo(unknown);
    assertThat(unknown.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(unknown.detail()).startsWith("input.task_id: ").contains("no task of yours");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'task_id':'t1','task_id':'t1'}",
        "{'task_id':'t1','task\\u005fid':'t2'}",
        "{'task_id':null,'Task_Id':'t1'}",
        "{'task_id':7}",
        "{'task_id':['t1']}",
        "{'task_id':{'task_id':'t1'}}",
        "{'task_id':true}",
        "{'task_id':''}",
        "{'task_id':' '}",
        "{'task_id':'t1\\u0000'}",
        "{'task_id':'t1\\n'}"
      })
  void whatCannotBeJudgedIsRefused(String input) {
    bind("red", "kie", "t1", "s1");
    Passage passage = submit("red", "kie", input);

    Refusal refusal = refused(passage);

    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(refusal.detail()).startsWith("input.task_id: ");
    assertThat(passage.find(PinnedUpstream.class)).isEmpty();
  }

  @Test
  void anIdThatIsLongerThanAnyIsRefusedWithoutALook() {
    Refusal refusal = refused(submit("red", "kie", "{'task_id':'" + "t".repeat(257) + "'}"));

    assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(refusal.detail()).startsWith("input.task_id: ").contains("256");
    assertThat(common.far.lookups).isZero();
    refused(submit("red", "kie", "{'task_id':'" + "t".repeat(256) + "'}"));
    assertThat(common.far.lookups).isPositive();
  }

  /** The store has lost the record; every replica mirrors the lease. */
  @Test
  void aTaskThatRunsIsKnownByItsLeaseWhereItsRecordIsLost() {
    TaskRecord lost = open("red", "apixo", "t1", "s1").withVisibleId("sl_1");
    bench.budget.hold("s1", "red");
    Now.of(bench.budget.bind("s1", Details.bond(lost), Duration.ofHours(1)));

    Passage passage = submit("red", "kie", "{'task_id':'sl_1'}");
    assertThat(answer(passage)).isInstanceOf(Relayed.class);
    assertThat(passage.noted(PinnedUpstream.class).upstream()).isEqualTo("apixo");
    assertThat(body(passage)).isEqualTo(sent("{'task_id':'t1'}"));
    assertThat(refused(submit("blue", "kie", "{'task_id':'sl_1'}")).reason())
        .isEqualTo(Reason.MALFORMED);
    common.far.away = true;
    assertThat(answer(submit("red", "kie", "{'task_id':'sl_1'}"))).isInstanceOf(Relayed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'prompt':'task_id'}",
        "{'task_id':null}",
        "{'more':{'task_id':'none'},'list':[{'task_id':'none'}]}",
        "{'taskId':'none'}"
      })
  void whatNamesNoTaskGoesOnAsItIs(String input) {
    common.far.away = true;
    Passage passage = submit("red", "kie", input);

    assertThat(answer(passage)).isInstanceOf(Relayed.class);
    assertThat(passage.find(PinnedUpstream.class)).isEmpty();
    assertThat(body(passage)).isEqualTo(sent(input));
  }

  @Test
  void inALanguageThatNamesNoTasksNobodyLooks() {
    Passage passage = submit("red", "apixo", "{'task_id':'none'}");

    assertThat(answer(passage)).isInstanceOf(Relayed.class);
    assertThat(common.far.lookups).isZero();
  }

  @Test
  void whileTheStoreIsAwayOnlyWhatIsKnownHereIsSent() {
    bind("red", "kie", "t1", "s1");
    Passage known = submit("red", "kie", "{'task_id':'t1'}");
    assertThat(answer(known)).isInstanceOf(Relayed.class);
    common.far.away = true;
    common.time.advance(Duration.ofSeconds(30));

    assertThat(answer(submit("red", "kie", "{'task_id':'t1'}"))).isInstanceOf(Relayed.class);
    Refusal unknown = refused(submit("red", "kie", "{'task_id':'t2'}"));
    assertThat(unknown.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(unknown.retryAfter()).isPresent();
  }

  @Test
  void whatIsNotFoundJustAfterTheStoreWasAwayMayExistAllTheSame() {
    common.far.away = true;
    refused(submit("red", "kie", "{'task_id':'t2'}"));
    common.far.away = false;

    assertThat(refused(submit("red", "kie", "{'task_id':'t2'}")).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    common.time.advance(Certainty.QUIET);
    assertThat(refused(submit("red", "kie", "{'task_id':'t2'}")).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  private TaskRecord bind(String team, String upstream, String taskId, String slot) {
    TaskRecord open = open(team, upstream, taskId, slot);
    return ((TaskStore.Binding.Bound) Now.of(common.far.bind(open))).record();
  }

  private static TaskRecord open(String team, String upstream, String taskId, String slot) {
    return TaskRecord.open(
        new TaskKey(upstream, taskId),
        new Origin(team, "m", Provider.AUTO, slot),
        1,
        new Spoken(200, "{}".getBytes(UTF_8)));
  }

  private Answer answer(Passage passage) {
    return Now.of(
        stage.enter(
            passage,
            onward -> Uni.createFrom().item(new Relayed(200, Map.of(), "on".getBytes(UTF_8)))));
  }

  private Refusal refused(Passage passage) {
    return ((Refused) Now.of(stage.enter(passage, TaskBench::nowhere))).refusal();
  }

  private static Passage submit(String team, String door, String input) {
    return new Passage(
            new RequestHead(Operation.SUBMIT, "request", door, "m", "", name -> Optional.empty()))
        .note(Team.class, new Team(team, List.of(), List.of(), true, false))
        .note(SubmitBody.class, (SubmitBody) SubmitBody.read(sent(input).getBytes(UTF_8)));
  }

  private static String body(Passage passage) {
    return new String(passage.noted(SubmitBody.class).bytes(), UTF_8);
  }

  private static String sent(String input) {
    return "{'model':'grok/extend', 'input': %s ,'x':{'task_id':'none'}}"
        .formatted(input)
        .replace('\'', '"');
  }
}
