package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Soon;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
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
      count("once", "s", "flux2", Usage.Outcome.SUCCESS, DAY);
    }

    assertThat(read("once", DAY))
        .containsExactly(new Usage(new Usage.Kind("flux2", "auto", Usage.Outcome.SUCCESS), 1));
  }

  @Test
  void tasksAreToldApartByWhatTheyHaveInCommonAndByDay() {
    count("apart", "a1", "flux2", Usage.Outcome.SUCCESS, DAY);
    count("apart", "a2", "flux2", Usage.Outcome.SUCCESS, DAY);
    count("apart", "a3", "flux2", Usage.Outcome.FAILED, DAY);
    count("apart", "a4", "kling_2.1-x", Usage.Outcome.EXPIRED, DAY);
    count("apart", "a5", "flux2", Usage.Outcome.SUCCESS, DAY.plusDays(1));
    count("other", "a6", "flux2", Usage.Outcome.SUCCESS, DAY);

    assertThat(read("apart", DAY))
        .containsExactlyInAnyOrder(
            new Usage(new Usage.Kind("flux2", "auto", Usage.Outcome.SUCCESS), 2),
            new Usage(new Usage.Kind("flux2", "auto", Usage.Outcome.FAILED), 1),
            new Usage(new Usage.Kind("kling_2.1-x", "auto", Usage.Outcome.EXPIRED), 1));
    assertThat(read("apart", DAY.plusDays(1))).hasSize(1);
  }

  @Test
  void aDayIsReadTeamByTeamWhoeverTheyAre() {
    LocalDate busy = DAY.plusDays(7);
    List<String> teams = new ArrayList<>();
    for (int i = 0; i < 2 * UsageBook.MOST_PAGES + 3; i++) {
      String team = "team-%03d".formatted(i);
      teams.add(team);
      count(team, "of-" + team, "flux2", Usage.Outcome.SUCCESS, busy);
    }
    count("another-day", "of-another", "flux2", Usage.Outcome.SUCCESS, busy.plusDays(1));

    List<String> seen = new ArrayList<>();
    List<UsageBook.Page> pages = pages(busy, "");
    while (!pages.isEmpty()) {
      assertThat(pages).hasSizeLessThanOrEqualTo(UsageBook.MOST_PAGES);
      pages.forEach(
          page -> {
            seen.add(page.team());
            assertThat(page.usages()).isEqualTo(read(page.team(), busy)).hasSize(1);
          });
      pages = pages(busy, seen.get(seen.size() - 1));
    }
    assertThat(seen).isEqualTo(teams);
    assertThat(pages(busy.plusDays(2), "")).isEmpty();
  }

  @Test
  void aPageTellsApartABoundedNumberOfKindsAndCountsWhatIsBeyond() {
    int tasks = UsageBook.MOST_KINDS + 10;
    for (int i = 0; i < tasks; i++) {
      count("many", "many-" + i, "m" + i, Usage.Outcome.SUCCESS, DAY);
    }
    count("many", "many-known", "m3", Usage.Outcome.SUCCESS, DAY);

    List<Usage> page = read("many", DAY);
    assertThat(page).hasSize(UsageBook.MOST_KINDS + 1);
    assertThat(page)
        .contains(
            new Usage(new Usage.Kind("m3", "auto", Usage.Outcome.SUCCESS), 2),
            new Usage(new Usage.Kind(UsageBook.OTHERS, "auto", Usage.Outcome.SUCCESS), 10));
  }

  @Test
  void aSlotThatWasCountedAsUnknownIsNotCountedAgainByALateEnd() {
    count("late", "l1", "flux2", Usage.Outcome.UNKNOWN, DAY);
    count("late", "l1", "flux2", Usage.Outcome.SUCCESS, DAY);

    assertThat(read("late", DAY))
        .containsExactly(new Usage(new Usage.Kind("flux2", "auto", Usage.Outcome.UNKNOWN), 1));
  }

  @Test
  void ofAnEmptyDayThereIsNothing() {
    assertThat(read("nobody", DAY)).isEmpty();
  }

  private void count(String team, String slot, String model, Usage.Outcome cause, LocalDate day) {
    book.count(new UsageEntry(slot, team, model, "auto", cause, day))
        .await()
        .atMost(Duration.ofSeconds(5));
  }

  private List<UsageBook.Page> pages(LocalDate day, String after) {
    return Soon.of(book.pages(day, after));
  }

  private List<Usage> read(String team, LocalDate day) {
    return Soon.of(book.of(team, day));
  }
}
