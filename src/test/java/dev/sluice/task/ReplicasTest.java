package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Standing;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.routing.Provider;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Two replicas on one store and one budget, in virtual time. */
class ReplicasTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  private final TaskBench.Common common = new TaskBench.Common();
  private final TaskBench one = new TaskBench(common);
  private final TaskBench other = new TaskBench(common);

  @Test
  void anyReplicaAnswersAnyStatus() {
    one.submit("s1", "t1", Duration.ofSeconds(5));

    assertThat(other.pollBody("red", "t1")).contains("pending");
    assertThat(other.poll("blue", "t1")).isInstanceOf(Refused.class);
    pass(Duration.ofSeconds(10));

    assertThat(other.pollBody("red", "t1")).contains("success");
  }

  @Test
  void pollsOfATaskThatIsWatchedHereAskTheStoreNothing() {
    one.submit("s1", "t1", Duration.ofSeconds(5));

    for (int i = 0; i < 100; i++) {
      one.poll("red", "t1");
    }
    pass(Duration.ofSeconds(10));
    one.poll("red", "t1");

    assertThat(one.pollBody("red", "t1")).contains("success");
    assertThat(common.far.lookups).isZero();
  }

  @Test
  void pollsElsewhereAskTheStoreTwiceASecondAtMostAndOnceAfterTheEnd() {
    one.submit("s1", "t1", Duration.ofSeconds(5));
    for (int i = 0; i < 40; i++) {
      other.poll("red", "t1");
      pass(Duration.ofMillis(50));
    }
    assertThat(common.far.lookups).isBetween(3, 4);
    pass(Duration.ofSeconds(10));
    other.poll("red", "t1");
    int known = common.far.lookups;

    for (int i = 0; i < 100; i++) {
      assertThat(other.pollBody("red", "t1")).contains("success");
      pass(SECOND);
    }

    assertThat(common.far.lookups).isEqualTo(known);
  }

  @Test
  void whoeverAsksForTheSameTaskMeanwhileWaitsForTheSameAnswer() {
    one.submit("s1", "t1", Duration.ofSeconds(5));
    AtomicReference<UniEmitter<? super Void>> gate = new AtomicReference<>();
    common.far.hold(Uni.createFrom().emitter(emitter -> gate.set(emitter)));

    List<UniAssertSubscriber<Answer>> clients =
        List.of(other.polling("red", "t1"), other.polling("red", "t1"), other.polling("red", "t1"));
    clients.get(0).cancel();
    gate.get().complete(null);

    assertThat(common.far.lookups).isEqualTo(1);
    assertThat(TaskBench.body(clients.get(1).assertCompleted().getItem())).contains("pending");
    clients.get(2).assertCompleted();
  }

  @Test
  void theTaskOfAKilledReplicaIsTakenOverWithItsAge() {
    one.stop();
    other.stop();
    TaskBench killed = new TaskBench(common);
    killed.submit("s1", "t1", Duration.ofSeconds(60));
    pass(Duration.ofSeconds(20));
    killed.stop();
    TaskBench heir = new TaskBench(common);

    pass(Duration.ofSeconds(5));
    assertThat(heir.open.bySlot("s1").orElseThrow().age(common.time.nanos()))
        .isEqualTo(Duration.ofSeconds(25));
    pass(Duration.ofSeconds(60));

    assertThat(heir.pollBody("red", "t1")).contains("success");
    assertThat(common.budget.holds("s1")).isFalse();
    assertThat(heir.open.size()).isZero();
    assertThat(counted("red")).isEqualTo(1);
  }

  @Test
  void aRecordThatWasWipedIsMadeAgainFromItsLease() {
    TaskBench killed = new TaskBench(common);
    one.stop();
    other.stop();
    killed.submit("s1", "t1", Duration.ofSeconds(30));
    killed.stop();
    wipe();
    TaskBench heir = new TaskBench(common);
    pass(Duration.ofSeconds(5));

    TaskRecord made = (TaskRecord) Now.of(common.far.find("t1")).orElseThrow();
    assertThat(made.origin().team()).isEqualTo("red");
    assertThat(made.origin().model()).isEqualTo("flux2");
    assertThat(made.acceptedMillis()).isEqualTo(1767225600000L);
    pass(Duration.ofSeconds(60));
    assertThat(heir.pollBody("red", "t1")).contains("success");
    assertThat(common.budget.holds("s1")).isFalse();
  }

  @Test
  void anOwnerWritesItsOpenRecordsAgainAfterAWipe() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    one.submit("s2", "t2", Duration.ofMinutes(5));
    pass(Duration.ofSeconds(60));
    wipe();

    pass(Duration.ofSeconds(12));

    assertThat(body(Now.of(common.far.find("t1")).orElseThrow())).contains("processing");
    assertThat(body(Now.of(common.far.find("t2")).orElseThrow())).contains("processing");
  }

  @Test
  void anotherReplicaAnswersAPollOfAWipedOpenTask() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    wipe();

    assertThat(other.pollBody("red", "t1")).contains("pending", "1767225600000");
    assertThat(other.poll("blue", "t1")).isInstanceOf(Refused.class);
    assertThat(Now.of(common.far.find("t1"))).isPresent();
  }

  @Test
  void aTaskThatAnotherReplicaHasEndedIsDropped() {
    one.submit("s1", "t1", Duration.ofSeconds(30));
    Now.of(
        common.far.end(
            new TaskKey("apixo", "t1"),
            new TaskEnd(TaskEnd.Cause.SUCCESS, common.time.clock().millis()),
            Optional.of(new Spoken(200, "over".getBytes()))));

    pass(Duration.ofSeconds(5));

    assertThat(one.open.size()).isZero();
    assertThat(one.pollBody("red", "t1")).isEqualTo("over");
    pass(Duration.ofSeconds(10));
    assertThat(common.budget.holds("s1")).isFalse();
    assertThat(counted("red")).isEqualTo(1);
  }

  @Test
  void aTaskWhoseLeaseHasGoneIsReadAgainBeforeATokenIsSpentOnIt() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    pass(Duration.ofSeconds(30));
    Now.of(
        common.far.end(
            new TaskKey("apixo", "t1"),
            new TaskEnd(TaskEnd.Cause.SUCCESS, common.time.clock().millis()),
            Optional.of(new Spoken(200, "over".getBytes()))));
    Now.of(common.budget.release("s1"));
    int before = common.budget.granted;

    pass(Duration.ofSeconds(30));

    assertThat(one.open.size()).isZero();
    assertThat(common.budget.granted).isEqualTo(before);
  }

  @Test
  void aTaskThatAnotherReplicaHasTakenOverIsLetGoAndWhoeverWaitsForItIsTold() {
    one.submit("s1", "t1", Duration.ofSeconds(60));
    UniAssertSubscriber<Answer> client = one.waiting("red", "t1", Duration.ofSeconds(100));
    pass(Duration.ofSeconds(5));
    common.budget.owned("s1", other.seat);

    pass(Duration.ofSeconds(20));

    assertThat(one.open.size()).isZero();
    assertThat(other.open.bySlot("s1")).isPresent();
    client.assertNotTerminated();
    pass(Duration.ofSeconds(50));
    assertThat(TaskBench.body(client.assertCompleted().getItem())).contains("success");
    assertThat(counted("red")).isEqualTo(1);
  }

  @Test
  void aLookWhoseClaimWasNotHeardOfIsTakenAllTheSame() {
    one.submit("s1", "t1", Duration.ofSeconds(2));
    common.budget.claimed("s1");

    pass(Duration.ofSeconds(10));

    assertThat(common.budget.holds("s1")).isFalse();
  }

  @Test
  void theWordOfATaskThatAnotherReplicaWatchesReplacesNone() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    common.budget.owned("s1", other.seat);
    Now.of(common.far.seen(new TaskKey("apixo", "t1"), new Spoken(200, "newer".getBytes())));
    common.budget.standing = new Standing(Standing.Mode.RECOVERING, "");

    pass(SECOND);

    assertThat(body(Now.of(common.far.find("t1")).orElseThrow())).isEqualTo("newer");
  }

  @Test
  void aPollElsewherePullsTheNextLookForwardAtMostOnceInASpacing() {
    one.submit("s1", "t1", Duration.ofMinutes(10));
    pass(Duration.ofSeconds(200));
    int looks = one.upstream.statusRequests;
    other.poll("red", "t1");
    assertThat(common.budget.hastened).containsExactly("s1");
    for (int i = 0; i < 7; i++) {
      pass(Duration.ofMillis(250));
      other.poll("red", "t1");
    }
    assertThat(common.budget.hastened).hasSize(1);
    assertThat(one.upstream.statusRequests).isEqualTo(looks);

    pass(Duration.ofSeconds(1));

    assertThat(one.upstream.statusRequests).isEqualTo(looks + 1);
  }

  @Test
  void aPollElsewhereOfATaskThatIsMuchTooYoungPullsNothing() {
    for (int i = 0; i < 100; i++) {
      other.paces.of("apixo", "flux2").learn(Duration.ofSeconds(100));
    }
    one.submit("s1", "t1", Duration.ofMinutes(10));

    other.poll("red", "t1");

    assertThat(common.budget.hastened).isEmpty();
  }

  @Test
  void anOpenRecordWhoseSlotWasNeverBoundIsLookedAtAsSoonAsSomebodyAsks() {
    TaskBench killed = new TaskBench(common);
    killed.stop();
    common.budget.bindFails = true;
    killed.submit("s1", "t1", Duration.ofSeconds(20));
    common.budget.bindFails = false;
    common.budget.unknown("s1");
    pass(Duration.ofSeconds(10));
    other.poll("red", "t1");
    assertThat(other.open.size()).as("it may have ended just now").isZero();

    pass(Duration.ofSeconds(3));
    other.poll("red", "t1");

    assertThat(common.budget.bound()).containsExactly("s1");
    pass(Duration.ofSeconds(30));
    assertThat(other.pollBody("red", "t1")).contains("success");
    assertThat(common.budget.holds("s1")).isFalse();
    assertThat(counted("red")).isEqualTo(1);
  }

  @Test
  void aHeldPollElsewhereEndsWithItsTask() {
    one.submit("s1", "t1", Duration.ofSeconds(10));
    UniAssertSubscriber<Answer> client = other.waiting("red", "t1", Duration.ofSeconds(60));
    pass(Duration.ofSeconds(9));
    client.assertNotTerminated();

    pass(Duration.ofSeconds(5));

    assertThat(TaskBench.body(client.assertCompleted().getItem())).contains("success");
    assertThat(other.waiters.waiting()).isZero();
  }

  @Test
  void aHeldPollElsewhereEndsWithItsTimeAndTellsTheLatest() {
    one.submit("s1", "t1", Duration.ofMinutes(5));
    UniAssertSubscriber<Answer> client = other.waiting("red", "t1", Duration.ofSeconds(7));

    pass(Duration.ofSeconds(7));

    Relayed answer = (Relayed) client.assertCompleted().getItem();
    assertThat(TaskBench.body(answer)).contains("processing");
    assertThat(answer.headers()).containsEntry("Preference-Applied", "wait=7");
  }

  @Test
  void anUnknownIdIsNotFoundWhileTheStoreIsThere() {
    Refused refused = (Refused) other.poll("red", "nothing");

    assertThat(refused.refusal().reason()).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void aTaskThatACallbackEndsWhileItsSubmitIsRecordedIsNotWatched() {
    common.callbacks = true;
    TaskBench submitting = new TaskBench(common);
    TaskBench told = new TaskBench(common);
    common.far.bound = () -> Now.of(told.callbacks.hear(submission("s1"), over("t1"), id -> true));

    submitting.submit("s1", "t1", Duration.ofHours(1));

    assertThat(submitting.pollBody("red", "t1")).contains("success");
    assertThat(submitting.open.size()).isZero();
    assertThat(common.budget.released).containsOnly("s1");
  }

  @Test
  void anEndThatCannotBePaidIsFoundAgainByItsSlotThoughNobodyHadBoundThat() {
    AtomicBoolean away = new AtomicBoolean(true);
    UsageBook book = new MemoryUsageBook(common.time);
    TaskBench.Common house =
        new TaskBench.Common(
            new MemoryTaskStore(TaskRules.defaults(), 1000, common.time),
            new RefusingUsage(book, away));
    TaskBench told = new TaskBench(house);
    house.budget.hold("s1");
    Origin origin = new Origin("red", "flux2", Provider.AUTO, "s1");
    Spoken waiting = new Spoken(200, over("t1"));
    Now.of(house.far.bind(TaskRecord.open(new TaskKey("apixo", "t1"), origin, 7, waiting)));

    assertThat(Now.of(told.callbacks.hear(submission("s1"), over("t1"), id -> true)))
        .isEqualTo(Heard.NOT_NOW);
    assertThat(house.budget.bound()).containsExactly("s1");

    away.set(false);
    house.time.advance(Duration.ofSeconds(10));
    assertThat(house.budget.holds("s1")).isFalse();
    assertThat(Now.of(book.of("red", DAY))).hasSize(1);
  }

  private static Submission submission(String slot) {
    Optional<String> none = Optional.empty();
    return new Submission(
        slot, "red", "apixo", "flux2", "auto", 7, none, none, Optional.empty(), Optional.empty());
  }

  private static byte[] over(String taskId) {
    return "{\"code\":200,\"data\":{\"taskId\":\"%s\",\"state\":\"success\"}}"
        .formatted(taskId)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void pass(Duration howLong) {
    common.time.advance(howLong);
  }

  private void wipe() {
    common.far.wipe(new MemoryTaskStore(common.rules, 1000, common.time));
  }

  private long counted(String team) {
    return Now.of(common.usage.of(team, DAY)).stream().mapToLong(Usage::tasks).sum();
  }

  private static String body(Trace trace) {
    return new String(((TaskRecord) trace).last().body());
  }
}
