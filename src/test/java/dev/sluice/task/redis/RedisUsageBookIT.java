package dev.sluice.task.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.OneRedis;
import dev.sluice.task.Usage;
import dev.sluice.task.UsageBook;
import dev.sluice.task.UsageBookContract;
import dev.sluice.task.UsageEntry;
import dev.sluice.testing.Soon;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("untimed")
class RedisUsageBookIT extends UsageBookContract {

  @RegisterExtension static final OneRedis REDIS = OneRedis.embedded();

  @Override
  protected UsageBook book() {
    return new RedisUsageBook(REDIS.link());
  }

  @Test
  void slotsThatWereCountedAreForgottenAfterAnHourAndNotTheCount() {
    LocalDate day = LocalDate.of(2026, 5, 5);
    UsageBook book = book();
    count(book, "old", day);
    REDIS.server().command("ZADD", "sluice:{u:2026-05-05}:slots:hour", "1000", "ancient");

    count(book, "new", day);

    assertThat(REDIS.server().command("ZSCORE", "sluice:{u:2026-05-05}:slots:hour", "ancient"))
        .isNull();
    assertThat(REDIS.server().command("ZSCORE", "sluice:{u:2026-05-05}:slots:hour", "old"))
        .isNotNull();
    assertThat(sum(book, day)).isEqualTo(2);
  }

  @Test
  void aSlotThatIsToldAgainIsRememberedFromThenOn() {
    LocalDate day = LocalDate.of(2026, 5, 6);
    UsageBook book = book();
    for (int i = 0; i < 3; i++) {
      count(book, "s1", day);
      count(book, "s2", day);
      REDIS.server().command("ZINCRBY", "sluice:{u:2026-05-06}:slots:hour", "-3000", "s1");
    }

    assertThat(sum(book, day)).isEqualTo(2);
  }

  @Test
  void whatWasCountedBeforeTheWholeHouseWasDownForADayIsNotCountedAgain() {
    LocalDate day = LocalDate.of(2026, 5, 7);
    UsageBook book = book();
    count(book, "unpaid", day);
    String slots = "sluice:{u:2026-05-07}:slots:hour";
    for (String member : List.of("unpaid", "@")) {
      REDIS.server().command("ZINCRBY", slots, "-86400", member);
    }

    count(book, "another", day);
    count(book, "unpaid", day);

    assertThat(sum(book, day)).isEqualTo(2);
    assertThat((Long) REDIS.server().command("TTL", slots)).isBetween(259_000L, 259_200L);
  }

  private static long sum(UsageBook book, LocalDate day) {
    return Soon.of(book.of("hour", day)).stream().mapToLong(Usage::tasks).sum();
  }

  private static void count(UsageBook book, String slot, LocalDate day) {
    Uni<Void> counted =
        book.count(new UsageEntry(slot, "hour", "flux2", "auto", Usage.Outcome.SUCCESS, day));
    Soon.of(counted);
  }
}
