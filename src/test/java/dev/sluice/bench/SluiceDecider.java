package dev.sluice.bench;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.Verdict;
import dev.sluice.budget.redis.OpenLedger;
import dev.sluice.redis.OpenLink;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The ledger in Redis: rate, guarantee and a slot, which is given back at once; that the request
 * ended is told with a later call, as the gateway does.
 */
final class SluiceDecider implements Decider {

  /** So much that nobody is refused. */
  private static final BudgetPlan PLAN = OpenLedger.plan(60_000_000, 1_000_000, TEAMS);

  private final String replica = UUID.randomUUID().toString();
  private final AtomicLong numbers = new AtomicLong();
  private final Ledger ledger;

  SluiceDecider(String redis) {
    OpenLink open = OpenLink.to(redis);
    this.ledger = OpenLedger.on(open.link(), open.timers(), PLAN);
  }

  @Override
  public CompletionStage<Boolean> decide(int caller) {
    String id = replica + numbers.incrementAndGet();
    var claim = new Claim(id, "t" + caller % TEAMS, Claim.Need.TOKEN_AND_SLOT);
    return ledger
        .admit(List.of(claim))
        .map(
            verdicts -> {
              boolean granted = verdicts.get(0) instanceof Verdict.Granted;
              if (granted) {
                ledger
                    .settle(id, Ending.STARTED_NOTHING, Duration.ZERO)
                    .subscribe()
                    .with(told -> {}, lost -> {});
              }
              return granted;
            })
        .subscribeAsCompletionStage();
  }
}
