package dev.sluice.passage;

import java.util.Set;

/**
 * The note of what the upstream's answer to a submit comes to: the code of the vendor's envelope
 * where HTTP says 200 and there is one, else the HTTP status.
 */
public record AnsweredCode(int code) {

  private static final Set<Integer> NOT_NOW = Set.of(429, 455, 503);

  /**
   * Whether it refuses for what is the upstream's and not the request's: too many requests,
   * maintenance (455), a service that is not there.
   */
  public boolean notNow() {
    return NOT_NOW.contains(code);
  }
}
