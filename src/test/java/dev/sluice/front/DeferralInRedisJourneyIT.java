package dev.sluice.front;

import dev.sluice.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The same where Redis keeps what waits. */
@Tag("untimed")
class DeferralInRedisJourneyIT extends DeferralJourneyIT {

  private static RedisServer redis;

  @BeforeAll
  static void startWithRedis() {
    DeferralJourneyIT.stop();
    redis = RedisServer.setup().appendOnly().start();
    open(redis.properties());
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }
}
