package dev.sluice.task;

import java.time.Duration;

/** Tells how long deferred submits have still to wait. */
@FunctionalInterface
public interface DeferredWaits {

  /**
   * After how long it is worth asking again for a submit that waits.
   *
   * @param acceptedMillis when it was accepted, Unix milliseconds
   * @return at least a second
   */
  Duration askAgain(String team, long acceptedMillis);
}
