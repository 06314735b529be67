package dev.sluice.bench;

import dev.sluice.budget.Bond;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.Verdict;
import dev.sluice.budget.redis.OpenLedger;
import dev.sluice.redis.OpenLink;
import dev.sluice.testing.Now;
import dev.sluice.testing.RedisServer;
import io.smallrye.mutiny.Uni;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jboss.logging.Logger;

/**
 * A big house on one Redis: many replicas, each with a combiner, a mirror and connections of its
 * own, in this one process; many teams; many open tasks. Says what it takes of Redis and of a
 * replica while nobody asks, at the pace of the real budget, and with one caller at each replica.
 *
 * <p>Arguments: replicas, teams, tasks, seconds measured each. Its result goes to standard output,
 * all else to the log. It waits on its main thread, which serves nothing.
 */
final class HouseBench {

  private static final Logger LOG = Logger.getLogger(HouseBench.class);

  /** What this program is for goes to standard output, and nothing else does. */
  private static final PrintStream RESULT = System.out;

  private static final int REAL_PACE = 167;
  private static final String DETAILS = "x".repeat(250);

  private final RedisServer redis = RedisServer.start();
  private final List<Ledger> replicas = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Random random = new Random(1);
  private final int teams;
  private final int seconds;
  private volatile Histogram times = new ConcurrentHistogram(3);
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<OpenLink> links = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private OpenLink first;
  private Lags lags;
  private volatile boolean over;

