package dev.sluice.task.redis;

import dev.sluice.redis.OneRedis;
import dev.sluice.task.CountedOnceContract;
import dev.sluice.task.TaskRules;
import dev.sluice.task.TaskStore;
import dev.sluice.task.UsageBook;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Law T2 on a real server. */
@Tag("untimed")
class RedisCountedOnceIT extends CountedOnceContract {

  @RegisterExtension static final OneRedis REDIS = OneRedis.usual();

  @Override
  protected TaskStore store(TaskRules rules) {
    return new RedisTaskStore(REDIS.link(), rules, () -> false);
  }

  @Override
  protected UsageBook usage() {
    return new RedisUsageBook(REDIS.link());
  }

  @Override
  protected int timelines() {
    return 10;
  }
}
