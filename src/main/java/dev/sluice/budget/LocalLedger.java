package dev.sluice.budget;

import dev.sluice.budget.Claim.Need;
import dev.sluice.budget.Flights.Flight;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger of one key in memory, on Bucket4j local buckets under one lock; answers at once.
 * Starts with no token (law L3), exact windows full (law L10), and with one slot where a cold start
 * is planned (law G2).
 */
public final class LocalLedger implements Ledger {

  /** A 429 on a submit while less than this part of the limit counts is about slots (law L8). */
  private static final double NEARLY_FULL = 0.9;

  private final Ticker ticker;
  private final SteadyTime time;
  private final Books books;
  private final SlotBook slots;
  private final Overdue overdue;
  private final Flights flights = new Flights();
  private final long born;
  private Rules rules;
  private double pace = 1;
  private boolean stepped;

  public LocalLedger(BudgetPlan plan, Ticker ticker, LedgerLimits limits) {
    this.ticker = ticker;
    this.time = new SteadyTime(ticker, () -> stepped = true);
    this.born = time.now();
    this.rules = Rules.first(plan, limits, time);
    this.books = rules.books;
    this.slots = books.slots();
    this.overdue = books.overdue();
  }

  @Override
  public synchronized void replan(BudgetPlan plan, LedgerLimits limits) {
    rules = rules.next(plan, limits, flights, begin());
  }

  @Override
  public synchronized Uni<List<Verdict>> admit(List<Claim> claims) {
    long now = begin();
    Map<String, Verdict> verdicts = new HashMap<>();
    Allotment allotment = new Allotment(books.rate(), rules.shares, books.promises().tokens(), now);
    Set<String> seen = new HashSet<>();
    int readsDenied = 0;
    for (Claim claim : claims) {
      Flight flight = flights.find(claim.id());
      if (!seen.add(claim.id())) {
        continue; // twice in one decision: it is told the same
      }
      if (flight != null && flight.within(rules.plan.spread(), now)) {
        long grantedAt = ticker.nanos() - (now - flight.grantedAt());
        verdicts.put(claim.id(), new Verdict.Granted(claim.id(), grantedAt));
      } else if (rules.plan.reads(claim.team())) {
        forfeit(claim, now);
        verdicts.put(
            claim.id(),
            rules.reads.take(claim.id(), now)
                ? begin(claim, false, now)
                : rules.reads.denied(++readsDenied, now));
      } else if (slots.spent(claim.id()) && !slots.holdsGranted(claim.id())) {
        verdicts.put(claim.id(), rules.forecast.forTeam(Policy.TEAM_TASKS, claim.team(), 1, now));
      } else {
        forfeit(claim, now);
        join(allotment, slots.holdsGranted(claim.id()) ? claim.forToken() : claim);
      }
    }
    for (Demand.Key key : books.demand().keys()) {
      allotment.expect(key, books.demand().of(key));
    }
    serve(allotment, verdicts, now);
    rules.turnedAway.deny(allotment, verdicts, now);
    return Uni.createFrom().item(claims.stream().map(claim -> verdicts.get(claim.id())).toList());
  }

  private void join(Allotment allotment, Claim claim) {
    if (!books.demand().live(claim.team())) {
      books.rate().awaken(claim.team());
    }
    allotment.add(claim);
  }

  private void serve(Allotment allotment, Map<String, Verdict> verdicts, long now) {
    while (rules.creates.open(now)) {
      var pick = allotment.next();
      if (pick.isEmpty()) {
        return;
      }
      Claim claim = pick.get().claim();
      rules.creates.granted(claim.id(), now);
      verdicts.put(claim.id(), begin(claim, pick.get().guaranteed(), now));
      if (claim.need() == Need.TOKEN_AND_SLOT) {
        slots.open(claim, now, now + rules.limits.longestFlight().toNanos());
        books.promises().slots().redeem(claim.team(), now);
      }
      if (slots.holdsGranted(claim.id())) {
        overdue.sent(claim.id(), claim.team(), now);
      }
    }
  }

  private Verdict begin(Claim claim, boolean guaranteed, long now) {
    flights.begin(claim.id(), new Flight(claim.team(), now, guaranteed));
    return new Verdict.Granted(claim.id(), ticker.nanos());
  }

  @Override
  public synchronized Uni<Boolean> settle(String id, Ending ending, Duration hold) {
    long now = begin();
    Flight flight = flights.remove(id);
    boolean freed = flight != null && land(id, flight, ending, now);
    if (ending == Ending.STARTED || ending == Ending.STARTED_NOTHING) {
      overdue.answered(id, now);
    }
    overdue.ended(id);
    if (slots.holdsUnbound(id)) {
      switch (ending) {
        case NEVER_SENT, STARTED_NOTHING -> freed |= slots.release(id, now);
        case STARTED, UNKNOWN -> slots.keepUnknown(id, now + hold.toNanos());
      }
    }
    return Uni.createFrom().item(freed);
  }