  private HouseBench(int teams, int seconds) {
    this.teams = teams;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    try {
      var bench = new HouseBench(number(arguments[1]), number(arguments[3]));
      bench.run(number(arguments[0]), number(arguments[2]));
      System.exit(0);
    } catch (Exception failed) {
      LOG.error("not measured", failed);
      System.exit(1);
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private void run(int many, int tasks) throws Exception {
    long empty = redisMemory();
    BudgetPlan plan = OpenLedger.plan(600_000, tasks + tasks / 5, teams);
    first = OpenLink.to(redis.hosts());
    lags = new Lags(redis, first.vertx(), 2 * Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < many; i++) {
      OpenLink link = i == 0 ? first : first.another(redis.hosts());
      links.add(link);
      replicas.add(OpenLedger.on(link.link(), link.timers(), plan));
    }
    pass(Duration.ofSeconds(5));
    long alone = redisMemory();
    long heapBefore = heap();
    lags.reset();
    fill(tasks);
    pass(Duration.ofSeconds(3));
    int known = Now.of(replicas.get(many - 1).leases()).size();
    RESULT.printf(
        Locale.ROOT,
        "%d replicas, %d teams, %d open tasks (%d known to the last replica)%n%n",
        many,
        teams,
        tasks,
        known);
    RESULT.printf(
        Locale.ROOT,
        "Redis' memory: %.1f MB with %d replicas and no task, %.1f MB with all tasks, %.0f bytes a task%n",
        (alone - empty) / 1e6,
        many,
        (redisMemory() - empty) / 1e6,
        (redisMemory() - alone) / (double) tasks);
    RESULT.printf(
        Locale.ROOT,
        "heap of a replica: %.2f MB for all tasks%n",
        (heap() - heapBefore) / 1e6 / many);
    RESULT.printf(
        Locale.ROOT,
        "while they were opened, %d a second: %d asked again, %d commands lost; %s%n%n",
        REAL_PACE,
        asked.get(),
        lost(),
        lags.told());
    RESULT.println(
        "| load | decisions/s | p50 ms | p99 ms | calls/s | µs of Redis a call | Redis' core |"
            + " drain ms | refused | failed | commands lost |");
    RESULT.println("|---|---|---|---|---|---|---|---|---|---|---|");
    measure("nobody asks", () -> {});
    measure("the real budget's pace", this::pace);
    measure("one caller at each replica", this::flatOut);
    RESULT.println();
    remarks.forEach(RESULT::println);
  }

  /** At the real budget's pace, so that the start is no storm. */
  private void fill(int tasks) throws InterruptedException {
    var open = new CountDownLatch(tasks);
    long begun = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      until(begun + i * 1_000_000_000L / REAL_PACE);
      open(replicas.get(i % replicas.size()), open);
    }
    if (!open.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException(open.getCount() + " tasks could not be opened");
    }
  }

  /** Opens one task, however often it has to ask; not before it is told to come back. */
  private void open(Ledger replica, CountDownLatch open) {
    long number = numbers.incrementAndGet();
    String slot = "slot-0123456789abcdef-" + number;
    var claim = new Claim(slot, "t" + number % teams, Claim.Need.TOKEN_AND_SLOT);
    replica
        .admit(List.of(claim))
        .chain(
            verdicts ->
                verdicts.get(0) instanceof Verdict.Denied denied
                    ? replica
                        .settle(slot, Ending.NEVER_SENT, Duration.ZERO)
                        .replaceWith(denied.after())
                    : bound(replica, slot, number))
        .onFailure()
        .recoverWithItem(Duration.ofSeconds(1))
        .subscribe()
        .with(
            wait -> {
              if (wait.isZero()) {
                open.countDown();
              } else {
                asked.incrementAndGet();
                first.timers().after(wait, () -> open(replica, open));
              }
            });
  }

  /** How long to wait until it is tried again; zero where it is bound. */
  private static Uni<Duration> bound(Ledger replica, String slot, long number) {
    var bond = new Bond("task-" + number, DETAILS);
    return replica
        .settle(slot, Ending.STARTED, Duration.ofHours(1))
        .chain(told -> replica.bind(slot, bond, Duration.ofHours(1)))
        .map(bound -> bound ? Duration.ZERO : Duration.ofSeconds(1));
  }

  /** As many decisions as the real budget has tokens, spread over replicas and teams. */
  private void pace() {
    long begun = System.nanoTime();
    for (int i = 0; !over; i++) {
      until(begun + i * 1_000_000_000L / REAL_PACE);
      decide(replicas.get(random.nextInt(replicas.size())));
    }
  }

  private void until(long due) {
    while (!over && System.nanoTime() < due) {
      LockSupport.parkNanos(200_000);
    }
  }

  private void flatOut() {
    replicas.forEach(this::again);
  }

  private void again(Ledger replica) {
    if (!over) {
      decide(replica).whenComplete((done, failure) -> again(replica));
    }
  }

  private CompletableFuture<Void> decide(Ledger replica) {
    long since = System.nanoTime();
    String id = "ask-0123456789abcdef-" + numbers.incrementAndGet();
    var claim = new Claim(id, "t" + numbers.get() % teams, Claim.Need.TOKEN_AND_SLOT, true);
    return replica
        .admit(List.of(claim))
        .map(
            verdicts -> {
              times.recordValue(Math.max(1, (System.nanoTime() - since) / 1000));
              if (verdicts.get(0) instanceof Verdict.Granted) {
                replica
                    .settle(id, Ending.STARTED_NOTHING, Duration.ZERO)
                    .subscribe()
                    .with(told -> {}, lost -> {});
              } else {
                refused.incrementAndGet();
              }
              return (Void) null;
            })
        .onFailure()
        .invoke(failed::incrementAndGet)
        .onItemOrFailure()
        .transform((done, failure) -> done)
        .subscribeAsCompletionStage();
  }

  private void measure(String name, Runnable load) throws InterruptedException {
    over = false;
    var asking = new Thread(load);
    asking.start();
    pass(Duration.ofSeconds(3));
    Histogram measured = new ConcurrentHistogram(3);
    times = measured;
    refused.set(0);
    failed.set(0);
    lags.reset();
    long lostBefore = lost();
    double[] before = work();
    long since = System.nanoTime();
    pass(Duration.ofSeconds(seconds));
    double elapsed = (System.nanoTime() - since) / 1e9;
    double[] after = work();
    over = true;
    asking.join();
    double calls = (after[1] - before[1]) / elapsed;
    RESULT.printf(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.2f | %.0f | %.0f | %.1f %% | %d | %d | %d | %d |%n",
        name,
        measured.getTotalCount() / elapsed,
        measured.getValueAtPercentile(50) / 1000.0,
        measured.getValueAtPercentile(99) / 1000.0,
        calls,
        (after[2] - before[2]) / Math.max(1, after[1] - before[1]),
        100 * (after[0] - before[0]) / elapsed,
        replicas.get(0).drain(Duration.ZERO).toMillis(),
        refused.get(),
        failed.get(),
        lost() - lostBefore);
    remarks.add(name + ": " + lags.told());
    pass(Duration.ofSeconds(2));
  }

  /** Redis' CPU in seconds; its EVALSHA calls, and the microseconds of those. */
  private double[] work() {
    String stats = redis.info("commandstats", "cmdstat_evalsha");
    return new double[] {
      Double.parseDouble(redis.info("cpu", "used_cpu_user"))
          + Double.parseDouble(redis.info("cpu", "used_cpu_sys")),
      field(stats, "calls="),
      field(stats, "usec=")
    };
  }

  private static double field(String stats, String name) {
    int at = stats.indexOf(name);
    return at < 0 ? 0 : Double.parseDouble(stats.substring(at + name.length()).split(",")[0]);
  }

  private long lost() {
    return links.stream().mapToLong(link -> link.link().failures()).sum();
  }

  private long redisMemory() {
    return Long.parseLong(redis.info("memory", "used_memory"));
  }

  private static long heap() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void pass(Duration time) throws InterruptedException {
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
