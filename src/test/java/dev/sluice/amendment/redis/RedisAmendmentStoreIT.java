package dev.sluice.amendment.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.amendment.AmendmentStore;
import dev.sluice.amendment.AmendmentStoreContract;
import dev.sluice.amendment.Amendments;
import dev.sluice.redis.Links;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.Soon;
import dev.sluice.trail.AuditTrail;
import dev.sluice.trail.redis.TrailsInRedis;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("untimed")
class RedisAmendmentStoreIT extends AmendmentStoreContract {

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

  @BeforeEach
  void forget() {
    server.command("FLUSHALL");
  }

  @Override
  protected AmendmentStore store() {
    return new RedisAmendmentStore(links.link());
  }

  @Override
  protected AuditTrail trail() {
    return TrailsInRedis.at(links.link());
  }

  @Test
  void aServerThatHasForgottenIsToldAgainAndOneThatKnowsBetterIsNot() {
    keep(FIRST);
    forget();
    Soon.of(store().restore(FIRST));
    assertThat(read()).isEqualTo(FIRST);
    Amendments second = new Amendments(2, "b2", Map.of(), Set.of());
    keep(second);
    Soon.of(store().restore(FIRST));
    assertThat(read()).isEqualTo(second);
  }
}
