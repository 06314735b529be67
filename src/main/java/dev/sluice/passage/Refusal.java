package dev.sluice.passage;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why a request is not served, and what its sender can do.
 *
 * @param reason the kind, which decides the HTTP status
 * @param detail one or two sentences for a person: what is wrong and what to do; never a secret,
 *     never a body
 * @param retryAfter when it is worth trying again; written as whole seconds, rounded up, at least 1
 * @param violatedPolicies the names of exactly the limits that refused; empty where no limit did
 * @param headers further headers of the answer
 */
public record Refusal(
    Reason reason,
    String detail,
    Optional<Duration> retryAfter,
    List<String> violatedPolicies,
    Map<String, String> headers) {

  public Refusal {
    violatedPolicies = List.copyOf(violatedPolicies);
    headers = Map.copyOf(headers);
  }

  /** A refusal that no later attempt changes. */
  public static Refusal of(Reason reason, String detail) {
    return new Refusal(reason, detail, Optional.empty(), List.of(), Map.of());
  }

  /** A refusal by a limit, which a later attempt may pass. */
  public static Refusal byLimit(String policy, String detail, Duration retryAfter) {
    return new Refusal(Reason.LIMIT, detail, Optional.of(retryAfter), List.of(policy), Map.of());
  }

  /** The same refusal with a time to come back. */
  public Refusal retryAfter(Duration after) {
    return new Refusal(reason, detail, Optional.of(after), violatedPolicies, headers);
  }

  /** The same refusal with one header more. */
  public Refusal with(String name, String value) {
    var more = new java.util.HashMap<>(headers);
    more.put(name, value);
    return new Refusal(reason, detail, retryAfter, violatedPolicies, more);
  }

  public Refused answer() {
    return new Refused(this);
  }
}
