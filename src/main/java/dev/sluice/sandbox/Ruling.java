package dev.sluice.sandbox;

import java.time.Duration;

/** What the judge says to a request that wants to start a task. */
sealed interface Ruling {

  /** It fits, was counted, and the task runs. */
  record Begun(SandboxTask task) implements Ruling {}

  /**
   * It does not fit and was not counted.
   *
   * @param message the vendor's words for it
   * @param retryAfter until the limit that refused has room again, if nobody else takes it
   */
  record TooMany(String message, Duration retryAfter) implements Ruling {}
}
