package dev.sluice.task.redis;

import dev.sluice.redis.OneRedis;
import dev.sluice.task.IdempotencyContract;
import dev.sluice.task.IdempotencyStore;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on the Redis that comes with the tests, 6.2. */
@Tag("untimed")
class OlderRedisIdempotencyStoreIT extends IdempotencyContract {

  @RegisterExtension static final OneRedis REDIS = OneRedis.embedded();

  @Override
  protected IdempotencyStore store() {
    return new RedisIdempotencyStore(REDIS.link(), Duration.ofHours(24), () -> false);
  }

  @Override
  protected IdempotencyStore forgetful() {
    return new RedisIdempotencyStore(REDIS.link(), SHORT, () -> false);
  }

  @Override
  protected void until(Callable<Boolean> holds) {
    Awaitility.await().until(holds);
  }
}
