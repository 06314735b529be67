package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a replica knows of all leases, and how it tells a store that has forgotten them. */
class LeaseMirrorTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final Scenery scene = new Scenery(10_000);
  private final FakeStore store = scene.store;
  private final RedisLedger ledger = scene.ledger;

  private static Told lease(String slot, String state, String task) {
    return Told.list(
        List.of(slot, "blue", state, "5000000", "7000000", "other", task, "details of " + slot)
            .stream()
            .map(Told::text)
            .toList());
  }

  private static Told ended(String slot) {
    return Told.list(List.of(Told.text(slot), Told.text("E")));
  }

  private void hear(Told... changed) {
    store.changed.addAll(List.of(changed));
    scene.pass(500);
  }

  private List<String> slots() {
    return Now.of(ledger.leases()).stream().map(Lease::slot).toList();
  }

  @Test
  void whatOtherReplicasDidIsKnownHere() {
    hear(lease("s1", "B", "t1"), lease("s2", "U", ""));
    Lease known = ledger.recall("t1").orElseThrow();
    assertThat(known.slot()).isEqualTo("s1");
    assertThat(known.team()).isEqualTo("blue");
    assertThat(known.details()).isEqualTo("details of s1");
    assertThat(known.age()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    assertThat(Now.of(ledger.leases()))
        .extracting(Lease::state)
        .containsExactly(Lease.State.BOUND, Lease.State.UNKNOWN);
    hear(ended("s1"));
    assertThat(ledger.recall("t1")).isEmpty();
    assertThat(slots()).containsExactly("s2");
  }

  @Test
  void aTaskLeadsNowhereOnceItsLeaseHasEndedHere() {
    LeaseMirror mirror = new LeaseMirror("replica", scene.time);
    mirror.granted(new Claim("a", "red", Claim.Need.TOKEN_AND_SLOT), HOUR.toNanos());
    mirror.bind("a", "t", "", 0);
    assertThat(mirror.tasks()).isEqualTo(1);

    mirror.confirmed("a", mirror.end("a"), true);

    assertThat(mirror.tasks()).isZero();
  }

  @Test
  void aLeaseIsOfTheReplicaThatTheStoreNames() {
    scene.ask("a");
    hear(lease("s1", "B", "t1"));
    assertThat(ledger.recall("t1").orElseThrow().mine()).isFalse();
    Scenery.told(ledger.bind("a", Bond.of("t"), HOUR));
    assertThat(ledger.recall("t").orElseThrow().mine()).isTrue();
    hear(lease("s2", "U", ""));
    store.fate = FakeStore.Fate.STALL;
    Scenery.told(ledger.bind("s2", Bond.of("t2"), HOUR));
    assertThat(ledger.recall("t2").orElseThrow().mine()).as("by whoever binds it").isTrue();
  }

  @Test
  void whatThisReplicaDidIsKnownBeforeTheStoreHasIt() {
    scene.ask("a", "b", "c");
    assertThat(slots()).containsExactly("a", "b", "c");
    store.fate = FakeStore.Fate.STALL;
    Scenery.told(ledger.bind("a", new Bond("t", "d"), HOUR));
    Scenery.told(ledger.settle("a", Ending.STARTED, Duration.ZERO));
    Scenery.told(ledger.settle("b", Ending.UNKNOWN, HOUR));
    Scenery.told(ledger.settle("c", Ending.STARTED_NOTHING, Duration.ZERO));
    assertThat(ledger.recall("t").orElseThrow().details()).isEqualTo("d");
    assertThat(Now.of(ledger.leases()))
        .extracting(Lease::state)
        .containsExactly(Lease.State.BOUND, Lease.State.UNKNOWN);
    Scenery.told(ledger.release("a"));
    assertThat(ledger.recall("t")).isEmpty();
    store.resume();
    scene.pass(1000);
    assertThat(slots()).containsExactly("b");
  }

  @Test
  void whatTheStoreSaysOfALeaseDoesNotUndoWhatItHasNotHeardYet() {
    scene.ask("a");
    store.fate = FakeStore.Fate.STALL;
    scene.pass(500);
    Scenery.told(ledger.bind("a", Bond.of("t"), HOUR));
    store.changed.add(lease("a", "G", ""));
    store.resume();
    assertThat(ledger.recall("t")).isPresent();
  }

  @Test
  void aStoreThatHasForgottenIsToldEverythingInPages() {
    for (int i = 0; i < 1200; i++) {
      store.changed.add(lease("s" + i, "B", "t" + i));
    }
    scene.pass(500);
    int before = store.calls.size();
    store.wipe(scene.plan, Scenery.LIMITS);
    scene.pass(500);

    List<FakeStore.Call> after = store.calls.subList(before, store.calls.size());
    assertThat(after.get(1).has("plan")).isTrue();
    List<FakeStore.Call> telling = after.stream().filter(call -> call.has("assert")).toList();
    assertThat(telling).extracting(call -> call.of("assert").get(0)).containsExactly("0", "0", "1");
    assertThat(telling)
        .extracting(call -> call.of("assert").size() / LeaseMirror.FIELDS)
        .containsExactly(500, 500, 200);
    List<String> first = telling.get(0).of("assert").subList(1, 9);
    assertThat(first.subList(0, 3)).containsExactly("s0", "blue", "B");
    assertThat(Long.parseLong(first.get(3))).isBetween(5_000_000L, 6_000_000L);
    assertThat(first.subList(5, 8)).containsExactly("other", "t0", "details of s0");
    assertThat(after.get(after.size() - 1).header().get(2)).as("asserted").isEqualTo("2");
  }

  @Test
  void pollsAreAnsweredFromTheMirrorUntilTheStoreHasBeenTold() {
    hear(lease("s1", "B", "t1"));
    store.wantsAssert = true;
    store.fate = FakeStore.Fate.UNREACHABLE;
    scene.pass(5000);
    assertThat(ledger.recall("t1")).isPresent();
  }

  @Test
  void aPageWhoseAnswerIsLostIsToldAgain() {
    IntStream.range(0, 700).forEach(i -> store.changed.add(lease("s" + i, "B", "t" + i)));
    scene.pass(500);
    store.wantsAssert = true;
    store.generation = 7;
    store.fate = FakeStore.Fate.LOSE_ANSWER;
    scene.pass(2000);
    store.fate = FakeStore.Fate.ANSWER;
    scene.pass(1000);
    store.wantsAssert = true;
    store.generation = 8;
    scene.pass(1000);
    List<String> pages = new ArrayList<>();
    store.calls.stream()
        .filter(call -> call.has("assert"))
        .forEach(call -> pages.add(call.of("assert").get(0)));
    assertThat(pages.subList(pages.size() - 2, pages.size())).containsExactly("0", "1");
    assertThat(store.lastCall().header().get(2)).isEqualTo("8");
  }

  @Test
  void whatIsNotAmongEverythingHasEnded() {
    hear(lease("s1", "B", "t1"), lease("s2", "B", "t2"));
    store.pages.add(new FakeStore.Page(0, true, List.of()));
    store.pages.add(new FakeStore.Page(21, true, List.of(lease("s2", "B", "t2"))));
    store.fateAfterwards(2, FakeStore.Fate.UNREACHABLE);
    scene.pass(500);
    assertThat(slots()).as("not all was told yet").containsExactly("s1", "s2");
    store.pages.add(new FakeStore.Page(40, false, List.of(lease("s3", "B", "t3"))));
    store.fate = FakeStore.Fate.ANSWER;
    scene.pass(500);
    assertThat(store.calls.stream().map(call -> call.header().get(4))).contains("0", "21");
    assertThat(slots()).containsExactly("s2", "s3");
  }
}
