package dev.sluice.budget;

import dev.sluice.time.Ticker;

/**
 * The ledger's time: goes forward only, and takes no part in jumps (law L7).
 *
 * <p>A step back of at most 2 s stands still until the ticker has caught up. A longer one, or a gap
 * of more than 3 s between two calls (a waiting room calls at least once a second), begins a new
 * generation and counts as no time at all, so that everything in flight and every hold lasts as
 * long as it would have.
 */
final class SteadyTime {

  private static final long STEP = 2_000_000_000L;
  private static final long LONGEST_SILENCE = 1_000_000_000L;

  private final Ticker ticker;
  private final Runnable onStep;
  private long lastSeen;
  private long now;

  SteadyTime(Ticker ticker, Runnable onStep) {
    this.ticker = ticker;
    this.onStep = onStep;
    this.lastSeen = ticker.nanos();
  }

  /** Nanoseconds since the ledger began. */
  long now() {
    long seen = ticker.nanos();
    long passed = seen - lastSeen;
    if (passed < -STEP || passed > STEP + LONGEST_SILENCE) {
      lastSeen = seen;
      onStep.run();
    } else if (passed > 0) {
      lastSeen = seen;
      now += passed;
    }
    return now;
  }
}
