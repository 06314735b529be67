package dev.sluice.relay;

import java.time.Duration;

/** What follows for a delivery from an attempt, or from what became of its team. */
public sealed interface Settlement {

  /** What the attempt came to: an HTTP status or a cause. */
  String result();

  /** The receiver has it. */
  record Delivered(String result) implements Settlement {}

  /** It is tried again after this time. */
  record Again(Duration after, String result) implements Settlement {}

  /**
   * It is given up, and kept.
   *
   * @param gone whether the receiver said that nobody is there any more
   */
  record Dead(boolean gone, String result) implements Settlement {}

  /** It is forgotten: its team is gone (law T3). */
  record Cancelled(String result) implements Settlement {}
}
