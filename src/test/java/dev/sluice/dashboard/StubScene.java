package dev.sluice.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gateway of the stub is said to be doing: six teams that share a key, one of them
 * hostile.
 */
final class StubScene {

  /** A text that would be a script, were it ever read as HTML. */
  static final String HOSTILE = "<img src=x onerror=\"window.pwned=1\">";

  static final ObjectMapper JSON = new ObjectMapper();

  private static final int STEP_SECONDS = 5;
  private static final int SAMPLES = 180;

  /** Team to: sent in 5 s at most, slots at most, guaranteed tasks, ceiling. */
  private static final Map<String, int[]> TEAMS =
      new TreeMap<>(
          Map.of(
              "marketing",
              new int[] {260, 310, 300, 600},
              "research",
              new int[] {180, 220, 200, 400},
              "studio",
              new int[] {120, 140, 0, 300},
              "batch",
              new int[] {90, 160, 0, 0},
              "support",
              new int[] {35, 40, 50, 100},
              HOSTILE,
              new int[] {25, 30, 0, 50}));

  private final Deque<ObjectNode> audit = new ArrayDeque<>();
  private final ObjectNode minted = JSON.createObjectNode();
  private boolean paused;
  private String storeMode = "redis";
  private String delivery = "dead";
  private ObjectNode stored =
      JSON.createObjectNode().put("requests-per-minute", "600").put("webhook-secret", "set");
  private boolean wide;

  synchronized void pause(boolean wanted) {
    act(wanted ? "upstream.pause" : "upstream.resume", "apixo", "paused", !wanted, wanted);
    paused = wanted;
  }

  /** A second key whose upstream's circuit is open, and forty teams that do nothing. */
  synchronized void wide() {
    wide = true;
  }

  synchronized void store(String mode) {
    storeMode = mode;
  }

  synchronized void redelivered(String id) {
    act("delivery.redeliver", id, "state", "dead", "pending");
    delivery = "pending";
  }

  synchronized void released(String id) {
    act("slot.release", id, "state", "unknown", null);
  }

  synchronized void created(String id) {
    act("team.create", id, "keys", null, "");
  }

  /** Other settings of the team that the store keeps. */
  synchronized void changed(String id, JsonNode settings) {
    act("team.change", id, "settings", null, settings.toString());
    stored = settings.deepCopy();
  }

  synchronized void deleted(String id) {
    act("team.delete", id, "id", id, null);
    stored = null;
  }

  /** A new key of a team. */
  synchronized void minted(String team, String keyId) {
    act("key.mint", team, "keyId", null, keyId);
    minted.put("keyId", keyId).put("declared", false).put("created", Instant.now().toString());
    minted.putNull("expires");
  }

  synchronized void revoked(String team, String keyId) {
    act("key.revoke", team, "keyId", keyId, null);
    minted.removeAll();
  }

  private void act(String action, String subject, String member, Object before, Object after) {
    ObjectNode entry = JSON.createObjectNode();
    entry.put("at", Instant.now().toString()).put("who", "alice");
    entry.put("action", action).put("subject", subject);
    entry.set("before", JSON.createObjectNode().putPOJO(member, before));
    entry.set("after", JSON.createObjectNode().putPOJO(member, after));
    audit.addFirst(entry);
  }

