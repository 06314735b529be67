package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.TeamShare;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The ledger of a replica in Redis, in real time, for benchmarks. */
public final class OpenLedger {

  private static final RedisScript SCRIPT = LedgerProgram.script();

  private OpenLedger() {}

  /** A replica of its own, with a combiner of its own. */
  public static Ledger on(RedisLink link, Timers timers, BudgetPlan plan) {
    var limits = new LedgerLimits(Duration.ofSeconds(90), Duration.ofMinutes(5), expired -> {});
    List<String> keys = LedgerProgram.keys(plan.name());
    Program program = arguments -> SCRIPT.run(link, keys, arguments).map(Told::of);
    String replica = UUID.randomUUID().toString();
    return new RedisLedger(
        new RedisLedger.Subject(plan, limits, replica), program, () -> 0, System::nanoTime, timers);
  }

  /**
   * A budget of so many requests a minute and so many slots, of which teams {@code t0}, {@code t1}
   * and so on are guaranteed half.
   */
  public static BudgetPlan plan(long perMinute, int slots, int teams) {
    Map<String, TeamShare> shares = new HashMap<>();
    for (int i = 0; i < teams; i++) {
      shares.put(
          "t" + i,
          new TeamShare(
              1, 0.5 * perMinute / 60 / teams, slots / 2 / teams, 0.5, TeamShare.NO_CEILING));
    }
    return BudgetPlan.of(
        "apixo",
        new RateWindow(perMinute, Duration.ofMinutes(1)),
        new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(50)),
        0.005 * perMinute,
        slots,
        shares);
  }
}
