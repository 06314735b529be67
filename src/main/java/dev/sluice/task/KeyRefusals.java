package dev.sluice.task;

import dev.sluice.budget.Policy;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said to a submit whose {@code Idempotency-Key} does not let it go on. */
final class KeyRefusals {

  /** The limit that refuses a new key where there is no room for it. */
  static final String FULL = "idempotency-keys";

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration WHILE_AWAY = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofSeconds(30);

  private KeyRefusals() {}

  static Answer running() {
    return Refusal.of(
            Reason.CONFLICT,
            "The first submit with this Idempotency-Key still runs. Send the same request again"
                + " after the time in Retry-After: it is then answered as the first one was.")
        .retryAfter(SOON)
        .answer();
  }

  static Answer conflict() {
    return Refusal.of(
            Reason.KEY_REUSED,
            "This Idempotency-Key stands for another submit of your team, with another body or"
                + " model. Use a new key for a new task; resend a request exactly as it was.")
        .answer();
  }

  static Answer overdue() {
    return Refusal.of(
            Reason.OUTCOME_UNKNOWN,
            "The first submit with this Idempotency-Key was never answered: its task may exist."
                + " It is not sent again. This key tells of the task if the upstream reports it; do"
                + " not resubmit blindly under another key.")
        .with(Keeping.OUTCOME, "unknown")
        .answer();
  }

  static Answer full() {
    return unavailable(
        FULL,
        LATER,
        "There is no room to keep another Idempotency-Key; nothing was sent. Send the same request"
            + " again after the time in Retry-After, or without the key.");
  }

  static Answer storeLost() {
    return unavailable(
        Policy.STORE.label(),
        WHILE_AWAY,
        "The gateway's shared store is away, and an Idempotency-Key that cannot be kept guards"
            + " nothing; nothing was sent. Send the same request again after the time in"
            + " Retry-After.");
  }

  private static Answer unavailable(String policy, Duration after, String detail) {
    return new Refusal(Reason.UNAVAILABLE, detail, Optional.of(after), List.of(policy), Map.of())
        .answer();
  }
}
