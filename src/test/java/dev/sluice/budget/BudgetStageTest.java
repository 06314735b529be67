package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Draining;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.SendPermit;
import dev.sluice.passage.StaleGrant;
import dev.sluice.passage.Started;
import dev.sluice.routing.Provider;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A submit whose grant grows stale on its way to the wire. */
class BudgetStageTest {

  private static final Answer DONE = new Relayed(200, Map.of(), new byte[0]);

  private final TestTime time = new TestTime();
  private boolean paused;
  private final BudgetPlan plan = Plans.of(120, Duration.ofMinutes(1), 10, Map.of());
  private final SharedBudget budget =
      new SharedBudget(
          new SharedBudget.Subject(plan, Set.of("apixo"), new Seats.Bounds(10, 10)),
          new LocalLedger(
              plan,
              time,
              new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {})),
          time,
          time,
          upstream -> paused);
  private final List<String> slots = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();

  /** The first grant is too old by the time it is looked at. */
  private Uni<Answer> rest(Passage passage) {
    slots.add(passage.noted(Slot.class).id());
    if (slots.size() == 1) {
      time.jump(plan.spread().plusMillis(1));
      drainTheBucket();
      passage.note(Started.class, Started.NEVER_SENT).note(StaleGrant.class, new StaleGrant());
    } else {
      passage.note(Started.class, Started.YES);
    }
    return Uni.createFrom().item(DONE);
  }

  private void drainTheBucket() {
    for (int i = 0; Now.of(budget.view()).tokens() >= 1; i++) {
      Now.of(budget.acquireNow(List.of(new Claim("other" + i, "other", Claim.Need.TOKEN))));
    }
  }

  @Test
  void aStaleGrantIsFollowedByAnotherOnTheSameSlotEvenWhereTheClientDoesNotWait() {
    time.advance(Duration.ofSeconds(1));

    stage().enter(passage(Patience.NONE), this::rest).subscribe().with(answers::add);
    assertThat(answers).isEmpty();
    time.advance(Duration.ofSeconds(1));

    assertThat(answers).containsExactly(DONE);
    assertThat(slots).hasSize(2);
    assertThat(slots.get(0)).isEqualTo(slots.get(1));
    assertThat(Now.of(budget.view()).slotsInUseTotal()).isEqualTo(1);
  }

  /** With the connection in hand the permit says no: nothing left, and the claim waits on. */
  private Uni<Answer> pausedOnItsWay(Passage passage) {
    slots.add(passage.noted(Slot.class).id());
    paused = slots.size() == 1;
    if (passage.noted(SendPermit.class).usable()) {
      passage.note(Started.class, Started.YES);
    } else {
      passage.note(Started.class, Started.NEVER_SENT).note(StaleGrant.class, new StaleGrant());
    }
    return Uni.createFrom().item(DONE);
  }

  @Test
  void aGrantThatIsOnItsWayWhenTheUpstreamIsPausedIsNotSentUntilItIsResumed() {
    time.advance(Duration.ofSeconds(1));

    stage()
        .enter(passage(new Patience(Duration.ofSeconds(60))), this::pausedOnItsWay)
        .subscribe()
        .with(answers::add);
    time.advance(Duration.ofSeconds(10));
    assertThat(answers).isEmpty();
    assertThat(Now.of(budget.view()).slotsInUseTotal()).isEqualTo(1);

    paused = false;
    time.advance(Duration.ofSeconds(1));
    assertThat(answers).containsExactly(DONE);
    assertThat(slots).hasSize(2);
    assertThat(slots.get(0)).isEqualTo(slots.get(1));
  }

  private BudgetStage stage() {
    Budgets budgets =
        new Budgets() {
          @Override
          public Budget of(String upstream) {
            return budget;
          }

          @Override
          public Collection<Budget> all() {
            return List.of(budget);
          }
        };
    return new BudgetStage(
        budgets,
        (upstream, model) -> Duration.ofMinutes(5),
        time,
        new Meters(new SimpleMeterRegistry()),
        new Draining());
  }

  private static Passage passage(Patience patience) {
    var head =
        new RequestHead(Operation.SUBMIT, "r", "apixo", "flux2", "", name -> Optional.empty());
    return new Passage(head)
        .note(Team.class, new Team("red", List.of(), List.of(), true, false))
        .note(Patience.class, patience)
        .note(UpstreamChoice.class, new UpstreamChoice("apixo", Provider.AUTO, "flux2"));
  }
}
