package dev.sluice.front;

import dev.sluice.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The same where Redis keeps what is administered, and the trail. */
@Tag("untimed")
class AdministrationInRedisJourneyIT extends AdministrationJourneyIT {

  private static RedisServer redis;

  @BeforeAll
  static void startWithRedis() {
    AdministrationJourneyIT.stop();
    redis = RedisServer.setup().appendOnly().start();
    AdministrationJourneyIT.begin(redis.properties());
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }
}
