package dev.sluice.budget;

import java.time.Duration;
import java.util.function.IntConsumer;

/**
 * How a ledger ends what nobody ends.
 *
 * @param longestFlight a grant that was not settled after this long counts as sent, of unknown
 *     outcome
 * @param hold how long such a slot is held
 * @param onExpired told how many slots ended by their hold
 */
public record LedgerLimits(Duration longestFlight, Duration hold, IntConsumer onExpired) {

  /** So many slots ended by their hold. */
  public void expired(int slots) {
    if (slots > 0) {
      onExpired.accept(slots);
    }
  }
}
