package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.ClaimedKey;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Started;
import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.Now;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IdempotencyStageTest {

  private final KeyBench bench = new KeyBench();

  @Test
  void withoutAKeyNothingIsAskedOfTheStore() {
    KeyBench.Try one = bench.without();

    assertThat(one.wentOn()).isTrue();
    assertThat(bench.keys.told).isZero();
  }

  @Test
  void ofTwoHundredAtOnceOneGoesOnAndTheOthersAreToldToComeBackAndThenAnsweredLikeIt() {
    List<KeyBench.Try> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(bench.submit("k", "body"));
    }

    assertThat(all.stream().filter(KeyBench.Try::wentOn)).hasSize(1);
    assertThat(all.subList(1, 200))
        .allSatisfy(
            other -> {
              assertThat(other.refusal().reason()).isEqualTo(Reason.CONFLICT);
              assertThat(other.refusal().retryAfter()).contains(Duration.ofSeconds(1));
            });

    Relayed first = KeyBench.relayed(200, "{\"code\":200, \"data\":{\"taskId\":\"t1\"} }");
    all.get(0).comesBack(Started.YES, first);

    assertThat(all.get(0).answer()).isSameAs(first);
    for (int i = 0; i < 200; i++) {
      KeyBench.Try again = bench.submit("k", "body");
      assertThat(again.wentOn()).isFalse();
      Relayed replay = (Relayed) again.answer();
      assertThat(replay.status()).isEqualTo(200);
      assertThat(replay.body()).isEqualTo(first.body());
      assertThat(replay.headers())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "Content-Type",
                  "application/json",
                  "Sluice-Upstream",
                  "apixo",
                  "Cache-Status",
                  "sluice; hit",
                  "Idempotency-Replayed",
                  "true"));
    }
  }

  @Test
  void theDigestOfTheKeyIsLeftForWhoeverGoesOn() {
    KeyBench.Try one = bench.submit("k", "body");

    assertThat(one.passage.noted(ClaimedKey.class).digest())
        .isEqualTo("8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a");
  }

  @Test
  void anotherBodyModelOrDialectWithTheSameKeyIsRefused() {
    bench.submit("k", "body");

    for (KeyBench.Try other :
        List.of(
            bench.submit("k", "body "),
            bench.submit("red", "apixo", "k", "flux3", "body"),
            bench.submit("red", "kie", "k", "flux2", "body"))) {
      assertThat(other.wentOn()).isFalse();
      assertThat(other.refusal().reason()).isEqualTo(Reason.KEY_REUSED);
      assertThat(other.refusal().retryAfter()).isEmpty();
    }
    assertThat(bench.submit("blue", "apixo", "k", "flux3", "other").wentOn()).isTrue();
    assertThat(bench.submit("k2", "other").wentOn()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "YES,200,200,true",
    "YES,503,503,true", // a task id is a task id
    "NO,400,400,true",
    "NO,402,402,true",
    "NO,455,455,true",
    "NO,200,422,true", // the envelope decides where HTTP says 200
    "NO,429,429,false",
    "NO,200,429,false",
    "NO,503,503,false",
    "NO,200,505,false",
    "UNKNOWN,500,500,true",
    "UNKNOWN,200,200,true"
  })
  void theVendorsWordIsKeptWhereItStandsAndFreesTheKeyWhereTryingAgainIsThePoint(
      Started started, int status, int code, boolean kept) {
    KeyBench.Try one = bench.submit("k", "body");
    one.reply(code);

    one.comesBack(started, KeyBench.relayed(status, "word"));

    assertThat(bench.submit("k", "body").wentOn()).isEqualTo(!kept);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"MALFORMED", "FORBIDDEN", "LIMIT", "UNAVAILABLE", "UNREACHABLE"})
  void aRefusalOfOursFreesTheKeyAlsoForAnotherBody(Reason reason) {
    KeyBench.Try one = bench.submit("k", "body");

    one.comesBack(Started.NEVER_SENT, Refusal.of(reason, "no").answer());

    assertThat(bench.submit("k", "other").wentOn()).isTrue();
  }

  @Test
  void aRefusalThatFollowedOnTheVendorsOwnIsNoWordOfTheVendor() {
    KeyBench.Try one = bench.submit("k", "body");
    one.reply(400);

    one.comesBack(Started.NO, Refusal.byLimit("upstream", "no", Duration.ofSeconds(1)).answer());

    assertThat(bench.submit("k", "body").wentOn()).isTrue();
  }

  @Test
  void anUnknownOutcomeIsReplayedAndNeverSentAgain() {
    Refusal unknown =
        Refusal.of(Reason.OUTCOME_UNKNOWN, "may exist \u20ac")
            .with("Sluice-Outcome", "unknown")
            .with("Sluice-Upstream", "apixo");
    bench.submit("k", "body").comesBack(Started.UNKNOWN, unknown.answer());

    KeyBench.Try again = bench.submit("k", "body");

    assertThat(again.wentOn()).isFalse();
    assertThat(again.refusal())
        .isEqualTo(
            unknown.with("Idempotency-Replayed", "true").with("Cache-Status", "sluice; hit"));
  }

  @Test
  void theTaskOfAnUnknownOutcomeThatIsFoundIsTheAnswerFromThenOn() {
    KeyBench.Try one = bench.submit("k", "body");
    one.comesBack(Started.UNKNOWN, KeyBench.relayed(500, "{\"code\":500}"));
    assertThat(((Relayed) bench.submit("k", "body").answer()).status()).isEqualTo(500);

    assertThat(bench.bound(one, "t9")).isTrue();

    assertFound(bench.submit("k", "body"), "t9");
  }

  @Test
  void aStartedTasksAnswerIsNotChangedByWhatIsFound() {
    KeyBench.Try one = bench.submit("k", "body");
    one.comesBack(Started.YES, KeyBench.relayed(200, "its own"));

    assertThat(bench.bound(one, "t9")).isFalse();

    assertThat(((Relayed) bench.submit("k", "body").answer()).body())
        .isEqualTo("its own".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whereTheReplicaDiesTheOutcomeIsUnknownOnceItMustHaveEndedUntilTheTaskIsFound() {
    KeyBench.Try dead = bench.submit("k", "body");
    bench.time.advance(bench.within().minusMillis(1));
    assertThat(bench.submit("k", "body").refusal().reason()).isEqualTo(Reason.CONFLICT);

    bench.time.advance(Duration.ofMillis(1));

    KeyBench.Try again = bench.submit("k", "body");
    assertThat(again.wentOn()).isFalse();
    assertThat(again.refusal().reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
    assertThat(again.refusal().headers()).containsEntry("Sluice-Outcome", "unknown");
    assertThat(bench.submit("k", "other").refusal().reason()).isEqualTo(Reason.KEY_REUSED);

    assertThat(bench.bound(dead, "t9")).isTrue();
    assertFound(bench.submit("k", "body"), "t9");
  }

  @Test
  void aSubmitMayRunForItsPatienceAndWhatUpstreamsMayTake() {
    // patience 10 s, store 8 s, to spare 10 s, and twice timeout, connection and another token.
    assertThat(bench.within())
        .isEqualTo(Duration.ofSeconds(28).plus(bench.timeout().plusSeconds(6).multipliedBy(2)));
  }

  @Test
  void aClientThatLeavesChangesNothing() {
    KeyBench.Try one = bench.submit("k", "body");

    one.leaves();
    assertThat(one.passage.departed()).isTrue();
    assertThat(bench.submit("k", "body").refusal().reason()).isEqualTo(Reason.CONFLICT);
    one.comesBack(Started.YES, KeyBench.relayed(200, "done"));

    assertThat(((Relayed) bench.submit("k", "body").answer()).body())
        .isEqualTo("done".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whileTheStoreIsAwayNothingIsSent() {
    bench.keys.away = true;
    bench.keys.kind = StoreFailure.Kind.NEVER_SENT;

    KeyBench.Try one = bench.submit("k", "body");
    bench.time.advance(Duration.ofMillis(7500));
    assertThat(one.waits()).isTrue();
    bench.time.advance(Duration.ofSeconds(2));

    assertThat(one.wentOn()).isFalse();
    assertThat(one.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(one.refusal().violatedPolicies()).containsExactly("store");
    assertThat(one.refusal().retryAfter()).isPresent();
    assertThat(bench.errands.size()).isZero();
    bench.keys.away = false;
    assertThat(bench.submit("k", "body").wentOn()).isTrue();
  }

  @Test
  void aSubmitIsHeldUntilTheStoreIsBackAndGoesOnWithTheClaimThatItMayHaveAlready() {
    bench.keys.away = true;
    bench.keys.obeys = true;
    KeyBench.Try one = bench.submit("k", "body");
    bench.time.advance(Duration.ofSeconds(5));
    assertThat(one.waits()).isTrue();

    bench.keys.away = false;
    bench.time.advance(Duration.ofSeconds(1));

    assertThat(one.wentOn()).isTrue();
    assertThat(bench.submit("k", "body").refusal().reason()).isEqualTo(Reason.CONFLICT);
  }

  @Test
  void nobodyIsHeldWhoHasLeftOrWhoseGatewayStopsOrForWhomThereIsNoRoom() {
    bench.keys.away = true;
    KeyBench.Try left = bench.submit("left", "body");
    left.passage.depart();
    for (int i = 1; i < KeyClaims.MOST_HELD; i++) {
      assertThat(bench.submit("k" + i, "body").waits()).isTrue();
    }
    assertThat(bench.submit("full", "body").waits()).isFalse();
    bench.time.advance(Duration.ofMillis(250));
    assertThat(left.waits()).isFalse();
    KeyBench.Try late = bench.submit("late", "body");
    assertThat(late.waits()).isTrue();

    bench.draining.begin();
    bench.time.advance(Duration.ofMillis(250));

    assertThat(late.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void aClaimThatWasMadeAndNotConfirmedIsWithdrawnOnceTheStoreIsBack() {
    bench.keys.away = true;
    bench.keys.obeys = true;
    KeyBench.Try one = bench.submit("k", "body");
    bench.keys.obeys = false;
    bench.time.advance(Duration.ofSeconds(10));
    assertThat(one.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(bench.errands.size()).isPositive();

    bench.keys.away = false;
    bench.errands.retry();

    assertThat(bench.errands.size()).isZero();
    assertThat(bench.submit("k", "body").wentOn()).isTrue();
  }

  @Test
  void aClaimThatMayHaveBeenMadeIsWithdrawnThoughTheLastQuestionNeverLeft() {
    bench.keys.away = true;
    bench.keys.obeys = true;
    KeyBench.Try one = bench.submit("k", "body");
    bench.keys.obeys = false;
    bench.keys.kind = StoreFailure.Kind.NEVER_SENT;
    bench.time.advance(Duration.ofSeconds(10));
    assertThat(one.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);

    bench.keys.away = false;
    bench.errands.retry();

    assertThat(bench.submit("k", "body").wentOn()).isTrue();
  }

  @Test
  void anAnswerThatCannotBeKeptIsGivenAtOnceAndKeptLater() {
    KeyBench.Try one = bench.submit("k", "body");
    bench.keys.away = true;
    one.comesBack(Started.YES, KeyBench.relayed(200, "done"));
    assertThat(one.answer()).isInstanceOf(Relayed.class);
    bench.time.advance(Duration.ofMinutes(5));
    bench.errands.retry();

    bench.keys.away = false;
    bench.errands.retry();

    assertThat(((Relayed) bench.submit("k", "body").answer()).body())
        .isEqualTo("done".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anAnswerThatIsNeverKeptLeavesAnUnknownOutcomeAndNoSecondSubmit() {
    KeyBench.Try one = bench.submit("k", "body");
    bench.keys.away = true;
    one.comesBack(Started.YES, KeyBench.relayed(200, "done"));
    bench.time.advance(KeyErrands.PERSISTENCE);
    bench.errands.retry();
    assertThat(bench.errands.size()).isZero();
    bench.keys.away = false;

    KeyBench.Try again = bench.submit("k", "body");

    assertThat(again.wentOn()).isFalse();
    assertThat(again.refusal().reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
  }

  @Test
  void errandsAreBoundedAndAnswersHaveRoomWhereFreedKeysHaveNone() {
    for (int i = 0; i < KeyErrands.MOST; i++) {
      fail(0);
    }
    assertThat(bench.errands.size()).isEqualTo(KeyErrands.MOST / 2);
    for (int i = 0; i < KeyErrands.MOST; i++) {
      fail(100);
    }

    assertThat(bench.errands.size()).isEqualTo(KeyErrands.MOST);
  }

  private void fail(int weight) {
    Now.of(
        bench.errands.run(
            () -> Uni.createFrom().failure(new IllegalStateException("away")), weight));
  }

  @Test
  void aFailureOnTheWayFreesTheKeyWhereNothingWasSentAndKeepsItWhereATaskMayExist() {
    KeyBench.Try unsent = bench.submit("k", "body");
    unsent.fails(Started.NEVER_SENT);
    KeyBench.Try sent = bench.submit("k", "body");
    assertThat(sent.wentOn()).isTrue();
    sent.fails(Started.YES);

    KeyBench.Try again = bench.submit("k", "body");

    assertThat(again.wentOn()).isFalse();
    assertThat(again.refusal().reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
  }

  @Test
  void withoutRoomANewKeyIsRefusedByName() {
    KeyBench full = new KeyBench(0);

    KeyBench.Try one = full.submit("k", "body");

    assertThat(one.wentOn()).isFalse();
    assertThat(one.refusal().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(one.refusal().violatedPolicies()).containsExactly("idempotency-keys");
    assertThat(one.refusal().retryAfter()).isPresent();
  }

  private static void assertFound(KeyBench.Try one, String taskId) {
    assertThat(one.wentOn()).isFalse();
    Relayed found = (Relayed) one.answer();
    assertThat(found.status()).isEqualTo(200);
    assertThat(new String(found.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"" + taskId + "\"}}");
    assertThat(found.headers()).containsEntry("Idempotency-Replayed", "true");
    assertThat(found.headers()).containsEntry("Sluice-Upstream", "apixo");
  }
}
