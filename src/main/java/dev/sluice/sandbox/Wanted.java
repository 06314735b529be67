package dev.sluice.sandbox;

import java.util.Optional;

/**
 * What a task was submitted for.
 *
 * @param model the model's id
 * @param echo the request's body where its vendor tells it again with every status, or the
 *     beginning of it where it is longer than {@value #MOST_ECHOED} characters
 */
record Wanted(String model, Optional<String> echo) {

  /** Echoes of all tasks that are kept may fill the memory otherwise. */
  static final int MOST_ECHOED = 2048;

  /** Submitted to a vendor that echoes nothing. */
  static Wanted of(String model) {
    return new Wanted(model, Optional.empty());
  }

  /** Submitted by this body to a vendor that echoes it. */
  static Wanted by(String body, String model) {
    return new Wanted(model, Optional.of(body.substring(0, Math.min(body.length(), MOST_ECHOED))));
  }
}
