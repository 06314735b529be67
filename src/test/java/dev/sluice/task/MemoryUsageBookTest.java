package dev.sluice.task;

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
  void kindsAreBoundedAndWhatIsBeyondIsStillCounted() {
    MemoryUsageBook book = new MemoryUsageBook(new TestTime());
    LocalDate day = LocalDate.of(2026, 1, 1);
    int tasks = MemoryUsageBook.MOST_KINDS + 10;
    for (int i = 0; i < tasks; i++) {
      Now.of(
          book.count(new UsageEntry("s" + i, "red", "m" + i, "auto", TaskEnd.Cause.SUCCESS, day)));
    }

    assertThat(Now.of(book.of("red", day))).hasSize(MemoryUsageBook.MOST_KINDS + 1);
    assertThat(Now.of(book.of("red", day)).stream().mapToLong(Usage::tasks).sum()).isEqualTo(tasks);
  }
}
