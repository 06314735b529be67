package dev.sluice.routing;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.Translation;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Stage;
import dev.sluice.routing.RouteTable.TeamRoutes;
import dev.sluice.settings.Live;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses who serves a submit: by its {@code provider}, by what the team may name and use, by the
 * route table, and by who can be told it. An answer in another language comes back in the team's.
 * Other operations pass; a status goes to whoever took the submit.
 */
@Singleton
public final class RoutingStage implements Stage {

  private static final String LENGTH = "Content-Length";

  private final Live<RoutingSettings> settings;
  private final Live<ModelSettings> models;

  public RoutingStage(Live<RoutingSettings> settings, Live<ModelSettings> models) {
    this.settings = settings;
    this.models = models;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    if (passage.head().operation() != Operation.SUBMIT) {
      return onward.proceed(passage);
    }
    Team team = passage.noted(Team.class);
    SubmitBody body = passage.noted(SubmitBody.class);
    String model = passage.head().model();
    RouteTable table = settings.now().table();
    ModelBook book = models.now().book();
    TeamRoutes routes = table.of(team.id());
    Optional<Refusal> refusal = model(team, model).or(() -> provider(routes, body.provider()));
    if (refusal.isPresent()) {
      return Uni.createFrom().item(refusal.get().answer());
    }
    Provider provider =
        body.provider().flatMap(Provider::of).or(routes::fallback).orElse(Provider.AUTO);
    Dialect language = Dialects.named(passage.head().dialect());
    var said =
        new Candidates.Said(
            language, model, body, routes.fallback(), passage.find(PinnedUpstream.class));
    Candidates.Found found = new Candidates(book).of(said, table.upstreams(team.id(), provider));
    if (found instanceof Candidates.None none) {
      return Uni.createFrom().item(none.refusal().answer());
    }
    return new Attempts(passage, onward, provider, ((Candidates.Some) found).candidates())
        .run()
        .map(answer -> inTheTeamsWords(passage, book, language, answer));
  }

  /** The vendor's answer, in the language in which the team asked. */
  private static Answer inTheTeamsWords(
      Passage passage, ModelBook book, Dialect language, Answer answer) {
    Optional<Dialect> spoken =
        passage.find(UpstreamChoice.class).map(choice -> book.language(choice.upstream()));
    return answer instanceof Relayed relayed && spoken.isPresent()
        ? translated(spoken.get(), language, relayed)
        : answer;
  }

  private static Relayed translated(Dialect from, Dialect to, Relayed relayed) {
    byte[] body = Translation.submitAnswer(from, to, relayed.body());
    if (body == relayed.body()) {
      return relayed;
    }
    Map<String, String> headers = new HashMap<>(relayed.headers());
    headers.keySet().removeIf(LENGTH::equalsIgnoreCase);
    return new Relayed(relayed.status(), headers, body);
  }

  private static Optional<Refusal> model(Team team, String model) {
    return team.mayUse(model)
        ? Optional.empty()
        : Optional.of(
            Refusal.of(
                Reason.FORBIDDEN,
                "The model is not allowed to this team; allowed are "
                    + String.join(", ", team.models())
                    + "."));
  }

  private static Optional<Refusal> provider(TeamRoutes routes, Optional<String> written) {
    Optional<Provider> named = written.flatMap(Provider::of);
    if (written.isPresent() && named.isEmpty()) {
      return Optional.of(
          Refusal.of(
              Reason.MALFORMED,
              "The member provider names no provider; allowed are "
                  + words(Arrays.asList(Provider.values()))
                  + "."));
    }
    Optional<Provider> effective = named.or(routes::fallback);
    if (routes.allows(effective.orElse(Provider.AUTO))) {
      return Optional.empty();
    }
    String wrong =
        named.isPresent()
            ? "The provider that the member provider names is not allowed to this team"
            : "The member provider is absent, and auto is not allowed to this team";
    return Optional.of(
        Refusal.of(
            Reason.FORBIDDEN, "%s; name one of %s.".formatted(wrong, words(routes.providers()))));
  }

  private static String words(Collection<Provider> providers) {
    return providers.stream().sorted().map(Provider::word).collect(Collectors.joining(", "));
  }
}
