package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Claim;

/**
 * The note that a passage is a deferred submit's, and what was said of its departure. It outlives
 * the attempts on the way. One thread at a time.
 */
final class Departure {

  private final Claim claim;
  private volatile boolean said;
  private volatile boolean lost;

  Departure(Claim claim) {
    this.claim = claim;
  }

  Claim claim() {
    return claim;
  }

  /** The queue was told, or may have been, that it departs. */
  void say() {
    said = true;
  }

  /** Whether it was. */
  boolean said() {
    return said;
  }

  /** Somebody else has the submit. */
  void lose() {
    lost = true;
  }

  boolean lost() {
    return lost;
  }
}
