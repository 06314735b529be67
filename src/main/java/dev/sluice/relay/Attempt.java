package dev.sluice.relay;

import java.time.Duration;
import java.util.Optional;

/** What came of one try to deliver. */
sealed interface Attempt {

  /**
   * The receiver answered.
   *
   * @param retryAfter what it said of when to come again, from now on
   */
  record Answered(int status, Optional<Duration> retryAfter) implements Attempt {}

  /**
   * There was no complete answer, or nothing was sent.
   *
   * @param cause in a few words, none of them the team's or the receiver's
   */
  record Broken(String cause) implements Attempt {}
}
