package dev.sluice.deferral;

import dev.sluice.passage.Answer;
import dev.sluice.passage.AnsweredCode;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Started;
import java.time.Duration;
import java.util.Optional;

/** Tells the answers that time mends from all others. */
final class Shortage {

  /** The name of the limit by which a throttled budget refuses. */
  private static final String UPSTREAM = "upstream";

  private static final Duration USUAL = Duration.ofSeconds(5);

  private Shortage() {}

  /**
   * A refusal of ours after which certainly nothing was started, and which a later attempt may
   * pass.
   *
   * @return after how long; empty for every other answer
   */
  static Optional<Duration> ours(Passage passage, Answer answer) {
    return startedNothing(passage)
            && answer instanceof Refused refused
            && refused.refusal().reason().isOfTheMoment()
        ? Optional.of(refused.refusal().retryAfter().orElse(USUAL))
        : Optional.empty();
  }

  /** The same, or an upstream's word that it cannot serve just now. */
  static Optional<Duration> any(Passage passage, Answer answer) {
    return ours(passage, answer)
        .or(() -> notNow(passage, answer) ? Optional.of(USUAL) : Optional.empty());
  }

  /** Whether it was the upstream that could not serve it. */
  static boolean isTheUpstreams(Answer answer) {
    return answer instanceof Relayed
        || answer instanceof Refused refused
            && refused.refusal().violatedPolicies().contains(UPSTREAM);
  }

  private static boolean notNow(Passage passage, Answer answer) {
    return answer instanceof Relayed
        && passage.started() == Started.NO
        && passage.find(AnsweredCode.class).filter(AnsweredCode::notNow).isPresent();
  }

  private static boolean startedNothing(Passage passage) {
    return passage.started() == Started.NEVER_SENT || passage.started() == Started.NO;
  }
}
