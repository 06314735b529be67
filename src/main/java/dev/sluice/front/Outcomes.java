package dev.sluice.front;

import dev.sluice.history.Tally;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Started;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import jakarta.inject.Singleton;
import java.util.Map;

/** Counts what became of requests. */
@Singleton
final class Outcomes {

  private static final String NONE = "none";

  private final Meters meters;
  private final Tally tally;

  Outcomes(Meters meters, Tally tally) {
    this.meters = meters;
    this.tally = tally;
  }

  /** Counts an answer, whether or not somebody is still there to hear it. */
  void count(Passage passage, Answer answer) {
    String team = passage.find(Team.class).map(Team::id).orElse(NONE);
    String provider = passage.find(UpstreamChoice.class).map(c -> c.provider().word()).orElse(NONE);
    meters.request(team, passage.head().operation().label(), provider, outcome(passage, answer));
    if (answer instanceof Refused refused) {
      refused.refusal().violatedPolicies().forEach(policy -> refused(team, policy, refused));
    }
    sent(passage, answer);
  }

  /** Limits refuse in sentences of our own, which quote nothing of what was asked. */
  private void refused(String team, String policy, Refused refused) {
    meters.refusal(team, policy);
    tally.refused(team, policy, refused.refusal().detail());
  }

  /** Counts a submit that was sent, also one whose request was answered before: a deferred one. */
  void sent(Passage passage, Answer answer) {
    if (passage.head().operation() == Operation.SUBMIT && passage.started() != Started.NEVER_SENT) {
      passage.find(Team.class).map(Team::id).ifPresent(tally::sent);
    }
  }

  /** Turns a surprise into an answer. */
  static Answer fault(Passage passage, Throwable failure) {
    return Faults.surprise(passage.head().requestId(), failure).answer();
  }

  /**
   * The label: {@code ok}, {@code refused} by us, {@code error} of the upstream or of ours, {@code
   * unknown} where a task may exist, {@code departed} where the client left before it was decided,
   * {@code replayed} where it is the answer to an earlier submit with the same key, {@code
   * conflict} where that key still runs or stands for another submit.
   */
  static String outcome(Passage passage, Answer answer) {
    if (replayed(answer)) {
      return "replayed";
    }
    if (answer instanceof Relayed relayed) {
      if (relayed.headers().containsKey("Sluice-Outcome")) {
        return "unknown";
      }
      return relayed.status() < 400 ? "ok" : "error";
    }
    Reason reason = ((Refused) answer).refusal().reason();
    if (reason == Reason.OUTCOME_UNKNOWN) {
      return "unknown";
    }
    if (passage.departed()) {
      return "departed";
    }
    if (reason == Reason.CONFLICT || reason == Reason.KEY_REUSED) {
      return "conflict";
    }
    return reason == Reason.FAULT || reason == Reason.UNREACHABLE ? "error" : "refused";
  }

  private static boolean replayed(Answer answer) {
    Map<String, String> headers =
        answer instanceof Relayed relayed
            ? relayed.headers()
            : ((Refused) answer).refusal().headers();
    return headers.containsKey("Idempotency-Replayed");
  }
}
