package dev.sluice.budget.redis;

import dev.sluice.budget.Bond;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.Verdict;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The program as a ledger that answers at once: each question is a call of its own. */
final class ProgramLedger implements Ledger {

  private final ProgramClient client;
  private final IntConsumer onExpired;

  ProgramLedger(ProgramClient client, IntConsumer onExpired) {
    this.client = client;
    this.onExpired = onExpired;
  }

  @Override
  public Uni<List<Verdict>> admit(List<Claim> claims) {
    ProgramClient.Reply reply = call(Words.admit(claims));
    List<?> answers = (List<?>) reply.answers().get(0);
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      verdicts.add(Words.verdict(claims.get(i), answers.get(i), reply.now()));
    }
    return Uni.createFrom().item(verdicts);
  }

  @Override
  public Uni<Boolean> settle(String id, Ending ending, Duration hold) {
    return yes(Words.settle(id, ending, hold));
  }

  @Override
  public Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck) {
    return yes(Words.bind(slot, bond, nextCheck));
  }

  @Override
  public Uni<Boolean> release(String slot) {
    return yes(List.of("release", slot));
  }

  @Override
  public Uni<List<Lease>> due(int most) {
    return Uni.createFrom()
        .item(Words.due((List<?>) call(List.of("due", "" + most)).answers().get(0)));
  }

  @Override
  public Uni<List<Lease>> lapsed(int most) {
    List<?> answer = (List<?>) call(List.of("lapsed", "" + most)).answers().get(0);
    return Uni.createFrom().item(Words.leases(answer, Lease.State.UNKNOWN));
  }

  @Override
  public Uni<Void> reschedule(String slot, Duration nextCheck) {
    return yes(List.of("reschedule", slot, Words.micros(nextCheck))).replaceWithVoid();
  }

  @Override
  public Uni<Void> hasten(String slot, Duration nextCheck) {
    return yes(List.of("hasten", slot, Words.micros(nextCheck))).replaceWithVoid();
  }

  @Override
  public Uni<Void> refusedByUpstream(Duration retryAfter, boolean submit) {
    return yes(Words.refused(retryAfter, submit)).replaceWithVoid();
  }

  @Override
  public Uni<List<Lease>> leases() {
    return Uni.createFrom().item(Words.leases(client, call(List.of("view")).now()));
  }

  @Override
  public Optional<Lease> recall(String taskId) {
    return Words.leases(client, 0).stream()
        .filter(lease -> lease.taskId().equals(taskId))
        .findFirst();
  }

  @Override
  public void replan(BudgetPlan plan, LedgerLimits limits) {
    client.replan(plan, limits);
  }

  @Override
  public Uni<BudgetView> view() {
    return Uni.createFrom().item(Words.view((List<?>) call(List.of("view")).answers().get(0)));
  }

  private Uni<Boolean> yes(List<String> operation) {
    return Uni.createFrom().item("1".equals(call(operation).answers().get(0)));
  }

  private ProgramClient.Reply call(List<String> operation) {
    ProgramClient.Reply reply = client.call(List.of(operation));
    if (reply.expired() > 0) {
      onExpired.accept((int) reply.expired());
    }
    return reply;
  }
}
