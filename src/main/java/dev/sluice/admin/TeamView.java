package dev.sluice.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.amendment.ManagedKey;
import dev.sluice.amendment.ManagedTeam;
import dev.sluice.settings.DeclaredTeam;
import dev.sluice.team.LimitedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A team as administrators see it.
 *
 * @param declared whether it stands in the files, where alone it is changed
 * @param settings as they were written. Never a secret
 * @param keys those minted here, or those in the files
 */
record TeamView(
    String id,
    boolean declared,
    @Schema(implementation = Object.class, description = "As they were written; never a secret.")
        JsonNode settings,
    List<KeyView> keys) {

  private static final String KEYS = "keys";

  /**
   * A key, which is shown nowhere.
   *
   * @param keyId of one in the files its place there, which tells nothing of it: a part of the
   *     digest of a short key would tell the key
   * @param created null where that is not known, as of one in the files
   * @param expires null where it stays one
   */
  record KeyView(
      String keyId, boolean declared, @Nullable String created, @Nullable String expires) {

    static KeyView of(ManagedKey key) {
      return new KeyView(
          key.id(),
          false,
          key.created().toString(),
          key.expires().map(Instant::toString).orElse(null));
    }

    static KeyView declared(String place, String written) {
      return new KeyView(
          place,
          true,
          null,
          LimitedKey.written(written)
              .flatMap(LimitedKey::until)
              .map(Instant::toString)
              .orElse(null));
    }
  }

  static TeamView managed(String id, ManagedTeam team) {
    return new TeamView(
        id,
        false,
        TeamBody.shown(team.members(), !team.webhookSecrets().isEmpty()),
        team.keys().stream().map(KeyView::of).toList());
  }

  static TeamView declared(String id, DeclaredTeam team) {
    List<KeyView> keys = new ArrayList<>();
    for (String written : team.list(KEYS)) {
      keys.add(KeyView.declared(KEYS + "[" + keys.size() + "]", written));
    }
    return new TeamView(
        id,
        true,
        TeamBody.shown(
            team.without(Set.of(KEYS, TeamBody.SECRET)), !team.list(TeamBody.SECRET).isEmpty()),
        keys);
  }
}
