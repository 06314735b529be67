package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A waiting room whose ledger answers when it is told to. */
class WaitingRoomTest {

  private static final Claim CLAIM = new Claim("c", "red", Claim.Need.TOKEN_AND_SLOT);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final TestTime time = new TestTime();
  private final SlowLedger ledger = new SlowLedger(time);
  private final WaitingRoom room =
      new WaitingRoom(ledger, time, time, new Seats(new Seats.Bounds(10, 10), name -> false));
  private final List<Verdict> heard = new ArrayList<>();

  private void waiting() {
    room.enter(CLAIM, PATIENCE, false).subscribe().with(heard::add);
    ledger.deny();
    assertThat(room.seats().taken()).containsEntry("red", 1);
  }

  @Test
  void aGrantThatTwoCallsHearOfIsNotGivenBack() {
    waiting();
    room.drain();
    time.advance(PATIENCE);

    ledger.grant();
    ledger.grant();

    assertThat(heard).hasSize(1).first().isInstanceOf(Verdict.Granted.class);
    assertThat(ledger.settled).isEmpty();
    assertThat(room.seats().taken()).isEmpty();
  }

  @Test
  void aGrantThatComesAfterTheLastDenialIsGivenBack() {
    waiting();
    room.drain();
    time.advance(PATIENCE);

    ledger.answer(1, false);
    ledger.grant();

    assertThat(heard).hasSize(1).first().isInstanceOf(Verdict.Denied.class);
    assertThat(ledger.settled).containsExactly("c NEVER_SENT");
  }

  @Test
  void aGrantForOneThatHasGoneIsGivenBack() {
    waiting();
    room.drain();
    room.withdraw("c");

    ledger.grant();

    assertThat(heard).hasSize(1).first().isInstanceOf(Verdict.Denied.class);
    assertThat(ledger.settled).containsExactly("c NEVER_SENT");
  }

  @Test
  void oneWhoseTimeIsOverIsAskedForALastTimeAndToldWhenToComeBack() {
    waiting();
    time.advance(PATIENCE);
    assertThat(ledger.asked.get(0)).containsExactly(CLAIM.lastTime());
    assertThat(heard).isEmpty();

    ledger.deny();

    assertThat(heard).hasSize(1).first().isInstanceOf(Verdict.Denied.class);
    assertThat(room.seats().taken()).isEmpty();
  }

  /** Keeps calls open until a test answers them. */
  private static final class SlowLedger implements Ledger {
    private final TestTime time;
    private final List<List<Claim>> asked = new ArrayList<>();
    private final List<UniEmitter<? super List<Verdict>>> open = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();

    private SlowLedger(TestTime time) {
      this.time = time;
    }

    private void grant() {
      answer(0, true);
    }

    private void deny() {
      answer(0, false);
    }

    private void answer(int call, boolean granted) {
      List<Claim> claims = asked.remove(call);
      open.remove(call).complete(claims.stream().map(claim -> verdict(claim, granted)).toList());
    }

    private Verdict verdict(Claim claim, boolean granted) {
      return granted
          ? new Verdict.Granted(claim.id(), time.nanos())
          : new Verdict.Denied(Policy.BUDGET_REQUESTS, PATIENCE, false);
    }

    @Override
    public void replan(BudgetPlan plan, LedgerLimits limits) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Verdict>> admit(List<Claim> claims) {
      return Uni.createFrom()
          .emitter(
              emitter -> {
                asked.add(claims);
                open.add(emitter);
              });
    }

    @Override
    public Uni<Boolean> settle(String id, Ending ending, Duration hold) {
      settled.add(id + " " + ending);
      return Uni.createFrom().item(true);
    }

    @Override
    public Uni<List<Lease>> lapsed(int most) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Void> hasten(String slot, Duration nextCheck) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Lease> recall(String taskId) {
      return Optional.empty();
    }

    @Override
    public Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Boolean> release(String slot) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Lease>> due(int most) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Void> reschedule(String slot, Duration nextCheck) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Void> refusedByUpstream(Duration retryAfter, boolean submit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<List<Lease>> leases() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Uni<BudgetView> view() {
      throw new UnsupportedOperationException();
    }
  }
}
