package dev.sluice.budget.redis;

import dev.sluice.budget.Lease;
import java.time.Duration;
import java.util.List;

/**
 * A lease as it is known here.
 *
 * @param state {@link #GRANTED}, {@link #BOUND} or {@link #UNKNOWN}
 * @param grantedAt ticker nanoseconds
 * @param due when its task is to be looked at, or it ends; ticker nanoseconds
 * @param owner the replica that looks after it
 */
record Mirrored(
    String slot,
    String team,
    String state,
    long grantedAt,
    long due,
    String owner,
    String task,
    String details) {

  static final String GRANTED = "G";
  static final String BOUND = "B";
  static final String UNKNOWN = "U";

  private static final long NANOS = 1000;

  /** Reads {@link LeaseMirror#FIELDS} texts. */
  static Mirrored of(List<String> told, long now) {
    return new Mirrored(
        told.get(0),
        told.get(1),
        told.get(2),
        now - NANOS * Long.parseLong(told.get(3)),
        now + NANOS * Long.parseLong(told.get(4)),
        told.get(5),
        told.get(6),
        told.get(7));
  }

  /** The same as texts. */
  List<String> texts(long now) {
    return List.of(
        slot,
        team,
        state,
        Long.toString(Math.max(0, (now - grantedAt) / NANOS)),
        Long.toString((due - now) / NANOS),
        owner,
        task,
        details);
  }

  /** Whoever binds it looks after it. */
  Mirrored bound(String newTask, String newDetails, long nextCheck, String newOwner) {
    return new Mirrored(slot, team, BOUND, grantedAt, nextCheck, newOwner, newTask, newDetails);
  }

  Mirrored unknown(long end) {
    return new Mirrored(slot, team, UNKNOWN, grantedAt, end, owner, task, details);
  }

  /**
   * What others are told of it.
   *
   * @param replica this one
   */
  Lease lease(String replica, long now) {
    Lease.State as =
        switch (state) {
          case BOUND -> Lease.State.BOUND;
          case UNKNOWN -> Lease.State.UNKNOWN;
          default -> Lease.State.GRANTED;
        };
    return new Lease(
        slot, team, as, task, details, Duration.ofNanos(now - grantedAt), owner.equals(replica));
  }
}
