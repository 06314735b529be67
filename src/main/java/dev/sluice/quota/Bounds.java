package dev.sluice.quota;

import java.util.concurrent.atomic.AtomicInteger;

/** How many may wait at once, for one team and for all together. */
final class Bounds {

  private volatile int perTeam;
  private volatile int inAll;
  private final AtomicInteger waiting = new AtomicInteger();

  Bounds(int perTeam, int inAll) {
    this.perTeam = perTeam;
    this.inAll = inAll;
  }

  /** Others count for who comes from now on; nobody who waits has to go. */
  void change(int nowPerTeam, int nowInAll) {
    perTeam = nowPerTeam;
    inAll = nowInAll;
  }

  int perTeam() {
    return perTeam;
  }

  /** Counts one more, where there is room. */
  boolean enter() {
    int most = inAll;
    return waiting.getAndUpdate(now -> now < most ? now + 1 : now) < most;
  }

  void leave() {
    waiting.decrementAndGet();
  }

  /** How many wait now. */
  int waiting() {
    return waiting.get();
  }
}