  synchronized ObjectNode overview() {
    ObjectNode all = JSON.createObjectNode();
    all.put("at", Instant.now().toString()).put("replica", "ab12");
    all.putObject("store")
        .put("mode", storeMode)
        .put("detail", storeMode.equals("redis") ? null : HOSTILE);
    ObjectNode budget = all.putArray("budgets").addObject();
    budget.put("name", "apixo").put("tokens", 12.3).put("pausedByUpstream", false);
    budget.putArray("upstreams").add("apixo");
    budget
        .putObject("window")
        .put("limit", 10000)
        .put("seconds", 60.0)
        .put("used", 7412)
        .put("looks", true);
    budget.putObject("slots").put("limit", 980).put("inUse", 874);
    ArrayNode shares = budget.putArray("teams");
    ArrayNode teams = all.putArray("teams");
    TEAMS.forEach(
        (team, size) -> {
          ObjectNode share = shares.addObject();
          share
              .put("team", team)
              .put("slots", size[1] - 6)
              .put("unknown", team.equals("batch") ? 2 : 0);
          share.put("guaranteedTasks", size[2]).put("guaranteedPerMinute", size[2] * 10.0);
          share.put("taskCeiling", size[3] == 0 ? null : Integer.valueOf(size[3]));
          ObjectNode one = teams.addObject();
          one.put("team", team).put("declared", true).put("waiting", team.equals("batch") ? 17 : 0);
          one.put("longestWaitSeconds", team.equals("batch") ? 4.2 : 0.0).put("deferred", 0);
          one.put("sentInLastMinute", size[0] * 9);
          one.put("requestsPerMinute", size[3] == 0 ? null : Integer.valueOf(size[3] * 10));
        });
    if (wide) {
      widen(all);
    }
    ArrayNode upstreams = all.putArray("upstreams");
    upstreams
        .addObject()
        .put("name", "apixo")
        .put("budget", "apixo")
        .put("dialect", "apixo")
        .put("circuit", "closed")
        .put("paused", paused);
    upstreams
        .addObject()
        .put("name", "kie")
        .put("budget", "kie")
        .put("dialect", "kie")
        .put("circuit", wide ? "open" : "half-open")
        .put("paused", false);
    ArrayNode refusals = all.putArray("refusals");
    refusal(
        refusals,
        "batch",
        "budget-tasks",
        41,
        "All slots of the key are in use; nothing came free within 10 s.");
    refusal(
        refusals,
        HOSTILE,
        "team-requests",
        17,
        "6000 requests a minute are this team's quota. " + HOSTILE);
    ArrayNode deliveries = all.putArray("deliveries");
    deliveries
        .addObject()
        .put("team", "studio")
        .put("pending", 3)
        .put("dead", delivery.equals("dead") ? 1 : 0);
    all.putObject("tasks").put("open", 874).put("success", 91204).put("failed", 312);
    return all;
  }

  private static void widen(ObjectNode all) {
    ObjectNode budget = all.withArray("/budgets").addObject();
    budget.put("name", "kie").put("tokens", 3.0).put("pausedByUpstream", false);
    budget.putArray("upstreams").add("kie");
    budget
        .putObject("window")
        .put("limit", 20)
        .put("seconds", 10.0)
        .put("used", 4)
        .put("looks", false);
    budget.putObject("slots").put("limit", 49).put("inUse", 0);
    budget.putArray("teams");
    for (int i = 1; i <= 40; i++) {
      ObjectNode idle = all.withArray("/teams").addObject();
      idle.put("team", "idle-%02d".formatted(i)).put("declared", true).put("waiting", 0);
      idle.put("longestWaitSeconds", 0.0).put("deferred", 0).put("sentInLastMinute", 0);
      idle.put("requestsPerMinute", 600);
    }
  }

  private static void refusal(ArrayNode to, String team, String policy, int count, String detail) {
    to.addObject()
        .put("at", Instant.now().minusSeconds(20).toString())
        .put("team", team)
        .put("policy", policy)
        .put("count", count)
        .put("detail", detail);
  }

  /** The samples of the last 15 minutes, the last one now. */
  static List<ObjectNode> samples(long nowMillis) {
    return java.util.stream.IntStream.rangeClosed(1 - SAMPLES, 0)
        .mapToObj(i -> sample(nowMillis + i * STEP_SECONDS * 1000L, i + SAMPLES))
        .toList();
  }

