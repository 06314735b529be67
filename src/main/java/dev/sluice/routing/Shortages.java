package dev.sluice.routing;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which candidates could not serve a submit just now, and when each said it could: the last word of
 * each counts. Not for several threads.
 */
final class Shortages {

  /** Refusals that time mends, each with a time to come back. */
  private static final Set<Reason> SHORT =
      Set.of(Reason.LIMIT, Reason.TOO_MANY_UNKNOWN, Reason.UNAVAILABLE);

  private final Map<Candidate, Shortage> byCandidate = new LinkedHashMap<>();

  /**
   * One candidate's last word.
   *
   * @param promised whether it was asked as the last one, so that its word is kept (law L9)
   */
  record Shortage(Candidate candidate, Refused answer, boolean promised) {
    Duration after() {
      return answer.refusal().retryAfter().orElse(Duration.ZERO);
    }
  }

  /** Remembers a refusal, where it is one that time mends. */
  void remember(Candidate candidate, Refused answer, boolean promised) {
    if (SHORT.contains(answer.refusal().reason())) {
      byCandidate.put(candidate, new Shortage(candidate, answer, promised));
    }
  }

  /** From the soonest on; of those that are as soon, in order of preference. */
  List<Shortage> inOrder() {
    List<Shortage> order = new ArrayList<>(byCandidate.values());
    order.sort(Comparator.comparing(Shortage::after));
    return order;
  }

  /** The one that could serve first. */
  Optional<Shortage> soonest() {
    return inOrder().stream().findFirst();
  }
}
