package dev.sluice.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.amendment.ManagedKey;
import dev.sluice.amendment.ManagedTeam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A team as administrators see it.
 *
 * @param declared whether it stands in the files, where alone it is changed
 * @param settings as they were written; of a declared team not shown. Never a secret
 * @param keys those minted here; of a declared team not shown
 */
record TeamView(
    String id,
    boolean declared,
    @Schema(implementation = Object.class, description = "As they were written; never a secret.")
        JsonNode settings,
    List<KeyView> keys) {

  /**
   * A key, which is shown nowhere.
   *
   * @param expires null where it stays one
   */
  record KeyView(String keyId, boolean declared, String created, @Nullable String expires) {

    static KeyView of(ManagedKey key) {
      return new KeyView(
          key.id(),
          false,
          key.created().toString(),
          key.expires().map(Instant::toString).orElse(null));
    }
  }

  static TeamView managed(String id, ManagedTeam team) {
    return new TeamView(
        id,
        false,
        TeamBody.shown(team.members(), !team.webhookSecrets().isEmpty()),
        team.keys().stream().map(KeyView::of).toList());
  }

  static TeamView declared(String id) {
    return new TeamView(id, true, JsonNodeFactory.instance.objectNode(), List.of());
  }
}
