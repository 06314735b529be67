package dev.sluice.budget;

import java.time.Duration;

/**
 * How status checks and balances are granted where they have windows of their own (law L10). Its
 * only client is the gateway itself, so there is nothing to share: who asks is granted while there
 * is room, and is told else when there will be. Not thread-safe: the ledger's lock is around it.
 */
final class ReadLane {

  /** What may go where no window counts reads. */
  static final long UNBOUNDED = 1_000_000;

  private final Lane lane;

  ReadLane(Lane lane) {
    this.lane = lane;
  }

  Lane lane() {
    return lane;
  }

  /** Reads that may go now. */
  long room(long now) {
    return lane.feedback.closedFor(now) > 0 ? 0 : Math.max(0, lane.room(UNBOUNDED, now));
  }

  /** Counts a read, where there is room. */
  boolean take(String id, long now) {
    if (room(now) == 0) {
      return false;
    }
    lane.granted(id, now);
    return true;
  }

  /**
   * Denies a read.
   *
   * @param position among those that one decision denied, from 1
   */
  Verdict.Denied denied(int position, long now) {
    long closed = lane.feedback.closedFor(now);
    return closed > 0
        ? new Verdict.Denied(Policy.UPSTREAM, wholeSeconds(closed), false)
        : new Verdict.Denied(
            Policy.BUDGET_REQUESTS, wholeSeconds(lane.nanosUntilRoomFor(position, now)), false);
  }

  private static Duration wholeSeconds(long nanos) {
    return Duration.ofNanos(Forecast.wholeSeconds(nanos));
  }
}
