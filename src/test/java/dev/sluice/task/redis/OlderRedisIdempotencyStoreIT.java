package dev.sluice.task.redis;

import dev.sluice.redis.Links;
import dev.sluice.task.IdempotencyContract;
import dev.sluice.task.IdempotencyStore;
import dev.sluice.testing.RedisServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The same on the Redis that comes with the tests, 6.2. */
@Tag("untimed")
class OlderRedisIdempotencyStoreIT extends IdempotencyContract {

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
  protected IdempotencyStore store() {
    return new RedisIdempotencyStore(links.link(), Duration.ofHours(24), () -> false);
  }

  @Override
  protected IdempotencyStore forgetful() {
    return new RedisIdempotencyStore(links.link(), SHORT, () -> false);
  }

  @Override
  protected void until(Callable<Boolean> holds) {
    Awaitility.await().until(holds);
  }
}
