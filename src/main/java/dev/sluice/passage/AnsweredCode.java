package dev.sluice.passage;

import java.util.Set;

/**
 * The note of what the upstream's answer to a submit comes to: the code of the vendor's envelope
 * where HTTP says 200 and there is one, else the HTTP status.
 */
public record AnsweredCode(int code) {

  private static final Set<Integer> NOT_NOW = Set.of(429, 455, 502, 503, 504);

  /**
   * Whether it speaks of the upstream and not of the request: too many requests, maintenance (455),
   * a gateway or a service that is not there.
   */
  public boolean notNow() {
    return NOT_NOW.contains(code);
  }
}
