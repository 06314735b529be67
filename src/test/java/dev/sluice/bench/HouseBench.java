package dev.sluice.bench;

import dev.sluice.budget.Bond;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.Verdict;
import dev.sluice.budget.redis.OpenLedger;
import dev.sluice.redis.OpenLink;
import dev.sluice.testing.RedisServer;
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
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A big house on one Redis: many replicas, each with a combiner, a mirror and connections of its
 * own, in this one process; many teams; many open tasks. Says what it takes of Redis and of a
 * replica while nobody asks, at the pace of the real budget, and with one caller at each replica.
 *
 * <p>Arguments: replicas, teams, tasks, seconds measured each.
 */
final class HouseBench {

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
      failed.printStackTrace();
      System.exit(1);
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private void run(int many, int tasks) throws Exception {
    long empty = redisMemory();
    BudgetPlan plan = OpenLedger.plan(600_000, tasks + tasks / 5, teams);
    OpenLink first = OpenLink.to(redis.hosts());
    for (int i = 0; i < many; i++) {
      OpenLink link = i == 0 ? first : first.another(redis.hosts());
      replicas.add(OpenLedger.on(link.link(), link.timers(), plan));
    }
    pass(Duration.ofSeconds(5));
    long alone = redisMemory();
    long heapBefore = heap();
    fill(tasks);
    pass(Duration.ofSeconds(3));
    System.out.printf(
        Locale.ROOT,
        "%d replicas, %d teams, %d open tasks (%d known to the last replica)%n%n",
        many,
        teams,
        tasks,
        replicas.get(many - 1).leases().await().atMost(Duration.ofSeconds(5)).size());
    System.out.printf(
        Locale.ROOT,
        "Redis' memory: %.1f MB with %d replicas and no task, %.1f MB with all tasks, %.0f bytes a task%n",
        (alone - empty) / 1e6,
        many,
        (redisMemory() - empty) / 1e6,
        (redisMemory() - alone) / (double) tasks);
    System.out.printf(
        Locale.ROOT,
        "heap of a replica: %.2f MB for all tasks%n%n",
        (heap() - heapBefore) / 1e6 / many);
    System.out.println(
        "| load | decisions/s | p50 ms | p99 ms | calls/s | µs of Redis a call | Redis' core | refused | failed |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    measure("nobody asks", () -> {});
    measure("the real budget's pace", this::pace);
    measure("one caller at each replica", this::flatOut);
  }

  private void fill(int tasks) throws InterruptedException {
    var left = new AtomicInteger(tasks);
    var open = new CountDownLatch(tasks);
    for (int caller = 0; caller < 4 * replicas.size(); caller++) {
      open(replicas.get(caller % replicas.size()), left, open);
    }
    if (!open.await(180, TimeUnit.SECONDS)) {
      throw new IllegalStateException(open.getCount() + " tasks could not be opened");
    }
  }

  private void open(Ledger replica, AtomicInteger left, CountDownLatch open) {
    long number = numbers.incrementAndGet();
    if (left.getAndDecrement() <= 0) {
      return;
    }
    String slot = "slot-0123456789abcdef-" + number;
    var claim = new Claim(slot, "t" + number % teams, Claim.Need.TOKEN_AND_SLOT);
    replica
        .admit(List.of(claim))
        .chain(
            verdicts ->
                verdicts.get(0) instanceof Verdict.Granted
                    ? replica
                        .settle(slot, Ending.STARTED, Duration.ofHours(1))
                        .chain(
                            told ->
                                replica.bind(
                                    slot, new Bond("task-" + number, DETAILS), Duration.ofHours(1)))
                    : io.smallrye.mutiny.Uni.createFrom()
                        .item(false)
                        .onItem()
                        .delayIt()
                        .by(Duration.ofMillis(200)))
        .onFailure()
        .recoverWithItem(false)
        .subscribe()
        .with(
            bound -> {
              if (bound) {
                open.countDown();
              } else {
                left.incrementAndGet();
              }
              open(replica, left, open);
            });
  }

  /** As many decisions as the real budget has tokens, spread over replicas and teams. */
  private void pace() {
    long begun = System.nanoTime();
    for (int i = 0; !over; i++) {
      long due = begun + i * 1_000_000_000L / REAL_PACE;
      while (!over && System.nanoTime() < due) {
        java.util.concurrent.locks.LockSupport.parkNanos(200_000);
      }
      decide(replicas.get(random.nextInt(replicas.size())));
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
    double[] before = work();
    long since = System.nanoTime();
    pass(Duration.ofSeconds(seconds));
    double elapsed = (System.nanoTime() - since) / 1e9;
    double[] after = work();
    over = true;
    asking.join();
    double calls = (after[1] - before[1]) / elapsed;
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.2f | %.0f | %.0f | %.1f %% | %d | %d |%n",
        name,
        measured.getTotalCount() / elapsed,
        measured.getValueAtPercentile(50) / 1000.0,
        measured.getValueAtPercentile(99) / 1000.0,
        calls,
        (after[2] - before[2]) / Math.max(1, after[1] - before[1]),
        100 * (after[0] - before[0]) / elapsed,
        refused.get(),
        failed.get());
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
