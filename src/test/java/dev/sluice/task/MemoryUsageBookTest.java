package dev.sluice.task;

import static dev.sluice.task.Usage.Outcome.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class MemoryUsageBookTest extends UsageBookContract {

  @Override
  protected UsageBook book() {
    return new MemoryUsageBook(new TestTime());
  }

  @Test
  void theOldestDaysGoFirst() {
    MemoryUsageBook book = new MemoryUsageBook(new TestTime());
    LocalDate first = LocalDate.of(2026, 1, 1);
    int teams = 100;
    int days = MemoryUsageBook.MOST_KEPT / teams;
    for (int i = 0; i < (days + 1) * teams; i++) {
      LocalDate day = first.plusDays(i / teams);
      Now.of(book.count(new UsageEntry("s" + i, "t" + i % teams, "m", "auto", SUCCESS, day)));
    }

    assertThat(Now.of(book.pages(first, ""))).isEmpty();
    assertThat(Now.of(book.pages(first.plusDays(1), ""))).hasSize(UsageBook.MOST_PAGES);
    assertThat(Now.of(book.of("t0", first.plusDays(days)))).hasSize(1);
  }
}
