package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is left of slots that ended by their hold (law S7). */
abstract class LapseLaws extends SlotLaws {

  private static final Duration HOLD = Duration.ofMinutes(5);

  @Test
  void aSlotThatEndedByItsHoldIsToldUntilSomebodyTakesNote() {
    Ledger ledger = ledger(5, Map.of());
    Purpose purpose = new Purpose("flux2", "auto");
    for (String slot : List.of("known", "unknown", "unsettled")) {
      Claim claim = new Claim(slot, "a", Claim.Need.TOKEN_AND_SLOT).purposed(purpose.text());
      assertThat(Now.of(ledger.admit(List.of(claim))).get(0)).isInstanceOf(Verdict.Granted.class);
    }
    Now.of(ledger.bind("known", Bond.of("task"), Duration.ofHours(1)));
    Now.of(ledger.settle("unknown", Ending.UNKNOWN, HOLD));
    assertThat(Now.of(ledger.lapsed(10))).isEmpty();

    pass(ledger, HOLD.plusMillis(10));
    List<Lease> lapsed = Now.of(ledger.lapsed(10));
    assertThat(lapsed).extracting(Lease::slot).containsExactly("unknown");
    assertThat(lapsed).extracting(Lease::team).containsExactly("a");
    assertThat(Purpose.of(lapsed.get(0))).contains(purpose);
    assertThat(Now.of(ledger.bind("unknown", Bond.of("late"), HOLD))).as("it is over").isFalse();
    assertThat(Now.of(ledger.lapsed(10))).as("it is claimed").isEmpty();

    pass(ledger, Duration.ofMinutes(1).plusMillis(10));
    assertThat(Now.of(ledger.lapsed(10))).extracting(Lease::slot).contains("unknown");
    assertThat(Now.of(ledger.release("unknown"))).as("it holds nothing any more").isFalse();
    pass(ledger, Duration.ofMinutes(10));
    assertThat(Now.of(ledger.lapsed(10))).extracting(Lease::slot).containsExactly("unsettled");
    assertThat(Now.of(ledger.release("known"))).isTrue();
    pass(ledger, Duration.ofMinutes(2));
    assertThat(Now.of(ledger.lapsed(10))).extracting(Lease::slot).containsExactly("unsettled");
  }
}
