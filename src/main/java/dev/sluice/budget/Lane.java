package dev.sluice.budget;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What counts in the windows of one lane, and what the upstream's 429 has taught about them (laws
 * L2, L8, L10). A request takes from all of its lane's windows or from none. Not thread-safe: the
 * ledger's lock is around it. Times are ledger nanoseconds.
 */
final class Lane {

  private static final Duration NO_WINDOW = Duration.ofMinutes(1);

  final Feedback feedback;
  private final List<FlightGuard> guards = new ArrayList<>();

  private Lane(List<RateWindow> windows, Feedback feedback, long now) {
    this.feedback = feedback;
    feedback.window(windows.isEmpty() ? NO_WINDOW : windows.get(0).length());
    windows.forEach(window -> guards.add(new FlightGuard(window, now)));
  }

  /**
   * The lane of creates, or of everybody. Nothing is known of what was sent before, so its windows
   * start full; but for a bucket, which starts without a token and so needs no more (law L3).
   */
  static Lane ofCreates(BudgetPlan plan, long now) {
    Lane lane = new Lane(plan.lanes().creates(), new Feedback(), now);
    for (FlightGuard guard : lane.guards.subList(plan.exact() ? 0 : 1, lane.guards.size())) {
      guard.startFull(now);
    }
    return lane;
  }

  /** The lane of reads. */
  static Lane ofReads(BudgetPlan plan, long now) {
    Lane lane = new Lane(plan.lanes().reads(), new Feedback(), now);
    lane.guards.forEach(guard -> guard.startFull(now));
    return lane;
  }

  /**
   * The lane of creates, or of everybody, by another plan (law L11).
   *
   * @param creates the same lane until now
   * @param reads the lane of reads until now, where it was one of its own
   * @param underWay how many of its requests are
   */
  static Lane ofCreates(
      BudgetPlan next, Lane creates, Optional<Lane> reads, long underWay, long now) {
    Lane lane = new Lane(next.lanes().creates(), creates.feedback, now);
    Optional<Lane> joining = next.lanes().apart() ? Optional.empty() : reads;
    for (int i = 0; i < lane.guards.size(); i++) {
      RateWindow window = next.lanes().creates().get(i);
      AnsweredLog own = creates.log(window, creates, now);
      AnsweredLog log = joining.map(other -> own.and(other.log(window, creates, now))).orElse(own);
      boolean bucket = i == 0 && !next.exact();
      lane.guards.get(i).carryOn(log, underWay, bucket, now);
    }
    return lane;
  }

  /** The lane of reads by another plan: until now its own, or that of everybody. */
  static Lane ofReads(
      BudgetPlan next, Lane creates, Optional<Lane> reads, long underWay, long now) {
    Lane before = reads.orElse(creates);
    Feedback feedback = reads.map(lane -> lane.feedback).orElseGet(Feedback::new);
    Lane lane = new Lane(next.lanes().reads(), feedback, now);
    for (int i = 0; i < lane.guards.size(); i++) {
      AnsweredLog log = before.log(next.lanes().reads().get(i), creates, now);
      lane.guards.get(i).carryOn(log, underWay, false, now);
    }
    return lane;
  }

  private AnsweredLog log(RateWindow another, Lane creates, long now) {
    return AnsweredLog.of(guards, another, creates.dealing().born(), now);
  }

  /** The window that deals. */
  FlightGuard dealing() {
    return guards.get(0);
  }

  /** Moves on to this moment, so that what is learned next does not depend on who looked last. */
  void look(long now) {
    feedback.look(now);
    feedback.pace(now);
  }

  /** Whether anything may be granted. */
  boolean open(long now) {
    return feedback.closedFor(now) == 0 && !full(now);
  }

  private boolean full(long now) {
    for (FlightGuard guard : guards) {
      if (guard.full(now)) {
        return true;
      }
    }
    return false;
  }

  /** Whether less than this part of every limit counts. */
  boolean below(double part, long now) {
    return guards.stream().allMatch(guard -> guard.below(part, now));
  }

  /** How many more may go at the present pace; {@code most} where there is no window. */
  long room(long most, long now) {
    double pace = feedback.pace(now);
    return guards.stream().mapToLong(guard -> guard.room(now, pace)).reduce(most, Math::min);
  }

  /** Nanoseconds until no window is full; 0 where none is. */
  long nanosUntilRoom(long now) {
    long until = 0;
    for (FlightGuard guard : guards) {
      if (guard.full(now)) {
        until = Math.max(until, guard.nanosUntilRoom(now));
      }
    }
    return until;
  }

  /** Nanoseconds until so many more may go at the present pace. */
  long nanosUntilRoomFor(int more, long now) {
    double pace = feedback.pace(now);
    long until = 0;
    for (FlightGuard guard : guards) {
      long missing = more - guard.room(now, pace);
      if (missing > 0) {
        until = Math.max(until, guard.nanosUntil(now, missing, 0));
      }
    }
    return until;
  }

  void granted(String id, long now) {
    guards.forEach(FlightGuard::granted);
    if (feedback.probing(now)) {
      feedback.probeSent(id, now);
    }
  }

  /** It was sent, and has been answered or has failed. */
  void ended(String id, long now) {
    guards.forEach(guard -> guard.ended(now));
    feedback.ended(id);
  }

  /** It never left. */
  void cancelled(String id) {
    guards.forEach(FlightGuard::cancelled);
    feedback.neverSent(id);
  }
}
