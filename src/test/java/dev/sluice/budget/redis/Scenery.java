package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.TeamShare;
import dev.sluice.budget.Verdict;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One replica's ledger before a {@link FakeStore}, a second after the start. */
final class Scenery {

  static final LedgerLimits LIMITS =
      new LedgerLimits(Duration.ofMinutes(11), Duration.ofMinutes(5), expired -> {});

  final TestTime time = new TestTime();
  final BudgetPlan plan;
  final FakeStore store;
  final RedisLedger ledger;
  final Map<String, Verdict> heard = new HashMap<>();
  final List<String> order = new ArrayList<>();

  Scenery(int slots) {
    this(slots, Map.of());
  }

  Scenery(int slots, Map<String, TeamShare> teams) {
    plan =
        BudgetPlan.of(
            "apixo",
            new RateWindow(10_000, Duration.ofMinutes(1)),
            new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(50)),
            50,
            slots,
            teams);
    store = new FakeStore(plan, LIMITS, time);
    ledger =
        new RedisLedger(
            new RedisLedger.Subject(plan, LIMITS, "replica"), store, () -> 0, time, time);
    time.advance(Duration.ofSeconds(1));
  }

  static Claim slot(String id) {
    return new Claim(id, "red", Claim.Need.TOKEN_AND_SLOT);
  }

  void ask(String... ids) {
    ask(java.util.Arrays.stream(ids).map(Scenery::slot).toList());
  }

  void ask(List<Claim> claims) {
    ledger
        .admit(claims)
        .subscribe()
        .with(
            verdicts -> {
              for (int i = 0; i < claims.size(); i++) {
                heard.put(claims.get(i).id(), verdicts.get(i));
                order.add(claims.get(i).id());
              }
            });
  }

  boolean granted(String id) {
    return heard.get(id) instanceof Verdict.Granted;
  }

  /** Subscribes and forgets, as callers that do not wait. */
  static void told(Uni<?> report) {
    report.subscribe().with(done -> {}, failure -> {});
  }

  void pass(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  int slotsInUse() {
    return dev.sluice.testing.Now.of(store.ledger.view()).slotsInUseTotal();
  }
}
