package dev.sluice.task.redis;

import dev.sluice.redis.Links;
import dev.sluice.task.CountedOnceContract;
import dev.sluice.task.TaskRules;
import dev.sluice.task.TaskStore;
import dev.sluice.task.UsageBook;
import dev.sluice.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Law T2 on a real server. */
@Tag("untimed")
class RedisCountedOnceIT extends CountedOnceContract {

  private static RedisServer server;
  private static Links links;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    links = Links.to(server.hosts()).awaited();
  }

  @AfterAll
  static void stop() {
    links.close();
    server.close();
  }

  @Override
  protected TaskStore store(TaskRules rules) {
    return new RedisTaskStore(links.link(), rules, () -> false);
  }

  @Override
  protected UsageBook usage() {
    return new RedisUsageBook(links.link());
  }

  @Override
  protected int timelines() {
    return 10;
  }
}
