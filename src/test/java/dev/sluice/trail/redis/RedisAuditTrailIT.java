package dev.sluice.trail.redis;

import dev.sluice.redis.Links;
import dev.sluice.testing.RedisServer;
import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.AuditTrailContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("untimed")
class RedisAuditTrailIT extends AuditTrailContract {

  private static RedisServer server;
  private static Links links;

  @BeforeAll
  static void start() {
    server = RedisServer.setup().embedded().start();
    links = Links.to(server.hosts()).awaited();
  }

  @AfterAll
  static void stop() {
    links.close();
    server.close();
  }

  @Override
  protected AuditTrail trail() {
    server.command("FLUSHALL");
    return new RedisAuditTrail(links.link());
  }
}
