package dev.sluice.relay.redis;

import dev.sluice.testing.RedisServer;
import org.junit.jupiter.api.BeforeAll;

/** The same on the oldest Redis that is supported. */
class EmbeddedRedisDeliveryQueueIT extends RedisDeliveryQueueIT {

  @BeforeAll
  static void startEmbedded() {
    RedisDeliveryQueueIT.stop();
    open(RedisServer.setup().embedded().start());
  }
}
