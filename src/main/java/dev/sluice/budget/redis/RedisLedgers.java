package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.LedgerMaker;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.RedisScript;
import dev.sluice.redis.StoreWatch;
import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Keeps every ledger in Redis, shared with all replicas. */
@Singleton
@KeptIn(StoreKind.REDIS)
final class RedisLedgers implements LedgerMaker {

  private static final Duration MORE = Duration.ofSeconds(1);

  private final RedisLink link;
  private final StoreWatch watch;
  private final Ticker ticker;
  private final Timers timers;
  private final RedisScript script = LedgerProgram.script();
  private final String replica = UUID.randomUUID().toString();

  RedisLedgers(RedisLink link, StoreWatch watch, Ticker ticker, Timers timers) {
    this.link = link;
    this.watch = watch;
    this.ticker = ticker;
    this.timers = timers;
  }

  @Override
  public Ledger make(BudgetPlan plan, LedgerLimits limits) {
    List<String> keys = LedgerProgram.keys(plan.name());
    Program program = arguments -> script.run(link, keys, arguments).map(Told::of);
    return new RedisLedger(
        new RedisLedger.Subject(plan, limits, replica), program, this::lag, ticker, timers);
  }

  /** A second more than the old server may have gone on granting; 0 without replicas. */
  private long lag() {
    return watch.replicaLag().map(lag -> PlanFigures.micros(lag.plus(MORE))).orElse(0L);
  }
}
