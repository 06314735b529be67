package dev.sluice.routing;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Started;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One submit's tries on several upstreams, in order of preference.
 *
 * <p>First each is tried without waiting, and the next one only where the last certainly started
 * nothing (law S6) for want of capacity or of a connection. Where all failed so, the first that was
 * short of budget is tried once more, and this time the passage waits.
 */
final class Attempts {

  private static final Set<Reason> ELSEWHERE =
      Set.of(Reason.LIMIT, Reason.UNREACHABLE, Reason.UNAVAILABLE);
  private static final Set<Integer> ELSEWHERE_STATUS = Set.of(429, 502, 503, 504);
  private static final String SHARED_SLOTS = "team-tasks";

  private final Passage passage;
  private final Onward onward;
  private final Provider provider;
  private final List<Candidate> candidates;
  private final Map<Class<?>, Object> notes;
  private Optional<Limited> first = Optional.empty();
  private Optional<Limited> soonest = Optional.empty();

  Attempts(Passage passage, Onward onward, Provider provider, List<Candidate> candidates) {
    this.passage = passage;
    this.onward = onward;
    this.provider = provider;
    this.candidates = candidates;
    this.notes = passage.notes();
  }

  /** A candidate that a limit refused. */
  private record Limited(Candidate candidate, Refused answer) {
    Duration after() {
      return answer.refusal().retryAfter().orElse(Duration.ZERO);
    }
  }

  Uni<Answer> run() {
    return candidates.size() == 1 ? attempt(candidates.get(0)) : withoutWaiting(0);
  }

  private Uni<Answer> withoutWaiting(int index) {
    Candidate candidate = candidates.get(index);
    passage.restore(notes);
    passage.note(Patience.class, Patience.ELSEWHERE);
    return choose(candidate).chain(answer -> judge(index, candidate, answer));
  }

  private Uni<Answer> judge(int index, Candidate candidate, Answer answer) {
    if (!startedNothing()) {
      return Uni.createFrom().item(answer);
    }
    boolean ownCeiling = false;
    if (answer instanceof Refused refused && refused.refusal().reason() == Reason.LIMIT) {
      ownCeiling = isTheTeamsOwn(refused.refusal());
      remember(new Limited(candidate, refused));
    }
    if (!ownCeiling && isWorthAnother(answer) && index + 1 < candidates.size()) {
      return withoutWaiting(index + 1);
    }
    return ownCeiling || isWorthAnother(answer)
        ? waiting(candidate, answer, ownCeiling)
        : Uni.createFrom().item(answer);
  }

  private Uni<Answer> waiting(Candidate candidate, Answer last, boolean ownCeiling) {
    if (first.isEmpty()) {
      return Uni.createFrom().item(last);
    }
    boolean mayWait =
        notes.get(Patience.class) instanceof Patience patience && !patience.limit().isZero();
    if (mayWait) {
      return attempt(ownCeiling ? candidate : first.get().candidate());
    }
    if (ownCeiling) {
      return Uni.createFrom().item(last);
    }
    passage.restore(notes);
    note(soonest.get().candidate());
    return Uni.createFrom().item(soonest.get().answer());
  }

  private Uni<Answer> attempt(Candidate candidate) {
    passage.restore(notes);
    return choose(candidate);
  }

  private Uni<Answer> choose(Candidate candidate) {
    note(candidate);
    return onward.proceed(passage);
  }

  private void note(Candidate candidate) {
    passage.note(
        UpstreamChoice.class,
        new UpstreamChoice(candidate.upstream(), provider, candidate.model()));
    passage.note(SubmitBody.class, candidate.body());
  }

  private void remember(Limited limited) {
    first = first.or(() -> Optional.of(limited));
    soonest =
        soonest
            .filter(s -> s.after().compareTo(limited.after()) <= 0)
            .or(() -> Optional.of(limited));
  }

  private boolean startedNothing() {
    return passage.started() == Started.NEVER_SENT || passage.started() == Started.NO;
  }

  private boolean isWorthAnother(Answer answer) {
    if (answer instanceof Refused refused) {
      return ELSEWHERE.contains(refused.refusal().reason());
    }
    return answer instanceof Relayed relayed
        && passage.started() == Started.NO
        && ELSEWHERE_STATUS.contains(relayed.status());
  }

  /** A ceiling of the team's own is the same whoever serves it. */
  private static boolean isTheTeamsOwn(Refusal refusal) {
    return refusal.violatedPolicies().stream()
        .anyMatch(policy -> policy.startsWith("team-") && !policy.equals(SHARED_SLOTS));
  }
}
