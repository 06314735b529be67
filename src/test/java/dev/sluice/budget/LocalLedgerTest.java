package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ledger in memory obeys the contract; and what only one that begins empty can show. */
class LocalLedgerTest extends LedgerContract {

  @Override
  protected Ledger ledger(BudgetPlan plan, LedgerLimits limits) {
    return new LocalLedger(plan, time, limits);
  }

  @Test
  void aStartThatKnowsNoLeaseOpensTheFirstSlotAtOnceAndTheLastAtTheEndOfTheColdStart() {
    BudgetPlan plan =
        BudgetPlan.of(
            "apixo",
            new RateWindow(10_000, Duration.ofMinutes(1)),
            new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ofSeconds(60), Plans.DRAIN),
            50,
            100,
            Map.of());
    Ledger ledger =
        ledger(plan, new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), n -> {}));
    assertThat(Now.of(ledger.view()).slotLimit()).isEqualTo(1);
    for (int second = 0; second < 60; second++) {
      time.advance(Duration.ofSeconds(1));
      Now.of(ledger.view());
    }
    assertThat(Now.of(ledger.view()).slotLimit()).isEqualTo(100);
  }
}
