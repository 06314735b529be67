package dev.sluice.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** What the gateway of the stub tells beside its scene: usage, what is deferred, and a team. */
final class StubTables {

  /** As the gateway writes it: a cell that would be a formula has an apostrophe before it. */
  static final String CSV = "team,success,failed,unknown,tasks\r\n'=red,3,0,1,4\r\n";

  private boolean dropped;

  /** Two teams by day, or together. */
  static ObjectNode usage(boolean byDay) {
    ObjectNode page = StubScene.JSON.createObjectNode();
    page.put("from", "2026-11-01").put("to", "2026-11-30");
    ArrayNode rows = page.putArray("rows");
    for (String team : new String[] {"marketing", StubScene.HOSTILE}) {
      rows.addObject()
          .put("team", team)
          .putNull("model")
          .putNull("provider")
          .put("day", byDay ? "2026-11-29" : null)
          .put("success", 91204)
          .put("failed", 312)
          .put("unknown", 5)
          .put("tasks", 91521);
    }
    return page;
  }

  synchronized void drop() {
    dropped = true;
  }

  synchronized ObjectNode deferred() {
    ObjectNode page = StubScene.JSON.createObjectNode();
    ArrayNode all = page.putArray("deferred");
    for (int i = dropped ? 2 : 1; i <= 2; i++) {
      all.addObject()
          .put("taskId", "sl_" + i)
          .put("team", "batch")
          .put("door", "apixo")
          .put("model", "flux2")
          .put("acceptedAt", Instant.now().minusSeconds(300).toString())
          .put("expiresAt", Instant.now().plusSeconds(80000).toString())
          .put("claimed", i == 2);
    }
    return page.putNull("cursor");
  }

  static ObjectNode me() {
    ObjectNode me = StubScene.JSON.createObjectNode();
    me.put("team", "marketing").put("waiting", 2).put("maxWaitSeconds", 10).put("overflow", "wait");
    me.putObject("deferred")
        .put("waiting", 0)
        .put("limit", 10000)
        .put("oldestSeconds", 0)
        .putNull("expectedWaitSeconds");
    ArrayNode limits = me.putArray("limits");
    limits
        .addObject()
        .put("policy", "team-requests")
        .put("quota", 6000)
        .put("windowSeconds", 60)
        .put("remaining", 12)
        .put("nextSeconds", 1)
        .put("sent", 5890);
    limits
        .addObject()
        .put("policy", "team-requests-10s")
        .put("quota", 1000)
        .put("windowSeconds", 10)
        .put("remaining", 100)
        .put("nextSeconds", 0)
        .put("sent", 0);
    limits
        .addObject()
        .put("policy", "team-requests-1h")
        .put("quota", 9000)
        .put("windowSeconds", 3600)
        .put("remaining", 0)
        .put("nextSeconds", 9)
        .putNull("sent");
    limits
        .addObject()
        .put("policy", "team-tasks-day")
        .put("quota", 50000)
        .put("windowSeconds", 86400)
        .put("remaining", 38211)
        .put("nextSeconds", 0)
        .put("sent", 11789);
    me.putObject("slots").put("inUse", 304).put("ceiling", 1050).put("guaranteed", 300);
    ArrayNode rooms = me.putArray("tasksByUpstream");
    rooms.addObject().put("inUse", 304).put("limit", 600).put("guaranteed", 300);
    ((ObjectNode) rooms.get(0)).putArray("upstreams").add("apixo");
    rooms.addObject().put("inUse", 0).put("limit", 49).put("guaranteed", 0);
    ((ObjectNode) rooms.get(1)).putArray("upstreams").add("kie");
    ArrayNode tasks = me.putArray("tasksInFlight");
    for (int i = 1; i <= 8; i++) {
      tasks
          .addObject()
          .put("taskId", "task_flux2_%04d".formatted(i))
          .put("model", "flux2")
          .put("provider", "auto")
          .put("state", i % 2 == 0 ? "processing" : "pending")
          .put("acceptedAt", Instant.now().minusSeconds(i * 7L).toString());
    }
    me.putArray("refusals")
        .addObject()
        .put("at", Instant.now().minusSeconds(31).toString())
        .put("policy", "team-requests")
        .put("count", 17)
        .put("detail", "6000 requests a minute are this team's quota. " + StubScene.HOSTILE);
    return me;
  }
}
