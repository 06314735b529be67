package dev.sluice.amendment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Amendments as JSON, as the store keeps them. A member that is not known is passed over, so that
 * an older replica reads what a newer one wrote.
 */
public final class AmendmentCodec {

  private static final ObjectMapper JSON = new ObjectMapper();

  private AmendmentCodec() {}

  /** What is kept. Holds digests of keys and sealed secrets, and no secret. */
  public static String encoded(Amendments amendments) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", amendments.version()).put("mark", amendments.mark());
    amendments.paused().forEach(root.putArray("paused")::add);
    ObjectNode teams = root.putObject("teams");
    amendments.teams().forEach((id, team) -> write(teams.putObject(id), team));
    return root.toString();
  }

  private static void write(ObjectNode node, ManagedTeam team) {
    team.members().forEach(node.putObject("members")::put);
    team.webhookSecrets().forEach(node.putArray("webhookSecrets")::add);
    var keys = node.putArray("keys");
    for (ManagedKey key : team.keys()) {
      ObjectNode written =
          keys.addObject()
              .put("id", key.id())
              .put("digest", key.digest())
              .put("created", key.created().toString());
      key.expires().ifPresent(end -> written.put("expires", end.toString()));
    }
  }

  /**
   * What was kept.
   *
   * @throws IllegalArgumentException where it is none; the message does not tell the text
   */
  public static Amendments decoded(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      Map<String, ManagedTeam> teams = new HashMap<>();
      root.path("teams")
          .properties()
          .forEach(each -> teams.put(each.getKey(), team(each.getValue())));
      Set<String> paused = new TreeSet<>(texts(root.path("paused")));
      return new Amendments(
          root.path("version").asLong(), root.path("mark").asText(), teams, paused);
    } catch (JsonProcessingException | DateTimeException unreadable) {
      throw new IllegalArgumentException("what administrators changed cannot be read");
    }
  }

  private static ManagedTeam team(JsonNode node) {
    Map<String, String> members = new HashMap<>();
    node.path("members")
        .properties()
        .forEach(each -> members.put(each.getKey(), each.getValue().asText()));
    List<ManagedKey> keys = new ArrayList<>();
    for (JsonNode key : node.path("keys")) {
      keys.add(
          new ManagedKey(
              key.path("id").asText(),
              key.path("digest").asText(),
              Instant.parse(key.path("created").asText()),
              Optional.ofNullable(key.get("expires")).map(JsonNode::asText).map(Instant::parse)));
    }
    return new ManagedTeam(members, texts(node.path("webhookSecrets")), keys);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
