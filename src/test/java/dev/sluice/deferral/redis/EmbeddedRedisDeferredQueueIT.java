package dev.sluice.deferral.redis;

import dev.sluice.testing.RedisServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The same on the oldest Redis that is supported. */
@Tag("untimed")
class EmbeddedRedisDeferredQueueIT extends RedisDeferredQueueIT {

  @BeforeAll
  static void startEmbedded() {
    RedisDeferredQueueIT.stop();
    open(RedisServer.setup().embedded().start());
  }
}
