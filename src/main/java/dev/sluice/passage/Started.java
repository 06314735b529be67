package dev.sluice.passage;

/** Did it start? Of a submit, and what follows for what was acquired for it (law S6). */
public enum Started {
  /** Not a byte left: token, slot and quota go back. */
  NEVER_SENT,
  /**
   * It was sent and certainly started nothing: slot and quota go back, another upstream may be
   * tried.
   */
  NO,
  /** A task is running: its slot is bound to it. */
  YES,
  /** Nobody knows: the slot is kept, and the create is never sent again by the gateway. */
  UNKNOWN
}
