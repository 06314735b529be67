package dev.sluice.quota;

import java.util.concurrent.atomic.AtomicInteger;

/** How many may wait at once, for one team and for all together. */
final class Bounds {

  private final int perTeam;
  private final int inAll;
  private final AtomicInteger waiting = new AtomicInteger();

  Bounds(int perTeam, int inAll) {
    this.perTeam = perTeam;
    this.inAll = inAll;
  }

  int perTeam() {
    return perTeam;
  }

  /** Counts one more, where there is room. */
  boolean enter() {
    return waiting.getAndUpdate(now -> Math.min(inAll, now + 1)) < inAll;
  }

  void leave() {
    waiting.decrementAndGet();
  }

  /** How many wait now. */
  int waiting() {
    return waiting.get();
  }
}
