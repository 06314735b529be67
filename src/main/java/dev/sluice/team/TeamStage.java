package dev.sluice.team;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Stage;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Finds the team by its key and leaves it on the passage. What a team may do is asked further on.
 */
@Singleton
public final class TeamStage implements Stage {

  private static final String SCHEME = "Bearer ";
  private static final Refused NO_KEY =
      unauthenticated("Send the team's key in the header Authorization: Bearer KEY.");
  private static final Refused WRONG_KEY =
      unauthenticated(
          "This key belongs to no team, or to none any more. Ask whoever runs the gateway.");

  private final TeamDirectory directory;

  public TeamStage(TeamDirectory directory) {
    this.directory = directory;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Optional<String> key = passage.head().header("Authorization").flatMap(TeamStage::bearer);
    if (key.isEmpty()) {
      return Uni.createFrom().item(NO_KEY);
    }
    Optional<Team> team = directory.byKey(key.get());
    return team.isEmpty()
        ? Uni.createFrom().item(WRONG_KEY)
        : onward.proceed(passage.note(Team.class, team.get()));
  }

  private static Optional<String> bearer(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String key = authorization.substring(SCHEME.length()).trim();
    return key.isEmpty() ? Optional.empty() : Optional.of(key);
  }

  private static Refused unauthenticated(String detail) {
    return Refusal.of(Reason.UNAUTHENTICATED, detail).with("WWW-Authenticate", "Bearer").answer();
  }
}
