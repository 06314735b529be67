package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lanes;
import dev.sluice.budget.Policy;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.Standing;
import dev.sluice.budget.TeamShare;
import dev.sluice.budget.Verdict;
import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Refusing without a round trip, and what a replica says of its store. */
class RefusalsTest {

  private final Scenery scene =
      new Scenery(1_000_000, Map.of("red", TeamShare.PLAIN, "blue", TeamShare.PLAIN));
  private final FakeStore store = scene.store;
  private int ids;
  private int askedOfStore;
  private int redServed;
  private int blueServed;

  /** Red asks 10000 times a second and never waits; blue always has 64 that wait. */
  private void flood(int seconds, boolean throughTheLedger) {
    Deque<Claim> blue = new ArrayDeque<>();
    for (int ms = 0; ms < 1000 * seconds; ms++) {
      scene.pass(1);
      for (int i = 0; i < 10; i++) {
        Claim red = new Claim("r" + ids++, "red", Claim.Need.TOKEN, true);
        redServed += served(List.of(red), throughTheLedger).size();
      }
      if (ms % 50 == 0) {
        while (blue.size() < 64) {
          blue.add(new Claim("b" + ids++, "blue", Claim.Need.TOKEN));
        }
        List<Claim> granted = served(List.copyOf(blue), throughTheLedger);
        blueServed += granted.size();
        blue.removeAll(granted);
      }
    }
  }

