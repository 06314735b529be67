package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every book of usage does. */
public abstract class UsageBookContract {

  private static final LocalDate DAY = LocalDate.of(2026, 1, 31);

  protected abstract UsageBook book();

  private final UsageBook book = book();

  @Test
  void aSlotIsCountedOnceHoweverOftenItIsTold() {
    for (int i = 0; i < 5; i++) {
      count("once", "s", "flux2", TaskEnd.Cause.SUCCESS, DAY);
    }

    assertThat(read("once", DAY))
        .containsExactly(new Usage(new Usage.Kind("flux2", "auto", TaskEnd.Cause.SUCCESS), 1));
  }

  @Test
  void tasksAreToldApartByWhatTheyHaveInCommonAndByDay() {
    count("apart", "a1", "flux2", TaskEnd.Cause.SUCCESS, DAY);
    count("apart", "a2", "flux2", TaskEnd.Cause.SUCCESS, DAY);
    count("apart", "a3", "flux2", TaskEnd.Cause.FAILED, DAY);
    count("apart", "a4", "kling_2.1-x", TaskEnd.Cause.EXPIRED, DAY);
    count("apart", "a5", "flux2", TaskEnd.Cause.SUCCESS, DAY.plusDays(1));
    count("other", "a6", "flux2", TaskEnd.Cause.SUCCESS, DAY);

    assertThat(read("apart", DAY))
        .containsExactlyInAnyOrder(
            new Usage(new Usage.Kind("flux2", "auto", TaskEnd.Cause.SUCCESS), 2),
            new Usage(new Usage.Kind("flux2", "auto", TaskEnd.Cause.FAILED), 1),
            new Usage(new Usage.Kind("kling_2.1-x", "auto", TaskEnd.Cause.EXPIRED), 1));
    assertThat(read("apart", DAY.plusDays(1))).hasSize(1);
  }

  @Test
  void ofAnEmptyDayThereIsNothing() {
    assertThat(read("nobody", DAY)).isEmpty();
  }

  private void count(String team, String slot, String model, TaskEnd.Cause cause, LocalDate day) {
    book.count(new UsageEntry(slot, team, model, "auto", cause, day))
        .await()
        .atMost(Duration.ofSeconds(5));
  }

  private List<Usage> read(String team, LocalDate day) {
    return book.of(team, day).await().atMost(Duration.ofSeconds(5));
  }
}
