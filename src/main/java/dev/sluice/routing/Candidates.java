package dev.sluice.routing;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.EarlierTask;
import dev.sluice.dialect.Malformed;
import dev.sluice.dialect.Retelling;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.Telling;
import dev.sluice.dialect.Wording;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which upstreams of a route may serve a submit, and what each would be told: the same where it
 * speaks the team's language, but for another id of the model; and in its own language where words
 * for this model were agreed on. Any other upstream is left out.
 */
final class Candidates {

  /** What came of it. */
  sealed interface Found permits Some, None {}

  /**
   * @param candidates at least one, in the route's order
   */
  record Some(List<Candidate> candidates) implements Found {}

  /**
   * @param refusal why there is none
   */
  record None(Refusal refusal) implements Found {}

  /**
   * A submit as the team says it.
   *
   * @param language the team's
   * @param model the id that it says
   * @param body what it says
   * @param provider the strategy that stands in where the body names none
   * @param pinned the only upstream that may serve it
   */
  record Said(
      Dialect language,
      String model,
      SubmitBody body,
      Optional<Provider> provider,
      Optional<PinnedUpstream> pinned) {}

  private final ModelBook book;

  Candidates(ModelBook book) {
    this.book = book;
  }

  Found of(Said said, List<String> route) {
    List<Candidate> candidates = new ArrayList<>();
    List<String> objections = new ArrayList<>();
    for (String upstream : route) {
      if (said.pinned().filter(pin -> !pin.upstream().equals(upstream)).isPresent()) {
        objections.add(upstream + ": an earlier task is named, and this upstream did not make it");
        continue;
      }
      Telling telling = tell(said, upstream);
      if (telling instanceof Malformed malformed) {
        return new None(Refusal.of(Reason.MALFORMED, malformed.detail()));
      }
      if (telling instanceof Telling.Told told) {
        candidates.add(candidate(said, upstream, told));
      } else {
        objections.add(upstream + ": " + ((Telling.Untold) telling).why());
      }
    }
    return candidates.isEmpty() ? new None(nobody(objections)) : new Some(candidates);
  }

  private Telling tell(Said said, String upstream) {
    Dialect language = book.language(upstream);
    Optional<Wording> wording = book.wording(said.model(), said.language(), upstream);
    if (wording.isPresent()) {
      return checked(
          said, language, Retelling.of(said.body(), said.language(), language, wording.get()));
    }
    return language.is(said.language())
        ? new Telling.Told(said.model(), said.body())
        : new Telling.Untold("nothing says what it calls this model");
  }

  /**
   * What names an earlier task in the upstream's language, and not in the team's, was not judged:
   * it might be another team's.
   */
  private static Telling checked(Said said, Dialect language, Telling telling) {
    boolean unjudged =
        telling instanceof Telling.Told told
            && said.language().earlierTask(said.body()) instanceof EarlierTask.None
            && !(language.earlierTask(told.body()) instanceof EarlierTask.None);
    return unjudged
        ? new Telling.Untold("the input would name an earlier task there, and nobody says whose")
        : telling;
  }

  private Candidate candidate(Said said, String upstream, Telling.Told told) {
    SubmitBody body =
        book.language(upstream)
            .addressed(told.body(), told.model(), said.provider().map(Provider::word));
    return new Candidate(upstream, told.model(), body);
  }

  private static Refusal nobody(List<String> objections) {
    return Refusal.of(
        Reason.NOT_FOUND,
        "No upstream serves this model to this team. " + String.join("; ", objections) + ".");
  }
}
