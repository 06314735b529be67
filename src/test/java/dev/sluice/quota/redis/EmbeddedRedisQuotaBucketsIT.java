package dev.sluice.quota.redis;

import dev.sluice.testing.RedisServer;
import org.junit.jupiter.api.Tag;

/** The same on the Redis that comes with the tests. */
@Tag("untimed")
class EmbeddedRedisQuotaBucketsIT extends RedisQuotaBucketsIT {

  @Override
  RedisServer start() {
    return RedisServer.setup().embedded().start();
  }
}
