package dev.sluice.budget;

import java.util.Optional;

/** A plan, and what follows from it for a ledger: made anew where another plan counts. */
final class Rules {

  final BudgetPlan plan;
  final LedgerLimits limits;
  final Lane creates;
  final ReadLane reads;
  final Books books;
  final SlotShares shares;
  final Forecast forecast;
  final TurnedAway turnedAway;

  private Rules(BudgetPlan plan, LedgerLimits limits, Lane creates, Lane reads, Books books) {
    this.plan = plan;
    this.limits = limits;
    this.creates = creates;
    this.reads = new ReadLane(reads);
    this.books = books;
    this.shares = new SlotShares(plan, books.slots(), books.overdue(), books.promises().slots());
    this.forecast = new Forecast(plan, books);
    this.turnedAway = new TurnedAway(creates, shares, books.demand(), forecast);
  }

  /** Of a ledger that begins: nothing is known. */
  static Rules first(BudgetPlan plan, LedgerLimits limits, SteadyTime time) {
    Lane creates = Lane.ofCreates(plan, time.now());
    RateBook rate = new RateBook(plan, creates.dealing(), time::now);
    Books books =
        new Books(
            rate,
            new SlotBook(),
            new Overdue(),
            new Demand(plan.drain().toNanos()),
            Promises.within(plan));
    return new Rules(plan, limits, creates, Lane.ofReads(plan, time.now()), books);
  }

  /**
   * By another plan, with all that is known (law L11).
   *
   * @param flights that are under way
   */
  Rules next(BudgetPlan next, LedgerLimits nextLimits, Flights flights, long now) {
    Optional<Lane> ownReads = plan.lanes().apart() ? Optional.of(reads.lane()) : Optional.empty();
    long underWay = flights.count(flight -> !next.reads(flight.team()));
    long readsUnderWay = flights.count(flight -> next.reads(flight.team()));
    Lane nextCreates = Lane.ofCreates(next, creates, ownReads, underWay, now);
    Lane nextReads = Lane.ofReads(next, creates, ownReads, readsUnderWay, now);
    books.follow(plan, next, nextCreates.dealing());
    return new Rules(next, nextLimits, nextCreates, nextReads, books);
  }

  /** The lane by which this client goes. */
  Lane lane(String team) {
    return plan.reads(team) ? reads.lane() : creates;
  }
}
