package dev.sluice.budget;

import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** A ledger with its waiting room. Drains while it is open. */
final class SharedBudget implements Budget {

  private static final Logger LOG = Logger.getLogger(SharedBudget.class);

  /** A refusal for want of a slot says for so long that slots are wanted, nanoseconds. */
  private static final long WANTED_FOR = 1_000_000_000L;

  /** How soon a binding is told again for which the ledger had no room. */
  private static final Duration BIND_AGAIN = Duration.ofSeconds(1);

  private final Set<String> upstreams;
  private final Ledger ledger;
  private final WaitingRoom room;
  private final Ticker ticker;
  private final Timers timers;
  private final Predicate<String> paused;
  private volatile BudgetPlan plan;
  private volatile Timers.Alarm drains = () -> {};
  private volatile boolean closed;
  private volatile long slotDeniedAt;

  SharedBudget(BudgetPlan plan, Ledger ledger, Ticker ticker, Timers timers, Seats.Bounds bounds) {
    this(new Subject(plan, Set.of(plan.name()), bounds), ledger, ticker, timers, name -> false);
  }

  /**
   * What a budget is about.
   *
   * @param upstreams that share it
   */
  record Subject(BudgetPlan plan, Set<String> upstreams, Seats.Bounds bounds) {}

  /**
   * @param paused whether no submit is to be granted at an upstream for now
   */
  SharedBudget(
      Subject subject, Ledger ledger, Ticker ticker, Timers timers, Predicate<String> paused) {
    this.plan = subject.plan;
    this.upstreams = Set.copyOf(subject.upstreams);
    this.paused = paused;
    this.ledger = ledger;
    this.ticker = ticker;
    this.slotDeniedAt = ticker.nanos() - WANTED_FOR;
    this.room = new WaitingRoom(ledger, ticker, timers, new Seats(subject.bounds, paused));
    this.timers = timers;
    drainLater();
  }

  private void drainLater() {
    if (!closed) {
      drains = timers.after(ledger.drain(plan.drain()), this::drainAgain);
    }
  }

  private void drainAgain() {
    drainLater();
    room.drain();
  }

  @Override
  public String name() {
    return plan.name();
  }

  @Override
  public Set<String> upstreams() {
    return upstreams;
  }

  BudgetPlan plan() {
    return plan;
  }

  /** Goes by another plan and within other bounds from now on; looks who is served by it. */
  void replan(BudgetPlan next, LedgerLimits limits, Seats.Bounds bounds) {
    BudgetPlan before = plan;
    plan = next;
    if (!next.equals(before)) {
      ledger.replan(next, limits);
    }
    room.follow(bounds, before.goneIn(next));
  }

  @Override
  public boolean paused(String upstream) {
    return paused.test(upstream);
  }

  @Override
  public Uni<Verdict> acquire(Claim claim, Duration patience) {
    return room.enter(claim, patience, false).invoke(verdict -> remember(claim, verdict));
  }

  @Override
  public Uni<Verdict> acquireAsked(Claim claim, Duration patience) {
    return room.enter(claim, patience, true).invoke(verdict -> remember(claim, verdict));
  }

  @Override
  public Uni<Verdict> tryOnce(Claim claim) {
    return room.tryOnce(claim).invoke(verdict -> remember(claim, verdict));
  }

  @Override
  public void withdraw(String id) {
    room.withdraw(id);
  }

  @Override
  public Uni<List<Verdict>> acquireNow(List<Claim> claims) {
    return room.ask(claims)
        .invoke(
            verdicts -> {
              for (int i = 0; i < claims.size(); i++) {
                abandon(claims.get(i), verdicts.get(i));
              }
            });
  }

  @Override
  public boolean fresh(Verdict.Granted grant) {
    return ticker.nanos() - grant.grantedAt() <= plan.spread().toNanos();
  }

  @Override
  public void settle(String id, Ending ending, Duration hold) {
    ledger
        .settle(id, ending, hold)
        .subscribe()
        .with(
            freed -> {
              if (freed) {
                room.drain();
              }
            },
            failure ->
                LOG.errorf("settling failed: budget=%s id=%s cause=%s", name(), id, failure));
  }

