package dev.sluice.task.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.Links;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.Usage;
import dev.sluice.task.UsageBook;
import dev.sluice.task.UsageBookContract;
import dev.sluice.task.UsageEntry;
import dev.sluice.testing.RedisServer;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("untimed")
class RedisUsageBookIT extends UsageBookContract {

  private static RedisServer server;
  private static Links links;

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
  protected UsageBook book() {
    return new RedisUsageBook(links.link());
  }

  @Test
  void slotsThatWereCountedAreForgottenAfterAnHourAndNotTheCount() {
    LocalDate day = LocalDate.of(2026, 5, 5);
    UsageBook book = book();
    count(book, "old", day);
    server.command("ZADD", "sluice:{u:2026-05-05:hour}:slots", "1000", "ancient");

    count(book, "new", day);

    assertThat((Long) server.command("ZCARD", "sluice:{u:2026-05-05:hour}:slots")).isEqualTo(2);
    assertThat((Long) server.command("TTL", "sluice:{u:2026-05-05:hour}:slots"))
        .isBetween(3500L, 3600L);
    assertThat(
            book.of("hour", day).await().atMost(Duration.ofSeconds(5)).stream()
                .mapToLong(Usage::tasks)
                .sum())
        .isEqualTo(2);
  }

  @Test
  void aSlotThatIsToldAgainIsRememberedFromThenOn() {
    LocalDate day = LocalDate.of(2026, 5, 6);
    UsageBook book = book();
    for (int i = 0; i < 3; i++) {
      count(book, "s1", day);
      server.command("ZINCRBY", "sluice:{u:2026-05-06:hour}:slots", "-3000", "s1");
    }

    assertThat(
            book.of("hour", day).await().atMost(Duration.ofSeconds(5)).stream()
                .mapToLong(Usage::tasks)
                .sum())
        .isEqualTo(1);
  }

  private static void count(UsageBook book, String slot, LocalDate day) {
    Uni<Void> counted =
        book.count(new UsageEntry(slot, "hour", "flux2", "auto", TaskEnd.Cause.SUCCESS, day));
    counted.await().atMost(Duration.ofSeconds(5));
  }
}
