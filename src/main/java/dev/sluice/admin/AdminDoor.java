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

/** Lets in who has an administrator's key. Where there is none, there is nothing behind it. */
@Singleton
final class AdminDoor {

  private static final String SCHEME = "Bearer ";

  private static final Refusal NOTHING_HERE =
      Refusal.of(Reason.NOT_FOUND, "There is nothing at this path.");

  private static final Refusal STRANGER =
      Refusal.of(
          Reason.UNAUTHENTICATED,
          "Send an administrator's key in the header Authorization: Bearer KEY.");

  private final Live<AdminSettings> settings;

  AdminDoor(Live<AdminSettings> settings) {
    this.settings = settings;
  }

  /**
   * Who asks, by the name of the key. Every key is compared, each in the same time whether it is
   * nearly right or not.
   *
   * @param authorization the header of that name
   * @throws RefusedException 404 where there is no administration, 401 for everybody else
   */
  String enter(@Nullable String authorization) {
    Map<String, TeamKey> keys = settings.now().keys();
    if (keys.isEmpty()) {
      throw new RefusedException(NOTHING_HERE);
    }
    Optional<TeamKey> presented = Optional.ofNullable(authorization).flatMap(AdminDoor::bearer);
    String who = "";
    for (Map.Entry<String, TeamKey> key : keys.entrySet()) {
      if (presented.isPresent() && key.getValue().equals(presented.get())) {
        who = key.getKey();
      }
    }
    if (who.isEmpty()) {
      throw new RefusedException(STRANGER);
    }
    return who;
  }

  private static Optional<TeamKey> bearer(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? TeamKey.presented(authorization.substring(SCHEME.length()).trim())
        : Optional.empty();
  }
}
