package dev.sluice.relay.redis;

import dev.sluice.testing.RedisServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The same on the oldest Redis that is supported. */
@Tag("untimed")
class EmbeddedRedisDeliveryQueueIT extends RedisDeliveryQueueIT {

  @BeforeAll
  static void startEmbedded() {
    RedisDeliveryQueueIT.stop();
    open(RedisServer.setup().embedded().start());
  }
}