  /** Says whether the token came back. */
  private boolean land(String id, Flight flight, Ending ending, long now) {
    end(id, flight.team(), ending != Ending.NEVER_SENT, now);
    if (ending != Ending.NEVER_SENT || !flight.within(rules.plan.spread(), now)) {
      return false;
    }
    if (!rules.plan.reads(flight.team())) {
      books.rate().giveBack(flight.team(), flight.guaranteed());
    }
    return true;
  }

  /**
   * A grant that has grown too old: its token is lost, and another is needed. One that asks for the
   * token alone knows that it was not sent; of any other it counts as sent (law L2).
   */
  private void forfeit(Claim claim, long now) {
    overdue.ended(claim.id());
    Flight old = flights.remove(claim.id());
    if (old != null) {
      end(claim.id(), old.team(), claim.need() == Need.TOKEN_AND_SLOT, now);
    }
  }

  private void end(String id, String team, boolean sent, long now) {
    Lane lane = rules.lane(team);
    if (sent) {
      lane.ended(id, now);
    } else {
      lane.cancelled(id);
    }
  }

  @Override
  public synchronized Uni<Boolean> bind(String slot, Bond bond, Duration nextCheck) {
    return Uni.createFrom().item(slots.bind(slot, bond, begin() + nextCheck.toNanos()));
  }

  @Override
  public synchronized Uni<Boolean> release(String slot) {
    return Uni.createFrom().item(slots.release(slot, begin()));
  }

  @Override
  public synchronized Uni<List<Lease>> due(int most) {
    return Uni.createFrom().item(slots.due(most, begin()));
  }

  @Override
  public synchronized Uni<List<Lease>> lapsed(int most) {
    return Uni.createFrom().item(slots.lapsed().claim(most, begin()));
  }

  @Override
  public synchronized Uni<Void> reschedule(String slot, Duration nextCheck) {
    slots.reschedule(slot, begin() + nextCheck.toNanos());
    return Uni.createFrom().voidItem();
  }

  @Override
  public synchronized Uni<Void> hasten(String slot, Duration nextCheck) {
    slots.hasten(slot, begin() + nextCheck.toNanos(), time.now());
    return Uni.createFrom().voidItem();
  }

  @Override
  public synchronized Uni<Void> refusedByUpstream(Duration retryAfter, boolean submit) {
    long now = begin();
    Lane lane = !submit && rules.plan.lanes().apart() ? rules.reads.lane() : rules.creates;
    if (submit && lane.below(NEARLY_FULL, now)) {
      lane.feedback.slotsRefused(retryAfter, now);
    } else {
      lane.feedback.rateRefused(retryAfter, now);
    }
    return Uni.createFrom().voidItem();
  }

  @Override
  public synchronized Uni<List<Lease>> leases() {
    return Uni.createFrom().item(slots.all(begin()));
  }

  @Override
  public synchronized Optional<Lease> recall(String taskId) {
    return slots.boundTo(taskId, time.now());
  }

  @Override
  public synchronized Uni<BudgetView> view() {
    long now = begin();
    boolean paused = rules.creates.feedback.closedFor(now) > 0;
    boolean apart = rules.plan.lanes().apart();
    var view =
        new BudgetView(
            rules.plan.window().limit(),
            rules.plan.window().seconds(),
            books.rate().tokens(),
            apart ? rules.reads.room(now) : Math.max(0, books.idle()),
            rules.creates.dealing().count(now),
            slotLimit(now),
            slots.usedByTeam(),
            slots.unknownByTeam(),
            paused,
            apart ? rules.reads.lane().feedback.closedFor(now) > 0 : paused);
    return Uni.createFrom().item(view);
  }

  /** Ledger time, after everything was ended whose time is over. */
  private long begin() {
    long now = time.now();
    if (stepped) {
      stepped = false;
      books.stepped();
    }
    rules.reads.lane().look(now);
    rules.creates.look(now);
    if (rules.creates.feedback.pace(now) != pace) {
      pace = rules.creates.feedback.pace(now);
      books.rate().pace(pace);
    }
    books.demand().expire(now);
    books.promises().lapse(now);
    rules.limits.expired(slots.expire(now, rules.limits.hold().toNanos()));
    loseLongFlights(now);
    overdue.look(now);
    rules.shares.begin(rules.creates.feedback.slotsClosedFor(now) > 0 ? 0 : slotLimit(now));
    return now;
  }

  private void loseLongFlights(long now) {
    flights
        .removeOlderThan(rules.limits.longestFlight(), now)
        .forEach(
            (lost, flight) -> {
              end(lost, flight.team(), true, now);
              overdue.ended(lost);
            });
  }

  private int slotLimit(long now) {
    return rules.plan.slotsOpen(now - born, rules.creates.feedback.slotPart(now));
  }
}
