package dev.sluice.budget;

import java.time.Duration;

/**
 * How long the slot of a submit is held whose outcome is unknown (law S7). Given by the room that
 * learns durations.
 */
@FunctionalInterface
public interface UnknownHold {

  /**
   * The submit's timeout and twice the model's 99th percentile; 5 min where nothing was learned.
   */
  Duration of(String upstream, String model);
}
