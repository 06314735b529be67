package dev.sluice.task.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.OneRedis;
import dev.sluice.task.EndedTask;
import dev.sluice.task.EndedTasks;
import dev.sluice.task.EndedTasksContract;
import dev.sluice.task.TaskKey;
import dev.sluice.testing.Soon;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("untimed")
class RedisEndedTasksIT extends EndedTasksContract {

  @RegisterExtension static final OneRedis REDIS = OneRedis.embedded();

  private boolean pressed;

  @Override
  protected EndedTasks list() {
    REDIS.server().command("FLUSHALL");
    return new RedisEndedTasks(REDIS.link(), () -> pressed);
  }

  @Test
  void aTeamWhoseListsAreGoneIsForgotten() {
    EndedTasks list = list();
    add(list, 1);
    REDIS.server().command("DEL", "sluice:{e}:success:red");

    Soon.of(list.list(true, Optional.empty(), Optional.empty()));

    assertThat((Long) REDIS.server().command("SCARD", "sluice:{e}:teams")).isZero();
  }

  @Test
  void whileMemoryIsShortATenthIsKeptAndEverythingExpires() {
    EndedTasks list = list();
    for (int i = 0; i < 100; i++) {
      add(list, i);
    }
    pressed = true;
    add(list, 100);

    assertThat((Long) REDIS.server().command("ZCARD", "sluice:{e}:success:red")).isEqualTo(50);
    assertThat((Long) REDIS.server().command("TTL", "sluice:{e}:success:red")).isPositive();
    assertThat((Long) REDIS.server().command("TTL", "sluice:{e}:teams")).isPositive();
  }

  private static void add(EndedTasks list, int number) {
    list.add(
            new EndedTask(
                "s" + number, new TaskKey("a", "t"), "t", "red", "m", "auto", 1, number, true))
        .await()
        .atMost(Duration.ofSeconds(5));
  }
}
