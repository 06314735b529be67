package dev.sluice.task.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.Links;
import dev.sluice.task.EndedTask;
import dev.sluice.task.EndedTasks;
import dev.sluice.task.EndedTasksContract;
import dev.sluice.task.TaskKey;
import dev.sluice.testing.RedisServer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("untimed")
class RedisEndedTasksIT extends EndedTasksContract {

  private static RedisServer server;
  private static Links links;

  private boolean pressed;

  @BeforeAll
  static void start() {
    server = RedisServer.setup().embedded().start();
    links = Links.to(server.hosts()).awaited();
  }

  @AfterAll
  static void stop() {
    links.close();
    server.close();
  }

  @Override
  protected EndedTasks list() {
    server.command("FLUSHALL");
    return new RedisEndedTasks(links.link(), () -> pressed);
  }

  @Test
  void aTeamWhoseListsAreGoneIsForgotten() {
    EndedTasks list = list();
    add(list, 1);
    server.command("DEL", "sluice:{e}:success:red");

    list.list(true, Optional.empty(), Optional.empty()).await().atMost(Duration.ofSeconds(5));

    assertThat((Long) server.command("SCARD", "sluice:{e}:teams")).isZero();
  }

  @Test
  void whileMemoryIsShortATenthIsKeptAndEverythingExpires() {
    EndedTasks list = list();
    for (int i = 0; i < 100; i++) {
      add(list, i);
    }
    pressed = true;
    add(list, 100);

    assertThat((Long) server.command("ZCARD", "sluice:{e}:success:red")).isEqualTo(50);
    assertThat((Long) server.command("TTL", "sluice:{e}:success:red")).isPositive();
    assertThat((Long) server.command("TTL", "sluice:{e}:teams")).isPositive();
  }

  private static void add(EndedTasks list, int number) {
    list.add(
            new EndedTask(
                "s" + number, new TaskKey("a", "t"), "t", "red", "m", "auto", 1, number, true))
        .await()
        .atMost(Duration.ofSeconds(5));
  }
}
