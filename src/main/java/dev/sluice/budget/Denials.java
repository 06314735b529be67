package dev.sluice.budget;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ledger's denials in words for a person. */
final class Denials {

  /** Nobody knows when a pause ends: this says when to look again, and no more. */
  static final Verdict.Denied PAUSED =
      new Verdict.Denied(Policy.UPSTREAM_PAUSED, Duration.ofSeconds(30), false);

  /** It waits no more, and was not refused by any limit. */
  static final Verdict.Denied WITHDRAWN =
      new Verdict.Denied(Policy.WAITING, Duration.ofSeconds(1), false);

  private Denials() {}

  /**
   * Where the waiting room is full, that is the limit that refuses; when to come back is the
   * ledger's word.
   */
  static Verdict.Denied fullRoom(Verdict.Denied denied) {
    return StoreHold.isAway(denied)
        ? denied
        : new Verdict.Denied(Policy.WAITING, denied.after(), denied.booked());
  }

  /** Whether waiting so long is in vain, since what stands in the way is known to stand longer. */
  static boolean hopeless(Verdict.Denied denied, Duration left) {
    return (denied.policy() == Policy.TEAM_UNKNOWN || denied.policy() == Policy.UPSTREAM)
        && denied.after().compareTo(left) > 0;
  }

  static Refusal refusal(Verdict.Denied denied) {
    String seconds = denied.after().toSeconds() + " s";
    String detail =
        switch (denied.policy()) {
          case BUDGET_REQUESTS ->
              "The shared key's requests are used up for the moment. Retry after " + seconds + ".";
          case BUDGET_TASKS ->
              "All tasks that the shared key may run at a time are running. Retry after "
                  + seconds
                  + ".";
          case TEAM_TASKS ->
              "Your team runs as many tasks as it may at a time. Retry after "
                  + seconds
                  + ", or ask for a higher concurrent-tasks.";
          case TEAM_UNKNOWN ->
              "Too many of your team's submits ended without an answer or are overdue; each may run a task and keeps its slot."
                  + " Retry after "
                  + seconds
                  + ", and look at what those submits have in common.";
          case WAITING -> "Too many requests wait already. Retry after " + seconds + ".";
          case STORE ->
              "The gateway's shared store is away, and what cannot be counted is not sent; nothing was."
                  + " Retry after "
                  + seconds
                  + ".";
          case UPSTREAM ->
              "The upstream itself refused with 429 and its budget pauses. Retry after "
                  + seconds
                  + ".";
          case UPSTREAM_PAUSED ->
              "Whoever runs this gateway has paused the upstream, and nobody knows for how long."
                  + " Look again after "
                  + seconds
                  + ".";
        };
    return new Refusal(
        reason(denied.policy()),
        detail,
        Optional.of(denied.after()),
        List.of(denied.policy().label()),
        Map.of());
  }

  private static Reason reason(Policy policy) {
    return switch (policy) {
      case TEAM_UNKNOWN -> Reason.TOO_MANY_UNKNOWN;
      case STORE -> Reason.UNAVAILABLE;
      default -> Reason.LIMIT;
    };
  }
}
