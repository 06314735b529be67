package dev.sluice.routing;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import dev.sluice.routing.RouteTable.TeamRoutes;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Chooses who serves a submit: by its {@code provider}, by what the team may name and use, and by
 * the route table. Other operations pass; a status goes to whoever took the submit.
 */
@Singleton
public final class RoutingStage implements Stage {

  private static final String MEMBER = "provider";

  private final RouteTable table;

  public RoutingStage(RoutingSettings settings) {
    this.table = settings.table();
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    if (passage.head().operation() != Operation.SUBMIT) {
      return onward.proceed(passage);
    }
    Team team = passage.noted(Team.class);
    SubmitBody body = passage.noted(SubmitBody.class);
    TeamRoutes routes = table.of(team.id());
    Optional<Refusal> refusal =
        model(team, passage.head().model()).or(() -> provider(routes, body.provider()));
    if (refusal.isPresent()) {
      return Uni.createFrom().item(refusal.get().answer());
    }
    if (body.provider().isEmpty() && routes.fallback().isPresent()) {
      passage.note(SubmitBody.class, body.withMember(MEMBER, routes.fallback().get().word()));
    }
    Provider provider =
        body.provider().flatMap(Provider::of).or(routes::fallback).orElse(Provider.AUTO);
    String model = passage.head().model();
    SubmitBody told = passage.noted(SubmitBody.class);
    List<Candidate> candidates =
        table.upstreams(team.id(), provider).stream()
            .map(upstream -> new Candidate(upstream, model, told))
            .toList();
    return new Attempts(passage, onward, provider, candidates).run();
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
