package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Policy;
import dev.sluice.budget.Verdict;
import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that are answered, late, lost or stalled, and what becomes of what they carried. */
class CombinerTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Scenery scene = new Scenery(100);
  private final FakeStore store = scene.store;
  private final RedisLedger ledger = scene.ledger;

  @Test
  void theFirstCallHasNoDeadlineAndAsksNothing() {
    assertThat(store.calls.get(0).deadline()).isZero();
    assertThat(store.calls.get(0).errands()).isEmpty();
    scene.ask("a");
    assertThat(store.lastCall().deadline() - store.redisMicros()).isBetween(249_000L, 250_000L);
  }

  @Test
  void whatComesUpWhileACallIsInFlightGoesIntoTheNextTogether() {
    store.fate = FakeStore.Fate.STALL;
    int before = store.calls.size();
    scene.ask("a");
    scene.ask("b");
    scene.ask("c", "d");
    Scenery.told(ledger.release("old"));
    assertThat(store.calls).hasSize(before + 1);
    assertThat(store.lastCall().of("admit")).hasSize(5);

    store.resume();

    assertThat(store.calls).hasSize(before + 2);
    assertThat(store.lastCall().of("admit")).hasSize(15);
    assertThat(store.lastCall().errands())
        .extracting(Errand::name)
        .containsExactly("release", "admit");
    assertThat(scene.order).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aClaimThatIsAskedTwiceAtATimeIsPutOnceAndBothHear() {
    store.fate = FakeStore.Fate.STALL;
    scene.ask("first");
    scene.ask("a");
    scene.ask(List.of(Scenery.slot("a").lastTime()));
    store.resume();
    assertThat(store.lastCall().of("admit")).containsExactly("a", "red", "S", "1", "");
    assertThat(scene.order).containsExactly("first", "a", "a");
    assertThat(scene.slotsInUse()).isEqualTo(2);
  }

  @Test
  void aCallCarriesABoundedNumberOfClaims() {
    scene.ask(IntStream.range(0, 600).mapToObj(i -> Scenery.slot("c" + i)).toList());
    List<Integer> sizes =
        store.calls.stream()
            .filter(c -> c.has("admit"))
            .map(c -> c.of("admit").size() / 5)
            .toList();
    assertThat(sizes).containsExactly(256, 256, 88);
  }

  @Test
  void claimsBeyondTheQueueAreDeniedAtOnceByTheStore() {
    store.fate = FakeStore.Fate.STALL;
    scene.ask("first");
    scene.ask(IntStream.range(0, ClaimQueue.MOST).mapToObj(i -> Scenery.slot("c" + i)).toList());
    scene.ask("beyond");
    assertThat(scene.heard.get("beyond")).isEqualTo(Verdicts.AWAY);
  }

  @Test
  void whileTheStoreIsAwayNobodyAsksForAnEarlierLook() {
    store.fate = FakeStore.Fate.UNREACHABLE;
    scene.pass(2000);
    Scenery.told(ledger.hasten("s", HOUR));
    store.fate = FakeStore.Fate.ANSWER;
    scene.pass(1000);
    assertThat(store.calls).noneMatch(call -> call.has("hasten"));
    Scenery.told(ledger.hasten("s", HOUR));
    assertThat(store.calls).anyMatch(call -> call.has("hasten"));
  }

  @Test
  void aBindingForWhichThereIsNoRoomFailsAndIsNotBelievedHere() {
    scene.ask("a");
    store.fate = FakeStore.Fate.UNREACHABLE;
    scene.pass(1000);
    for (int i = 0; i < Desk.MOST_REPORTS; i++) {
      Scenery.told(ledger.refusedByUpstream(Duration.ZERO, false));
    }
    List<Throwable> failed = new ArrayList<>();
    ledger.bind("a", Bond.of("t"), HOUR).subscribe().with(done -> {}, failed::add);
    assertThat(failed).hasSize(1);
    assertThat(ledger.recall("t")).isEmpty();
    assertThat(Now.of(ledger.leases())).hasSize(1);
  }

  @Test
  void aClaimWhoseAnswerIsLostIsDeniedByTheStoreAndItsSlotGivenBack() {
    store.fate = FakeStore.Fate.LOSE_ANSWER;
    scene.ask("a");
    assertThat(scene.heard).isEmpty();
    scene.pass(250);
    assertThat(((Verdict.Denied) scene.heard.get("a")).policy()).isEqualTo(Policy.STORE);
    assertThat(scene.slotsInUse()).isEqualTo(1);

    Scenery.told(ledger.settle("a", Ending.NEVER_SENT, Duration.ZERO));
    scene.pass(1000);
    assertThat(store.fate)
        .as("nothing is heard all the while")
        .isEqualTo(FakeStore.Fate.LOSE_ANSWER);
    store.fate = FakeStore.Fate.ANSWER;
    scene.pass(1000);

    assertThat(scene.slotsInUse()).isZero();
    int settled = (int) store.calls.stream().filter(call -> call.has("settle")).count();
    assertThat(settled).as("sent until confirmed, and no longer").isBetween(2, 8);
    scene.pass(2000);
    assertThat(store.calls.stream().filter(call -> call.has("settle"))).hasSize(settled);
  }

  @Test
  void askingAgainAfterALostAnswerIsGrantedOnceAndAsOldAsTheFirstGrantMayBe() {
    store.fate = FakeStore.Fate.LOSE_ANSWER;
    long first = scene.time.nanos();
    scene.ask("a");
    scene.pass(250);
    store.fate = FakeStore.Fate.ANSWER;
    scene.pass(10);
    scene.ask("a");
    scene.pass(1);
    assertThat(scene.heard.get("a")).isEqualTo(new Verdict.Granted("a", first));
    assertThat(scene.slotsInUse()).isEqualTo(1);
  }

  @Test
  void aGrantIsAsOldAsTheCallThatCarriedItsClaim() {
    store.fate = FakeStore.Fate.STALL;
    scene.ask("first");
    scene.pass(100);
    scene.ask("second");
    scene.pass(100);
    long sent = scene.time.nanos();
    store.resume();
    assertThat(scene.heard.get("second")).isEqualTo(new Verdict.Granted("second", sent));
  }

  @Test
  void aLateCallDoesNothingAndItsClaimsGoIntoTheNext() {
    store.fate = FakeStore.Fate.STALL;
    scene.ask("a");
    // Redis' clock has moved on by more than the deadline while ours has not: a bad estimate.
    store.skewMicros = 300_000;
    store.resume();
    assertThat(scene.granted("a")).isTrue();
    assertThat(scene.slotsInUse()).isEqualTo(1);
    assertThat(store.calls.stream().filter(call -> call.has("admit"))).hasSize(2);
  }

  @Test
  void aStalledStoreGrantsNothingToCallersThatHaveGone() {
    store.fate = FakeStore.Fate.STALL;
    for (int i = 0; i < 20; i++) {
      scene.ask("c" + i);
      scene.pass(100);
    }
    scene
        .heard
        .keySet()
        .forEach(id -> Scenery.told(ledger.settle(id, Ending.NEVER_SENT, Duration.ZERO)));
    assertThat(scene.heard).hasSizeGreaterThan(10);
    store.resume();
    scene.pass(1000);
    long granted = IntStream.range(0, 20).filter(i -> scene.granted("c" + i)).count();
    assertThat((long) scene.slotsInUse()).isEqualTo(granted);
  }

  @Test
  void afterALostAnswerNothingIsAskedUntilTheCallCanBeExecutedNoMore() {
    store.fate = FakeStore.Fate.STALL;
    scene.ask("a");
    long deadline = store.lastCall().deadline();
    scene.ask("b");
    scene.pass(249);
    scene.ask("c");
    scene.pass(3);
    assertThat(store.redisMicros()).isGreaterThan(deadline);
    assertThat(store.lastCall().deadline()).as("the next learns the time").isZero();
    assertThat(store.lastCall().errands()).isEmpty();
    store.resume();
    assertThat(scene.slotsInUse()).isZero();
  }

  @Test
  void withoutAConnectionClaimsAreDeniedAtOnceAndNoneIsInDoubt() {
    store.fate = FakeStore.Fate.UNREACHABLE;
    scene.ask("a");
    assertThat(scene.heard.get("a")).isEqualTo(Verdicts.AWAY);
    int before = store.calls.size();
    Scenery.told(ledger.settle("a", Ending.NEVER_SENT, Duration.ZERO));
    store.fate = FakeStore.Fate.ANSWER;
    scene.pass(1000);
    assertThat(store.calls.subList(before, store.calls.size()))
        .noneMatch(call -> call.has("settle"));
    assertThat(store.calls.size() - before).as("no tight loop").isLessThan(15);
  }

  @Test
  void reportsAreSentInTheirOrderUntilTheyAreConfirmed() {
    scene.ask("a");
    store.fate = FakeStore.Fate.UNREACHABLE;
    List<String> done = new ArrayList<>();
    ledger.bind("a", Bond.of("t"), HOUR).subscribe().with(bound -> done.add("bind " + bound));
    ledger.settle("a", Ending.STARTED, Duration.ZERO).subscribe().with(x -> done.add("settle"));
    ledger.release("a").subscribe().with(x -> done.add("release"));
    scene.pass(2000);
    assertThat(done).isEmpty();
    store.fate = FakeStore.Fate.ANSWER;
    scene.pass(500);
    assertThat(done).containsExactly("bind true", "settle", "release");
    assertThat(
            store.calls.stream()
                .filter(call -> call.has("release"))
                .findFirst()
                .orElseThrow()
                .errands())
        .extracting(Errand::name)
        .containsExactly("bind", "settle", "release");
    assertThat(scene.slotsInUse()).isZero();
  }

  @Test
  void givingUpWhatWasDeniedNeedsNoCall() {
    store.fate = FakeStore.Fate.ANSWER;
    scene.ask(List.of(new Claim("never", "red", Claim.Need.TOKEN)));
    int before = store.calls.size();
    assertThat(Now.of(ledger.settle("other", Ending.NEVER_SENT, Duration.ZERO))).isFalse();
    assertThat(store.calls).hasSize(before);
    Scenery.told(ledger.settle("never", Ending.NEVER_SENT, Duration.ZERO));
    assertThat(store.calls).as("this one was granted").hasSize(before + 1);
  }

  @Test
  void aClaimThatIsGivenUpBeforeItIsSentIsNeverSent() {
    store.fate = FakeStore.Fate.STALL;
    scene.ask("first");
    scene.ask("gone");
    Scenery.told(ledger.settle("gone", Ending.NEVER_SENT, Duration.ZERO));
    store.resume();
    assertThat(store.calls).noneMatch(call -> call.of("admit").contains("gone"));
  }

  @Test
  void aClaimThatIsGivenUpWhileItIsUnderWayLeavesNoSlot() {
    store.fate = FakeStore.Fate.STALL;
    scene.ask("gone");
    Scenery.told(ledger.settle("gone", Ending.NEVER_SENT, Duration.ZERO));
    store.resume();
    assertThat(scene.slotsInUse()).isZero();
  }

  @Test
  void aReplicaThatIsIdleCallsTwiceASecond() {
    int before = store.calls.size();
    scene.pass(10_000);
    assertThat(store.calls.size() - before).isBetween(19, 21);
  }

  @Test
  void aReplicaThatLeavesTellsWhatIsLeftFirst() {
    scene.ask("a");
    store.fate = FakeStore.Fate.STALL;
    scene.pass(500);
    Scenery.told(ledger.release("a"));
    List<String> left = new ArrayList<>();
    ledger.leave().subscribe().with(done -> left.add("left"));
    store.resume();
    assertThat(left).containsExactly("left");
    assertThat(store.lastCall().errands())
        .extracting(Errand::name)
        .containsExactly("release", "bye");
    int calls = store.calls.size();
    scene.pass(5000);
    assertThat(store.calls).hasSize(calls);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNREACHABLE", "LOSE_ANSWER", "STALL"})
  void aReplicaThatLeavesWhileTheStoreIsAwaySendsNothingAfterwards(FakeStore.Fate fate) {
    store.fate = fate;
    scene.pass(1030);
    List<String> left = new ArrayList<>();
    scene.ask("waits");
    ledger.leave().subscribe().with(done -> left.add("left"));
    int calls = store.calls.size();
    scene.pass(260);
    int last = store.calls.size();
    store.fate = FakeStore.Fate.ANSWER;
    scene.pass(5000);

    assertThat(left).containsExactly("left");
    assertThat(last).isEqualTo(calls);
    assertThat(store.calls).hasSize(last);
    assertThat(scene.heard.get("waits")).isEqualTo(Verdicts.AWAY);
  }

  @Test
  void whoAsksALedgerThatWasLeftHearsThatTheStoreIsLost() {
    scene.ask("a");
    Scenery.told(ledger.leave());
    int calls = store.calls.size();
    scene.ask("late");
    List<Throwable> failed = new ArrayList<>();
    ledger.release("a").subscribe().with(done -> {}, failed::add);
    List<Object> due = new ArrayList<>();
    ledger.due(5).subscribe().with(due::addAll, failed::add);
    scene.pass(5000);

    assertThat(store.lastCall().has("bye")).isTrue();
    assertThat(store.calls).hasSize(calls);
    assertThat(scene.heard.get("late")).isEqualTo(Verdicts.AWAY);
    assertThat(failed).hasSize(1).first().isInstanceOf(StoreFailure.class);
    assertThat(due).isEmpty();
  }

  @Test
  void anAnswerThatIsNoneIsAFailureAndNotAGrant() {
    store.garble = true;
    scene.ask("a");
    assertThat(((Verdict.Denied) scene.heard.get("a")).policy()).isEqualTo(Policy.STORE);
    store.garble = false;
    scene.pass(300);
    scene.ask("a");
    assertThat(scene.granted("a")).isTrue();
    assertThat(scene.slotsInUse()).isEqualTo(1);
  }
}
