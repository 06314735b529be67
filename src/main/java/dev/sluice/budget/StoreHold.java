package dev.sluice.budget;

import dev.sluice.time.Ticker;

/**
 * How long claims wait while the store of the ledger is away or recovers (law G5): until 8 s after
 * it last served, which covers a failover with its quarantine, however much or little patience they
 * have. A client that said itself that it waits longer gets the whole of its time. The gateway's
 * own checks are not held.
 */
final class StoreHold {

  private static final long HOLD_NANOS = 8_000_000_000L;

  private final Ledger ledger;
  private final Ticker ticker;

  StoreHold(Ledger ledger, Ticker ticker) {
    this.ledger = ledger;
    this.ticker = ticker;
  }

  /** Nanoseconds for which this waiter is still held from now on; not above 0: no longer. */
  long left(Waiter waiter) {
    long own = waiter.ends - ticker.nanos();
    if (waiter.claim.team().equals(Budget.WATCH)) {
      return own;
    }
    long hold = HOLD_NANOS - ledger.sinceServing().toNanos();
    return waiter.asked ? Math.max(own, hold) : hold;
  }

  /** Whether a verdict says that the store is what is missing. */
  static boolean isAway(Verdict verdict) {
    return verdict instanceof Verdict.Denied denied && denied.policy() == Policy.STORE;
  }
}