  @Override
  public Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck) {
    Uni<Boolean> bound =
        ledger
            .bind(slot, bond, nextCheck)
            .onFailure(StoreFailure.class)
            .invoke(() -> bindLater(slot, bond, nextCheck));
    return within(BIND_MILLIS, bound, out -> out.complete(true));
  }

  @Override
  public Uni<Boolean> bindForSure(String slot, Bond bond, Duration nextCheck) {
    return within(
        BIND_SURE_MILLIS,
        Uni.createFrom().deferred(() -> ledger.bind(slot, bond, nextCheck)),
        out -> out.fail(new StoreFailure(StoreFailure.Kind.UNKNOWN, "no binding")));
  }

  /** What is told, or what is said in its place where it comes too late. */
  private Uni<Boolean> within(
      long millis, Uni<Boolean> told, Consumer<UniEmitter<? super Boolean>> late) {
    return Uni.createFrom()
        .emitter(
            out -> {
              Timers.Alarm over = timers.after(Duration.ofMillis(millis), () -> late.accept(out));
              out.onTermination(over::cancel);
              told.subscribe().with(out::complete, out::fail);
            });
  }

  /** There are never more of these than submits that hold a slot. */
  private void bindLater(String slot, Bond bond, Duration nextCheck) {
    if (closed) {
      return;
    }
    timers.after(
        BIND_AGAIN,
        () ->
            ledger
                .bind(slot, bond, nextCheck)
                .subscribe()
                .with(done -> {}, failure -> bindLater(slot, bond, nextCheck)));
  }

  @Override
  public Uni<Boolean> release(String slot) {
    return ledger.release(slot).invoke(room::drain);
  }

  @Override
  public Uni<List<Lease>> due(int most) {
    return ledger.due(most);
  }

  @Override
  public Uni<List<Lease>> lapsed(int most) {
    return ledger.lapsed(most);
  }

  @Override
  public Uni<Void> reschedule(String slot, Duration nextCheck) {
    return told(ledger.reschedule(slot, nextCheck), "reschedule");
  }

  @Override
  public Uni<Void> hasten(String slot, Duration nextCheck) {
    return told(ledger.hasten(slot, nextCheck), "hasten");
  }

  @Override
  public void refusedByUpstream(Duration retryAfter, boolean submit) {
    LOG.warnf(
        "the upstream refused with 429: budget=%s retryAfter=%s submit=%s",
        name(), retryAfter, submit);
    told(ledger.refusedByUpstream(retryAfter, submit), "429");
  }

  /** The ledger keeps a report until its store has it; nobody waits for that. */
  private Uni<Void> told(Uni<Void> report, String what) {
    report
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.errorf("report failed: budget=%s report=%s cause=%s", name(), what, failure));
    return Uni.createFrom().voidItem();
  }

  @Override
  public boolean slotsAreWanted() {
    return room.slotsAreWanted() || ticker.nanos() - slotDeniedAt < WANTED_FOR;
  }

  private void remember(Claim claim, Verdict verdict) {
    if (verdict instanceof Verdict.Denied denied && denied.policy() == Policy.BUDGET_TASKS) {
      slotDeniedAt = ticker.nanos();
    }
    abandon(claim, verdict);
  }

  /** What nobody asks for any more, and may have been granted unheard, goes back (law G3). */
  private void abandon(Claim claim, Verdict verdict) {
    if (verdict instanceof Verdict.Denied denied
        && (denied.policy() == Policy.STORE || denied.policy() == Policy.WAITING)) {
      settle(claim.id(), Ending.NEVER_SENT, Duration.ZERO);
    }
  }

  @Override
  public Uni<List<Lease>> leases() {
    return ledger.leases();
  }

  @Override
  public Optional<Lease> recall(String taskId) {
    return ledger.recall(taskId);
  }

  @Override
  public Standing standing() {
    return ledger.standing();
  }

  @Override
  public Uni<BudgetView> view() {
    return ledger.view();
  }

  /** Who waits. */
  Seats seats() {
    return room.seats();
  }

  /** Sends away who waits, and goes on for those whose requests are under way. */
  void dismiss() {
    room.close();
  }

  void close() {
    closed = true;
    drains.cancel();
    room.close();
    ledger.leave().subscribe().with(done -> {}, failure -> {});
  }
}
