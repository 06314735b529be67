package dev.sluice.budget;

/** What became of a granted claim; each must be settled by exactly one of these. */
public enum Ending {
  /** Not a byte left. The token goes back if it is younger than J, the slot goes back. */
  NEVER_SENT,
  /**
   * Sent and answered, and no task runs because of it: the slot goes back. A claim without a slot
   * ends so, too.
   */
  STARTED_NOTHING,
  /** Sent, and a task runs: the slot stays until it is released. */
  STARTED,
  /** Sent, and nobody knows: the slot is held for a time of its own (law S7). */
  UNKNOWN
}
