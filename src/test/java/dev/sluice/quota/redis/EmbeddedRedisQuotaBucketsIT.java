package dev.sluice.quota.redis;

import dev.sluice.testing.RedisServer;

/** The same on the Redis that comes with the tests. */
class EmbeddedRedisQuotaBucketsIT extends RedisQuotaBucketsIT {

  @Override
  RedisServer start() {
    return RedisServer.setup().embedded().start();
  }
}
