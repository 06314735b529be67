package dev.sluice.budget;

import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Teams, a ledger with its waiting room, and an upstream, on virtual time. A team sends at random
 * moments at a given rate; what is granted arrives within the spread and is answered after the
 * upstream's latency.
 */
final class Simulation {

  final TestTime time = new TestTime();

  /** What all others but the gateway's own checks send where those have a lane of their own. */
  final Arrivals arrivals = new Arrivals();

  /** What these send, there. */
  final Arrivals reads = new Arrivals();

  final Map<String, Integer> sent = new HashMap<>();
  final Map<String, Integer> refused = new HashMap<>();
  final LocalLedger ledger;
  final SharedBudget budget;
  final BudgetPlan plan;
  private final Random random;
  private final List<Source> sources = new ArrayList<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long ids;
  private long stalledUntil;
  private Duration latency = Duration.ofMillis(50);

  private record Event(long at, long number, Runnable run) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  /**
   * A team's traffic: requests a second, what each needs, how long each waits, how long its tasks
   * run.
   */
  record Source(String team, double perSecond, Claim.Need need, Duration patience, Duration task) {}

  Simulation(BudgetPlan plan, long seed) {
    this.plan = plan;
    this.random = new Random(seed);
    this.ledger =
        new LocalLedger(
            plan,
            time,
            new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {}));
    this.budget = new SharedBudget(plan, ledger, time, time, new Seats.Bounds(100_000, 1_000_000));
  }

  Simulation with(Source source) {
    sources.add(source);
    schedule(source);
    return this;
  }

  /** Requests alone, which wait as long as it takes. */
  Simulation requests(String team, double perSecond, Duration patience) {
    return with(new Source(team, perSecond, Claim.Need.TOKEN, patience, Duration.ZERO));
  }

  /** The upstream lets nothing in for so long from now, and everything together afterwards. */
  void stall(Duration length) {
    stalledUntil = time.nanos() + length.toNanos();
  }

  void latency(Duration newLatency) {
    latency = newLatency;
  }

  void run(Duration length) {
    long end = time.nanos() + length.toNanos();
    while (!events.isEmpty() && events.peek().at <= end) {
      Event event = events.poll();
      time.advance(Duration.ofNanos(Math.max(0, event.at - time.nanos())));
      event.run.run();
    }
    time.advance(Duration.ofNanos(end - time.nanos()));
  }

  private void schedule(Source source) {
    double gap = -Math.log(1 - random.nextDouble()) / source.perSecond;
    at(
        time.nanos() + (long) (gap * 1e9),
        () -> {
          send(source);
          schedule(source);
        });
  }

  private void at(long nanos, Runnable run) {
    events.add(new Event(nanos, ids++, run));
  }

  private void send(Source source) {
    String id = source.team + "-" + ids++;
    budget
        .acquire(new Claim(id, source.team, source.need), source.patience)
        .subscribe()
        .with(verdict -> answered(source, id, verdict));
  }

  private void answered(Source source, String id, Verdict verdict) {
    if (verdict instanceof Verdict.Denied) {
      refused.merge(source.team, 1, Integer::sum);
      return;
    }
    long arrival = time.nanos() + (long) (random.nextDouble() * plan.spread().toNanos());
    long in = Math.max(arrival, stalledUntil);
    at(
        in,
        () -> {
          (plan.reads(source.team) ? reads : arrivals).arrive(in);
          sent.merge(source.team, 1, Integer::sum);
        });
    at(in + latency.toNanos(), () -> end(source, id));
  }

  private void end(Source source, String id) {
    if (source.need == Claim.Need.TOKEN) {
      budget.settle(id, Ending.STARTED_NOTHING, Duration.ZERO);
      return;
    }
    Now.of(budget.bind(id, Bond.of("task-" + id), Duration.ofHours(1)));
    budget.settle(id, Ending.STARTED, Duration.ZERO);
    at(time.nanos() + source.task.toNanos(), () -> Now.of(budget.release(id)));
  }
}
