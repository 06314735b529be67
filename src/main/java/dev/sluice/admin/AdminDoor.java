package dev.sluice.admin;

import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.RefusedException;
import dev.sluice.settings.Live;
import dev.sluice.team.TeamKey;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who has an administrator's key, or the token of one. Where there is neither, there is
 * nothing behind it. {@link AdminGuard} stands before it and counts.
 */
@Singleton
final class AdminDoor {

  private static final String SCHEME = "Bearer ";

  private static final Visit NOTHING_HERE =
      new Visit.TurnedAway(
          "nothing", Refusal.of(Reason.NOT_FOUND, "There is nothing at this path."));
  private static final Visit NO_KEY = new Visit.TurnedAway("none", stranger());
  private static final Visit WRONG = new Visit.TurnedAway(Visit.WRONG, stranger());
  private static final Visit FORBIDDEN =
      new Visit.TurnedAway(
          "forbidden",
          Refusal.of(
              Reason.FORBIDDEN, "This token is good, and does not name the administrators' role."));

  private final Live<AdminSettings> settings;

  AdminDoor(Live<AdminSettings> settings) {
    this.settings = settings;
  }

  /** What came of a visit. */
  sealed interface Visit {

    /** The outcome of whoever shows a key or a token that is not good. */
    String WRONG = "wrong";

    /**
     * @param who his name for the audit
     */
    record Known(String who) implements Visit {}

    /**
     * @param outcome as it is counted
     */
    record TurnedAway(String outcome, Refusal refusal) implements Visit {}
  }

  /**
   * Who asks, by the name of the key or the subject of the token, which begins with {@code jwt:}.
   *
   * @param authorization the header of that name
   * @throws RefusedException 404 where there is no administration, 403 for a good token without the
   *     role, 401 for everybody else
   */
  String enter(@Nullable String authorization) {
    Visit visit = look(Optional.ofNullable(authorization));
    if (visit instanceof Visit.TurnedAway away) {
      throw new RefusedException(away.refusal());
    }
    return ((Visit.Known) visit).who();
  }

  /**
   * The same as a value. Every key is compared, each in the same time whether it is nearly right or
   * not.
   */
  Visit look(Optional<String> authorization) {
    if (!isThere()) {
      return NOTHING_HERE;
    }
    if (authorization.isEmpty()) {
      return NO_KEY;
    }
    Optional<String> presented = authorization.flatMap(AdminDoor::bearer);
    Optional<TeamKey> key = presented.flatMap(TeamKey::presented);
    String who = "";
    for (Map.Entry<String, TeamKey> each : settings.now().keys().entrySet()) {
      if (key.isPresent() && each.getValue().equals(key.get())) {
        who = each.getKey();
      }
    }
    if (!who.isEmpty()) {
      return new Visit.Known(who);
    }
    return settings
        .now()
        .tokens()
        .flatMap(reader -> presented.flatMap(reader::read))
        .map(bearer -> bearer.administers() ? new Visit.Known(bearer.name()) : FORBIDDEN)
        .orElse(WRONG);
  }

  /** Whether there is administration. */
  boolean isThere() {
    AdminSettings now = settings.now();
    return !now.keys().isEmpty() || now.tokens().isPresent();
  }

  private static Refusal stranger() {
    return Refusal.of(
            Reason.UNAUTHENTICATED,
            "Send an administrator's key in the header Authorization: Bearer KEY.")
        .with("WWW-Authenticate", "Bearer");
  }

  private static Optional<String> bearer(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(authorization.substring(SCHEME.length()).trim())
        : Optional.empty();
  }
}
