package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who waits, in which order, and how waiting ends. */
class WaitingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TestTime time = new TestTime();
  private final BudgetPlan plan = Plans.of(10_000, Duration.ofMinutes(1), 2, Map.of());
  private final LocalLedger ledger =
      new LocalLedger(
          plan,
          time,
          new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {}));
  private final SharedBudget budget =
      new SharedBudget(plan, ledger, time, time, new Seats.Bounds(3, 5));
  private final List<String> granted = new ArrayList<>();
  private final Map<String, Verdict.Denied> denied = new HashMap<>();

  private void ask(String id, String team, Claim.Need need, Duration patience) {
    budget
        .acquire(new Claim(id, team, need), patience)
        .subscribe()
        .with(
            verdict -> {
              if (verdict instanceof Verdict.Denied no) {
                denied.put(id, no);
              } else {
                granted.add(id);
              }
            });
  }

  private void slot(String id) {
    ask(id, "red", Claim.Need.TOKEN_AND_SLOT, PATIENCE);
  }

  private void fill() {
    time.advance(Duration.ofSeconds(1));
    slot("first");
    slot("second");
    assertThat(granted).containsExactly("first", "second");
    for (String id : List.of("first", "second")) {
      Now.of(ledger.bind(id, Bond.of("task-" + id), Duration.ofHours(1)));
      budget.settle(id, Ending.STARTED, Duration.ZERO);
    }
    granted.clear();
  }

  @Test
  void whoCameFirstIsServedFirstAndAtOnceWhenASlotIsFreed() {
    fill();
    slot("third");
    slot("fourth");
    Now.of(budget.release("first"));
    assertThat(granted).containsExactly("third");
    Now.of(budget.release("second"));
    assertThat(granted).containsExactly("third", "fourth");
  }

  @Test
  void aClaimThatWaitsForASlotBlocksNobodyWhoNeedsATokenOnly() {
    fill();
    slot("third");
    ask("check", "red", Claim.Need.TOKEN, Duration.ZERO);
    assertThat(granted).containsExactly("check");
  }

  @Test
  void aClaimThatDoesNotWaitDoesNotOvertakeOneThatDoes() {
    fill();
    slot("third");
    Now.of(ledger.release("first"));
    ask("pusher", "red", Claim.Need.TOKEN_AND_SLOT, Duration.ZERO);
    assertThat(granted).containsExactly("third");
    assertThat(denied).containsOnlyKeys("pusher");
  }

  @Test
  void patienceEndsWithATruePolicyAndATimeToComeBack() {
    fill();
    slot("third");
    time.advance(PATIENCE.minusMillis(100));
    assertThat(denied).isEmpty();
    time.advance(Duration.ofMillis(100));
    assertThat(denied.get("third").policy()).isEqualTo(Policy.BUDGET_TASKS);
    assertThat(denied.get("third").after())
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
  }

  @Test
  void aClientThatLeavesWhileItWaitsTakesNoTokenAndNoSlot() {
    fill();
    slot("third");
    budget.withdraw("third");
    BudgetView before = Now.of(budget.view());
    Now.of(budget.release("first"));
    time.advance(Duration.ofSeconds(1));
    BudgetView after = Now.of(budget.view());
    assertThat(granted).isEmpty();
    assertThat(after.slotsInUseTotal()).isEqualTo(1);
    assertThat(after.windowRequests()).isEqualTo(before.windowRequests());
    assertThat(budget.slotsAreWanted()).isFalse();
  }

  @Test
  void aFullRoomRefusesAtOnceByItsOwnName() {
    fill();
    slot("third");
    slot("fourth");
    slot("fifth");
    slot("sixth");
    assertThat(denied).containsOnlyKeys("sixth");
    assertThat(denied.get("sixth").policy()).isEqualTo(Policy.WAITING);
    assertThat(denied.get("sixth").after()).isGreaterThan(Duration.ofSeconds(1));
    ask("other", "blue", Claim.Need.TOKEN_AND_SLOT, PATIENCE);
    assertThat(denied).as("another team has a queue of its own").containsOnlyKeys("sixth");
  }

  @Test
  void aStopSendsEveryWaiterAwayAtOnce() {
    fill();
    slot("third");
    slot("fourth");
    budget.dismiss();
    assertThat(denied).containsOnlyKeys("third", "fourth");
  }

  @Test
  void moreThanOneCallsWorthOfWaitersIsServedWhenThereIsRoomForThem() {
    LocalLedger wide =
        new LocalLedger(
            Plans.of(600_000, Duration.ofMinutes(1), 1000, Map.of()),
            time,
            new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {}));
    WaitingRoom room =
        new WaitingRoom(wide, time, time, new Seats(new Seats.Bounds(1000, 1000), name -> false));
    for (int i = 0; i < 300; i++) {
      room.enter(new Claim("w" + i, "red", Claim.Need.TOKEN_AND_SLOT), PATIENCE, false)
          .subscribe()
          .with(verdict -> granted.add(((Verdict.Granted) verdict).id()));
    }
    assertThat(granted).isEmpty();
    time.advance(Duration.ofMillis(100));
    room.drain();
    assertThat(granted).hasSize(300).startsWith("w0", "w1", "w2");
  }
}