  /** The n-th sample: a quiet start, and a burst in the second half. */
  static ObjectNode sample(long atMillis, int n) {
    ObjectNode sample = JSON.createObjectNode();
    sample.put("at", Instant.ofEpochMilli(atMillis).toString());
    ObjectNode teams = sample.putObject("teams");
    int order = 0;
    for (Map.Entry<String, int[]> team : TEAMS.entrySet()) {
      double wave = 0.6 + 0.25 * Math.sin(n / 14.0 + order) + 0.04 * Math.sin(n / 3.0 + order);
      double burst = team.getKey().equals("batch") ? (n > 95 ? 1.0 : 0.05) : 1.0;
      ObjectNode one = teams.putObject(team.getKey());
      one.put("sent", Math.round(team.getValue()[0] * wave * burst));
      one.put("refused", 0).put("waiting", 0);
      one.putObject("slots")
          .put("apixo", Math.round(team.getValue()[1] * Math.min(1, wave + 0.15) * burst));
      order++;
    }
    return sample;
  }

  synchronized ObjectNode audit() {
    ObjectNode page = JSON.createObjectNode();
    page.putArray("entries").addAll(audit);
    return page.putNull("cursor");
  }

  synchronized ObjectNode teams() {
    ObjectNode all = JSON.createObjectNode();
    ArrayNode teams = all.putArray("teams");
    ObjectNode file = team(teams, "marketing", true);
    file.withObject("/settings")
        .put("weight", "2")
        .put("webhook-secret", "set")
        .putArray("models")
        .add("flux*");
    file.withArray("/keys")
        .addObject()
        .put("keyId", "keys[0]")
        .put("declared", true)
        .putNull("created")
        .put("expires", "9999-12-31T12:00:00Z");
    if (stored != null) {
      ObjectNode blue = team(teams, "blue", false);
      blue.set("settings", stored.deepCopy());
      if (!minted.isEmpty()) {
        blue.withArray("/keys").add(minted.deepCopy());
      }
    }
    return all;
  }

  private static ObjectNode team(ArrayNode to, String id, boolean declared) {
    ObjectNode team = to.addObject().put("id", id).put("declared", declared);
    team.putObject("settings");
    team.putArray("keys");
    return team;
  }

  synchronized ObjectNode deliveries() {
    ObjectNode page = JSON.createObjectNode();
    page.putArray("deliveries")
        .addObject()
        .put("id", "d_1")
        .put("team", "studio")
        .put("state", delivery)
        .put("attempts", 8)
        .put("createdAt", Instant.now().minusSeconds(90000).toString())
        .putNull("nextAt")
        .put("lastError", "503 " + HOSTILE)
        .put("target", "https://hooks.studio.example.com/sluice");
    return page.putNull("cursor");
  }

  static ObjectNode slots() {
    ObjectNode page = JSON.createObjectNode();
    ArrayNode slots = page.putArray("slots");
    slots
        .addObject()
        .put("slotId", "s_81f2")
        .put("budget", "apixo")
        .put("team", "batch")
        .put("state", "unknown")
        .putNull("taskId")
        .put("heldSeconds", 187.4);
    slots
        .addObject()
        .put("slotId", "s_81f3")
        .put("budget", "apixo")
        .put("team", "marketing")
        .put("state", "bound")
        .put("taskId", "task_flux2_0001")
        .put("heldSeconds", 12.9);
    return page;
  }

  static ObjectNode task(String id) {
    return JSON.createObjectNode()
        .put("taskId", id)
        .put("team", "marketing")
        .put("model", "flux2 " + HOSTILE)
        .put("provider", "auto")
        .put("upstream", "apixo")
        .put("state", "open")
        .put("acceptedAt", Instant.now().minusSeconds(12).toString())
        .putNull("endedAt")
        .put("slotId", "s_81f3");
  }

  /** A page of tasks; the first has a next. */
  static ObjectNode tasks(boolean first) {
    ObjectNode page = JSON.createObjectNode();
    ArrayNode tasks = page.putArray("tasks");
    for (int i = first ? 1 : 9; i <= (first ? 8 : 11); i++) {
      tasks.add(task("task_flux2_%04d".formatted(i)));
    }
    return page.put("cursor", first ? "next" : null);
  }
}
