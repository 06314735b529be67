package dev.sluice.routing;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.AnsweredCode;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Started;
import dev.sluice.routing.Shortages.Shortage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One submit's tries on several upstreams, in order of preference.
 *
 * <ol>
 *   <li>Each is tried without waiting. The first that takes it, or that may have, ends the matter.
 *   <li>Where none could, the submit waits: at the one that is free soonest, then, as long as its
 *       patience lasts, at the next one. It loses its place in a queue only where that queue sends
 *       it away.
 *   <li>With its patience at an end, those where it did not wait are looked at once more.
 *   <li>The answer is the soonest refusal; who gave it was asked as the last one, so that it keeps
 *       what it promises (law L9).
 * </ol>
 *
 * <p>Every further try is made only after the last one certainly started nothing (law S6), for want
 * of capacity, of a connection or of health. Of n candidates each is tried three times at most, and
 * the soonest once more.
 */
final class Attempts {

  private static final String SHARED_SLOTS = "team-tasks";

  private final Passage passage;
  private final Onward onward;
  private final Provider provider;
  private final List<Candidate> candidates;
  private final Map<Class<?>, Object> notes;
  private final Shortages shortages = new Shortages();
  private Patience left;

  Attempts(Passage passage, Onward onward, Provider provider, List<Candidate> candidates) {
    this.passage = passage;
    this.onward = onward;
    this.provider = provider;
    this.candidates = candidates;
    this.notes = passage.notes();
    this.left = passage.find(Patience.class).orElse(Patience.NONE);
  }

  Uni<Answer> run() {
    return candidates.size() == 1
        ? attempt(candidates.get(0), left)
        : look(new ArrayDeque<>(candidates), this::waitOrSettle);
  }

  /** Tries one after the other without waiting; what then, where none could serve. */
  private Uni<Answer> look(Deque<Candidate> open, Supplier<Uni<Answer>> none) {
    Candidate candidate = open.remove();
    return attempt(candidate, Patience.ELSEWHERE)
        .chain(
            answer -> {
              if (isTheTeamsOwn(answer)) {
                return waitForTheTeamsOwn(candidate, open, answer);
              }
              if (isFinal(answer)) {
                return Uni.createFrom().item(answer);
              }
              remember(candidate, answer, false);
              return open.isEmpty() ? lastWord(answer, none) : look(open, none);
            });
  }

  private Uni<Answer> lastWord(Answer answer, Supplier<Uni<Answer>> none) {
    return shortages.soonest().isEmpty() ? Uni.createFrom().item(answer) : none.get();
  }

  private Uni<Answer> waitOrSettle() {
    return mayWait() ? waitAt(inOrder()) : settle();
  }

  /** The same whoever serves: it is waited for where it was met, and nobody else is asked. */
  private Uni<Answer> waitForTheTeamsOwn(Candidate at, Deque<Candidate> others, Answer answer) {
    if (!mayWait()) {
      return Uni.createFrom().item(answer);
    }
    Deque<Candidate> order = new ArrayDeque<>(inOrder());
    order.addAll(others);
    order.addFirst(at);
    return waitAt(order);
  }

  /** Waits at one after the other, for as long as the patience lasts. */
  private Uni<Answer> waitAt(Deque<Candidate> order) {
    Candidate candidate = order.remove();
    return attempt(candidate, left)
        .chain(
            answer -> {
              spend();
              if (isTheTeamsOwn(answer) || isFinal(answer)) {
                return Uni.createFrom().item(answer);
              }
              remember(candidate, answer, true);
              if (mayWait()) {
                return order.isEmpty() ? lastWord(answer, this::settle) : waitAt(order);
              }
              return lastLook(candidate, order, answer);
            });
  }

  /** At all but the one that was just waited for. */
  private Uni<Answer> lastLook(Candidate waitedAt, Deque<Candidate> untried, Answer answer) {
    Deque<Candidate> others = inOrder();
    untried.stream().filter(candidate -> !others.contains(candidate)).forEach(others::add);
    others.remove(waitedAt);
    return others.isEmpty() ? lastWord(answer, this::settle) : look(others, this::settle);
  }

  /** Nobody can serve: the soonest refusal, by who was asked as the last one. */
  private Uni<Answer> settle() {
    Shortage soonest = shortages.soonest().orElseThrow();
    if (soonest.promised()) {
      passage.restore(notes);
      choose(soonest.candidate());
      return Uni.createFrom().item(soonest.answer());
    }
    return attempt(soonest.candidate(), left.left(Duration.ZERO));
  }

  private Uni<Answer> attempt(Candidate candidate, Patience patience) {
    passage.restore(notes);
    passage.note(Patience.class, patience);
    choose(candidate);
    return onward.proceed(passage);
  }

  private void choose(Candidate candidate) {
    passage.note(
        UpstreamChoice.class,
        new UpstreamChoice(candidate.upstream(), provider, candidate.model()));
    passage.note(SubmitBody.class, candidate.body());
  }

  private void remember(Candidate candidate, Answer answer, boolean promised) {
    if (answer instanceof Refused refused) {
      shortages.remember(candidate, refused, promised);
    }
  }

  private Deque<Candidate> inOrder() {
    return new ArrayDeque<>(shortages.inOrder().stream().map(Shortage::candidate).toList());
  }

  /** What the last wait has left of the patience, as the stages that waited have noted it. */
  private void spend() {
    Duration rest = passage.find(Patience.class).map(Patience::limit).orElse(Duration.ZERO);
    left = left.left(rest.compareTo(left.limit()) < 0 ? rest : left.limit());
  }

  private boolean mayWait() {
    return !left.limit().isZero();
  }

  /** Whether no other try may follow, or would help. */
  private boolean isFinal(Answer answer) {
    return passage.departed() || !startedNothing() || !isWorthAnother(answer);
  }

  private boolean startedNothing() {
    return passage.started() == Started.NEVER_SENT || passage.started() == Started.NO;
  }

  private boolean isWorthAnother(Answer answer) {
    if (answer instanceof Refused refused) {
      return refused.refusal().reason().isOfTheMoment();
    }
    return answer instanceof Relayed
        && passage.started() == Started.NO
        && passage.find(AnsweredCode.class).filter(AnsweredCode::notNow).isPresent();
  }

  /** A ceiling of the team's own is the same whoever serves it. */
  private boolean isTheTeamsOwn(Answer answer) {
    return startedNothing()
        && answer instanceof Refused refused
        && refused.refusal().reason() == Reason.LIMIT
        && isTheTeamsOwn(refused.refusal());
  }

  private static boolean isTheTeamsOwn(Refusal refusal) {
    return refusal.violatedPolicies().stream()
        .anyMatch(policy -> policy.startsWith("team-") && !policy.equals(SHARED_SLOTS));
  }
}
