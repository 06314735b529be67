package dev.sluice.task;

import dev.sluice.passage.Answer;
import dev.sluice.passage.GivenId;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Started;
import dev.sluice.upstream.SubmitOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which answers are kept for an {@code Idempotency-Key}, and how they are given again.
 *
 * <p>Kept is what a submit came to that was sent: a task; an outcome that nobody knows, which is
 * never sent again; the vendor's definite no, a 4xx but 429; and the id of a submit that was
 * deferred. All else frees the key: nothing was sent, or nothing was started for want of capacity
 * or by a fault, and to try again with the same key is what the key is for.
 */
final class Keeping {

  static final String UPSTREAM = "Sluice-Upstream";
  static final String OUTCOME = "Sluice-Outcome";
  static final String REPLAYED = "Idempotency-Replayed";

  private static final String CACHE_STATUS = "Cache-Status";
  private static final String HIT = "sluice; hit";
  private static final String CONTENT_TYPE = "Content-Type";
  private static final int TOO_MANY = 429;

  private Keeping() {}

  /** What is to be kept of an answer; empty where the key is to be freed. */
  static Optional<KeptAnswer> of(Passage passage, Answer answer) {
    return switch (passage.started()) {
      case NEVER_SENT ->
          passage.find(GivenId.class).isPresent()
              ? Optional.of(kept(false, answer))
              : Optional.empty();
      case NO -> isDefinite(passage, answer) ? Optional.of(kept(false, answer)) : Optional.empty();
      case YES -> Optional.of(kept(false, answer));
      case UNKNOWN -> Optional.of(kept(true, answer));
    };
  }

  /** What is to be kept where the way back failed: the submit may have been sent. */
  static Optional<KeptAnswer> ofFailure(Passage passage) {
    Started started = passage.started();
    return started == Started.YES || started == Started.UNKNOWN
        ? Optional.of(
            kept(
                true,
                Refusal.of(
                        Reason.OUTCOME_UNKNOWN,
                        "The request was sent and its answer was lost: the task may exist."
                            + " Do not resubmit it blindly.")
                    .with(OUTCOME, "unknown")
                    .answer()))
        : Optional.empty();
  }

  /** The same answer again; it cost the upstream nothing. */
  static Answer replay(KeptAnswer kept) {
    Map<String, String> headers = new TreeMap<>(kept.headers());
    headers.put(REPLAYED, "true");
    headers.put(CACHE_STATUS, HIT);
    if (!kept.own()) {
      return new Relayed(kept.status(), headers, kept.body());
    }
    String detail = new String(kept.body(), StandardCharsets.UTF_8);
    Refusal refusal = Refusal.of(Reason.OUTCOME_UNKNOWN, detail);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      refusal = refusal.with(header.getKey(), header.getValue());
    }
    return refusal.answer();
  }

  /** A relayed answer in the vendor's words; a refusal of ours that followed on one is none. */
  private static boolean isDefinite(Passage passage, Answer answer) {
    int code =
        answer instanceof Relayed
            ? passage
                .find(SubmitOutcome.class)
                .map(outcome -> outcome.reply().effectiveCode())
                .orElse(0)
            : 0;
    return code >= 400 && code < 500 && code != TOO_MANY;
  }

  private static KeptAnswer kept(boolean open, Answer answer) {
    if (answer instanceof Relayed relayed) {
      return new KeptAnswer(
          open, false, relayed.status(), telling(relayed.headers()), relayed.body());
    }
    Refusal refusal = ((Refused) answer).refusal();
    return new KeptAnswer(
        open,
        true,
        Reason.OUTCOME_UNKNOWN.status(),
        telling(refusal.headers()),
        refusal.detail().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> telling(Map<String, String> headers) {
    Map<String, String> some = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          if (name.equalsIgnoreCase(CONTENT_TYPE)
              || name.equals(UPSTREAM)
              || name.equals(OUTCOME)) {
            some.put(name, value);
          }
        });
    return some;
  }
}
