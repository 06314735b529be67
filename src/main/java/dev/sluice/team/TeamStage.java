package dev.sluice.team;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the team by its key and leaves it on the passage; beside an application ({@link Sidecar})
 * it is that application's team. What a team may do is asked further on.
 */
@Singleton
public final class TeamStage implements Stage {

  private static final String SCHEME = "Bearer ";
  private static final Stranger NO_KEY =
      unauthenticated("Send the team's key in the header Authorization: Bearer KEY.");
  private static final Stranger WRONG_KEY =
      unauthenticated(
          "This key belongs to no team, or to none any more. Ask whoever runs the gateway.");

  private static final Stranger NOT_YET =
      new Stranger(
          Refusal.of(
                  Reason.UNAVAILABLE,
                  "The gateway has not read yet which teams there are; nothing was sent, try again.")
              .retryAfter(Duration.ofSeconds(1)));

  private static final Stranger NO_TEAM =
      new Stranger(
          Refusal.of(
              Reason.FORBIDDEN,
              "The team of this sidecar does not exist, or not any more. Ask whoever runs the gateway."));

  private final TeamDirectory directory;
  private final Optional<String> sidecar;

  public TeamStage(TeamDirectory directory, Sidecar sidecar) {
    this.directory = directory;
    this.sidecar = sidecar.team();
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Identity identity = identify(passage.head().header("Authorization"));
    return identity instanceof Known known
        ? onward.proceed(passage.note(Team.class, known.team()))
        : Uni.createFrom().item(((Stranger) identity).refusal().answer());
  }

  /**
   * Why whoever sends this is refused before anything else is read of him; empty where he is known.
   *
   * @param authorization the first value of that header, where there is one
   */
  public Optional<Refusal> objection(Optional<String> authorization) {
    return identify(authorization) instanceof Stranger stranger
        ? Optional.of(stranger.refusal())
        : Optional.empty();
  }

  /**
   * Says who sends this, for what is asked beside the path.
   *
   * @param authorization the first value of that header, where there is one
   * @param known what follows for a team
   * @param stranger what follows for nobody's key
   */
  public <T> T whoever(
      Optional<String> authorization, Function<Team, T> known, Function<Refusal, T> stranger) {
    Identity identity = identify(authorization);
    return identity instanceof Known team
        ? known.apply(team.team())
        : stranger.apply(((Stranger) identity).refusal());
  }

  /** Who somebody turns out to be. */
  private sealed interface Identity {}

  private record Known(Team team) implements Identity {}

  private record Stranger(Refusal refusal) implements Identity {}

  private Identity identify(Optional<String> authorization) {
    if (sidecar.isPresent()) {
      return directory.byId(sidecar.get()).<Identity>map(Known::new).orElseGet(this::noTeam);
    }
    Optional<String> key = authorization.flatMap(TeamStage::bearer);
    return key.isEmpty()
        ? NO_KEY
        : directory.byKey(key.get()).<Identity>map(Known::new).orElseGet(this::unknown);
  }

  private Identity unknown() {
    return directory.complete() ? WRONG_KEY : NOT_YET;
  }

  private Identity noTeam() {
    return directory.complete() ? NO_TEAM : NOT_YET;
  }

  private static Optional<String> bearer(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String key = authorization.substring(SCHEME.length()).trim();
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }

  private static Stranger unauthenticated(String detail) {
    return new Stranger(
        Refusal.of(Reason.UNAUTHENTICATED, detail).with("WWW-Authenticate", "Bearer"));
  }
}
