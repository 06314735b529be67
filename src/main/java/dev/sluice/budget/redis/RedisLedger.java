package dev.sluice.budget.redis;

import dev.sluice.budget.Bond;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.Standing;
import dev.sluice.budget.Verdict;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The ledger of one key in Redis, as one replica sees it: the program decides, the {@link Combiner}
 * carries, the {@link LeaseMirror} remembers. Calls at least once in {@link #SILENCE}, so that the
 * others know that this replica lives.
 */
final class RedisLedger implements Ledger {

  /** The program takes a replica for dead after 3 s; twice a second survives a lost call. */
  private static final Duration SILENCE = Duration.ofMillis(500);

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Ticker ticker;
  private final LeaseMirror mirror;
  private final Pulse pulse;
  private final Refusals refusals = new Refusals();
  private final Combiner combiner;
  private final RecentFigures figures;
  private final Timers.Alarm beat;
  private volatile LedgerLimits limits;
  private volatile Duration drain;

  /**
   * What a ledger is about.
   *
   * @param replica an id of this process, new at each start, without blanks
   */
  record Subject(BudgetPlan plan, LedgerLimits limits, String replica) {}

  RedisLedger(Subject subject, Program program, Lag lag, Ticker ticker, Timers timers) {
    BudgetPlan plan = subject.plan;
    this.limits = subject.limits;
    this.ticker = ticker;
    this.drain = plan.drain();
    this.mirror = new LeaseMirror(subject.replica, ticker);
    this.pulse = new Pulse(plan.name(), ticker);
    var parties = new Session.Parties(plan.name(), subject.replica, new PlanFigures(plan, limits));
    var session = new Session(parties, mirror, lag::micros, ticker);
    this.combiner = new Combiner(program, session, new Ear(), ticker, timers);
    this.figures = new RecentFigures(Figures.before(plan), combiner, ticker);
    this.beat = timers.every(LOOK, () -> combiner.beat(SILENCE.toNanos()));
    combiner.send();
  }

  /** Hears how the calls end. */
  private final class Ear implements Combiner.Listener {
    @Override
    public void heard(Frame frame) {
      if (frame.late()) {
        return;
      }
      drain = frame.drain();
      pulse.heard(!frame.quarantine().isZero(), frame.plansDisagree());
      limits.expired(frame.expired());
    }

    @Override
    public void failed(Throwable failure) {
      pulse.failed(failure);
    }

    @Override
    public void granted(Claim claim, long sentAt) {
      if (claim.need() == Claim.Need.TOKEN_AND_SLOT) {
        mirror.granted(claim, sentAt + limits.longestFlight().toNanos());
      }
    }
  }

  @Override
  public Uni<List<Verdict>> admit(List<Claim> claims) {
    if (claims.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Optional<Verdict.Denied> refused = refusals.refuse(claims, drain, ticker.nanos());
    if (refused.isPresent()) {
      Verdict denied = refused.get();
      return Uni.createFrom().item(claims.stream().map(claim -> denied).toList());
    }
    Verdicts.Gathering gathering = new Verdicts.Gathering(claims.size());
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      Consumer<Verdict> seat = gathering.seat(i);
      combiner.admit(
          claim,
          verdict -> {
            refusals.decided(claim, verdict, ticker.nanos());
            seat.accept(verdict);
          });
    }
    combiner.send();
    return gathering.all();
  }

  @Override
  public Uni<Boolean> settle(String id, Ending ending, Duration hold) {
    combiner.drop(id);
    if (!combiner.close(id) && ending == Ending.NEVER_SENT) {
      return Uni.createFrom().item(false);
    }
    long change =
        switch (ending) {
          case NEVER_SENT, STARTED_NOTHING -> mirror.cancel(id);
          case STARTED, UNKNOWN -> mirror.unknown(id, ticker.nanos() + hold.toNanos());
        };
    return report(Errand.of("settle", id, ending.name(), PlanFigures.micros(hold)), id, change);
  }

  @Override
  public Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck) {
    long change =
        mirror.bind(slot, bond.taskId(), bond.details(), ticker.nanos() + nextCheck.toNanos());
    return report(
        Errand.of("bind", slot, bond.taskId(), PlanFigures.micros(nextCheck), bond.details()),
        slot,
        change);
  }

  @Override
  public Uni<Boolean> release(String slot) {
    return report(Errand.of("release", slot), slot, mirror.end(slot));
  }

  @Override
  public Uni<List<Lease>> due(int most) {
    return combiner
        .ask(Errand.of("due", most))
        .map(told -> Figures.leases(told, Lease.State.BOUND))
        .onFailure()
        .recoverWithItem(List.of());
  }

  @Override
  public Uni<List<Lease>> lapsed(int most) {
    return combiner
        .ask(Errand.of("lapsed", most))
        .map(told -> Figures.leases(told, Lease.State.UNKNOWN))
        .onFailure()
        .recoverWithItem(List.of());
  }

  @Override
  public Uni<Void> reschedule(String slot, Duration nextCheck) {
    return report(Errand.of("reschedule", slot, PlanFigures.micros(nextCheck)), slot, 0)
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> hasten(String slot, Duration nextCheck) {
    if (pulse.standing().mode() != Standing.Mode.SERVING) {
      return Uni.createFrom().voidItem();
    }
    return report(Errand.of("hasten", slot, PlanFigures.micros(nextCheck)), slot, 0)
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> refusedByUpstream(Duration retryAfter, boolean submit) {
    return report(Errand.of("refused", PlanFigures.micros(retryAfter), submit ? "1" : "0"), "", 0)
        .replaceWithVoid();
  }

  @Override
  public Uni<List<Lease>> leases() {
    return Uni.createFrom().item(mirror.leases());
  }

  @Override
  public Optional<Lease> recall(String taskId) {
    return mirror.boundTo(taskId);
  }

  @Override
  public Standing standing() {
    return pulse.standing();
  }

  @Override
  public Duration sinceServing() {
    return pulse.sinceServing();
  }

  @Override
  public Duration drain(Duration planned) {
    return drain;
  }

  @Override
  public void replan(BudgetPlan plan, LedgerLimits nowLimits) {
    limits = nowLimits;
    refusals.clear();
    combiner.replan(new PlanFigures(plan, nowLimits));
  }

  @Override
  public Uni<Void> leave() {
    beat.cancel();
    return combiner.leave();
  }

  @Override
  public Uni<BudgetView> view() {
    return figures.view(drain);
  }

  /** Completes when the store has it; what it was about is known here at once. */
  private Uni<Boolean> report(Errand errand, String slot, long change) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    boolean taken =
        combiner.report(
            errand,
            answer -> {
              boolean yes = answer.text().equals("1");
              mirror.confirmed(slot, change, yes);
              if (yes) {
                refusals.clear();
              }
              done.complete(yes);
            });
    if (!taken) {
      mirror.withdrawn(slot, change);
      return Uni.createFrom().failure(combiner.refusal());
    }
    return Uni.createFrom().completionStage(done);
  }
}
