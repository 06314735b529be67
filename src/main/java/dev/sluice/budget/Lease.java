package dev.sluice.budget;

import java.time.Duration;

/**
 * A slot that somebody holds.
 *
 * @param slot its id, made by the claimer
 * @param team whose it is
 * @param state how far it is
 * @param taskId the task it is bound to; empty before
 * @param details see {@link Bond#details}; before that its {@link Purpose}, if it has one
 * @param age since it was granted
 * @param mine whether this process looks after it; false where another replica does
 */
public record Lease(
    String slot,
    String team,
    State state,
    String taskId,
    String details,
    Duration age,
    boolean mine) {

  /** The same lease at another time. */
  Lease aged(Duration now) {
    return new Lease(slot, team, state, taskId, details, now, mine);
  }

  /** How far a lease is. */
  public enum State {
    /** Granted, its submit on the way. */
    GRANTED,
    /** Bound to a running task. */
    BOUND,
    /** The outcome of its submit is unknown; it ends by its hold. */
    UNKNOWN
  }
}