  private List<Claim> served(List<Claim> claims, boolean throughTheLedger) {
    var asked = throughTheLedger ? scene.ledger.admit(claims) : store.ledger.admit(claims);
    List<Verdict> verdicts = Now.of(asked);
    List<Claim> granted = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      if (verdicts.get(i) instanceof Verdict.Granted) {
        granted.add(claims.get(i));
        String id = claims.get(i).id();
        Scenery.told(
            throughTheLedger
                ? scene.ledger.settle(id, Ending.STARTED_NOTHING, Duration.ZERO)
                : store.ledger.settle(id, Ending.STARTED_NOTHING, Duration.ZERO));
      }
    }
    return granted;
  }

  @Test
  void aTeamThatDoesNotWaitGetsItsShareThoughItsFloodIsRefusedHere() {
    flood(20, true);
    askedOfStore =
        (int)
            store.calls.stream()
                .flatMap(call -> call.of("admit").stream())
                .filter(text -> text.startsWith("r"))
                .filter(text -> !text.equals("red"))
                .count();
    double withRefusals = redServed / (double) (redServed + blueServed);
    assertThat(askedOfStore).as("of 200000").isLessThan(10_000);
    redServed = 0;
    blueServed = 0;
    flood(20, false);
    double without = redServed / (double) (redServed + blueServed);
    assertThat(withRefusals).isGreaterThan(0.95 * without);
  }

  @Test
  void aFloodBeyondEnoughCostsNoCall() {
    scene.ask(
        java.util.stream.IntStream.range(0, 200)
            .mapToObj(i -> new Claim("fill" + i, "red", Claim.Need.TOKEN, true))
            .toList());
    int calls = store.calls.size();
    List<Claim> flood = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      flood.add(new Claim("x" + i, "red", Claim.Need.TOKEN, true));
    }
    flood.forEach(claim -> scene.ask(List.of(claim)));
    assertThat(store.calls).hasSize(calls);
    Verdict.Denied denied = (Verdict.Denied) scene.heard.get("x999");
    assertThat(denied.policy()).isEqualTo(Policy.BUDGET_REQUESTS);
    assertThat(denied.booked()).isFalse();
    scene.ask(List.of(new Claim("waits", "red", Claim.Need.TOKEN)));
    assertThat(store.calls).as("who waits is always asked for").hasSize(calls + 1);
    scene.pass(51);
    scene.ask(List.of(new Claim("later", "red", Claim.Need.TOKEN, true)));
    assertThat(store.lastCall().of("admit")).contains("later");
  }

  @Test
  void itSaysWhenTheStoreIsLostAndWhenItRecovers() {
    assertThat(scene.ledger.standing()).isEqualTo(Standing.SERVING);
    assertThat(scene.ledger.sinceServing()).isZero();
    store.fate = FakeStore.Fate.UNREACHABLE;
    scene.pass(4000);
    assertThat(scene.ledger.standing().mode()).isEqualTo(Standing.Mode.LOST);
    assertThat(scene.ledger.sinceServing())
        .isBetween(Duration.ofMillis(4000), Duration.ofMillis(4500));
    store.fate = FakeStore.Fate.ANSWER;
    store.quarantineMicros = 2_000_000;
    scene.pass(300);
    assertThat(scene.ledger.standing().mode()).isEqualTo(Standing.Mode.RECOVERING);
    assertThat(scene.ledger.sinceServing()).isGreaterThan(Duration.ofSeconds(4));
    store.quarantineMicros = 0;
    scene.pass(500);
    assertThat(scene.ledger.standing()).isEqualTo(Standing.SERVING);
  }

  @Test
  void figuresAreTheLastKnownWhileTheStoreIsAway() {
    scene.ask("a");
    BudgetView before = Now.of(scene.ledger.view());
    assertThat(before.slotsInUse()).containsEntry("red", 1);
    int calls = store.calls.size();
    Now.of(scene.ledger.view());
    assertThat(store.calls).as("not asked again within a drain interval").hasSize(calls);
    store.fate = FakeStore.Fate.UNREACHABLE;
    scene.pass(5000);
    List<BudgetView> seen = new ArrayList<>();
    scene.ledger.view().subscribe().with(seen::add);
    List<Object> due = new ArrayList<>();
    scene.ledger.due(5).subscribe().with(due::add);
    scene.pass(500);
    assertThat(due).containsExactly(List.of());
    assertThat(seen).containsExactly(before);
  }

  @Test
  void equalPlansHaveEqualDigestsAndOthersDoNot() {
    String digest = new PlanFigures(scene.plan, Scenery.LIMITS).digest();
    assertThat(
            new PlanFigures(new Scenery(1_000_000, scene.plan.shares()).plan, Scenery.LIMITS)
                .digest())
        .hasSize(16);
    Scenery same = new Scenery(1_000_000, Map.of("blue", TeamShare.PLAIN, "red", TeamShare.PLAIN));
    assertThat(new PlanFigures(same.plan, Scenery.LIMITS).digest()).isEqualTo(digest);
    Scenery other = new Scenery(999_999, Map.of("blue", TeamShare.PLAIN, "red", TeamShare.PLAIN));
    assertThat(new PlanFigures(other.plan, Scenery.LIMITS).digest()).isNotEqualTo(digest);
    List<String> figures = new PlanFigures(scene.plan, Scenery.LIMITS).errand().arguments();
    assertThat(figures).hasSize(14 + 3 * 8).startsWith("10000", "60000000", "500000");
    assertThat(Double.parseDouble(figures.get(4))).isEqualTo(scene.plan.rate());
  }

  @Test
  void plansOfOtherWindowsHaveOtherDigests() {
    assertThat(
            Stream.of(
                    List.of("20/10s create"),
                    List.of("20/10s create", "10/1s read"),
                    List.of("20/10s create", "11/1s read"),
                    List.of("20/10s create", "10/2s read"),
                    List.of("20/10s create", "5/1s create", "10/1s read"),
                    List.of("20/10s"),
                    List.of("20/10s", "5/1s"))
                .map(windows -> new PlanFigures(of(windows), Scenery.LIMITS).digest()))
        .doesNotHaveDuplicates();
  }

  private BudgetPlan of(List<String> windows) {
    Lanes lanes =
        Lanes.of(windows.stream().map(each -> RateWindow.parse(each).orElseThrow()).toList());
    var timing = new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, scene.plan.drain());
    return BudgetPlan.of("kie", lanes, timing, 1, 98, Map.of());
  }
}
