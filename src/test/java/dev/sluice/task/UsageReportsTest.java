package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.task.Usage.Outcome;
import dev.sluice.task.UsageQuestion.Grouping;
import dev.sluice.testing.Now;
import dev.sluice.testing.Soon;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UsageReportsTest {

  private static final LocalDate DAY = LocalDate.of(2026, 2, 27);

  private final TestTime time = new TestTime();
  private final MemoryUsageBook book = new MemoryUsageBook(time);
  private final UsageReports reports = new UsageReports(book, time);
  private int slots;

  @Test
  void tasksAreSummedUpByWhatIsToldApart() {
    count("red", "flux2", "auto", Outcome.SUCCESS, DAY);
    count("red", "flux2", "value", Outcome.FAILED, DAY.plusDays(1));
    count("red", "kling", "auto", Outcome.SUCCESS, DAY.plusDays(2));
    count("blue", "flux2", "auto", Outcome.SUCCESS, DAY.plusDays(2));
    count("blue", "flux2", "auto", Outcome.SUCCESS, DAY.plusDays(3));

    assertThat(lines(DAY, DAY.plusDays(2), Grouping.TEAM))
        .containsExactly("blue... 1/0/0", "red... 2/1/0");
    assertThat(lines(DAY, DAY.plusDays(2), Grouping.MODEL, Grouping.PROVIDER))
        .containsExactly(".flux2.auto. 2/0/0", ".flux2.value. 0/1/0", ".kling.auto. 1/0/0");
    assertThat(lines(DAY.plusDays(1), DAY.plusDays(3), Grouping.DAY))
        .containsExactly("...2026-02-28 0/1/0", "...2026-03-01 2/0/0", "...2026-03-02 1/0/0");
    assertThat(lines(DAY, DAY.plusDays(3))).containsExactly("... 4/1/0");
    assertThat(lines(DAY.minusDays(9), DAY.minusDays(1), Grouping.TEAM)).isEmpty();
  }

  @Test
  void whatNobodyKnowsTheOutcomeOfIsUnknown() {
    for (Outcome outcome : Outcome.values()) {
      count("red", "flux2", "auto", outcome, DAY);
    }

    assertThat(lines(DAY, DAY, Grouping.TEAM)).containsExactly("red... 1/1/3");
  }

  @Test
  void oneTeamAloneCountsWhereItIsNamed() {
    count("red", "flux2", "auto", Outcome.SUCCESS, DAY);
    count("blue", "flux2", "auto", Outcome.SUCCESS, DAY);

    UsageQuestion question =
        new UsageQuestion(DAY, DAY, Set.of(Grouping.TEAM), Optional.of("blue"));
    assertThat(Now.of(reports.read(question)))
        .extracting(row -> row.group().team())
        .containsExactly("blue");
  }

  @Test
  void everyTeamOfALongSpanIsThere() {
    int teams = 3 * UsageBook.MOST_PAGES;
    for (int i = 0; i < UsageQuestion.MOST_DAYS; i += 50) {
      for (int team = 0; team < teams; team++) {
        count("team-" + team, "flux2", "auto", Outcome.SUCCESS, DAY.plusDays(i));
      }
    }

    List<UsageRow> rows = Now.of(reports.read(question(DAY, DAY.plusDays(399), Grouping.TEAM)));
    assertThat(rows).hasSize(teams).allMatch(row -> row.tasks() == 8);
  }

  @Test
  void aReportOfTooManyRowsIsGivenUp() {
    int kinds = 500;
    int pages = UsageReports.MOST_ROWS / kinds + 1;
    for (int i = 0; i < pages * kinds; i++) {
      count("team-" + i / kinds, "m" + i % kinds, "auto", Outcome.SUCCESS, DAY);
    }

    UsageReports.GivenUp givenUp =
        givenUp(reports, question(DAY, DAY, Grouping.TEAM, Grouping.MODEL));
    assertThat(givenUp.tooLarge()).isTrue();
    assertThat(givenUp).hasMessageContaining("20000");
    assertThat(lines(DAY, DAY, Grouping.TEAM)).hasSize(pages);
  }

  @Test
  void aReportThatTakesTooLongIsGivenUpAndReadsNoFurther() {
    AtomicInteger reads = new AtomicInteger();
    UsageBook slow =
        new UsageBook() {
          @Override
          public Uni<Void> count(UsageEntry entry) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Uni<List<Usage>> of(String team, LocalDate day) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Uni<List<Page>> pages(LocalDate day, String after) {
            reads.incrementAndGet();
            time.advance(Duration.ofSeconds(7));
            return Uni.createFrom().item(List.of(new Page("red", List.of())));
          }
        };

    UsageReports.GivenUp givenUp =
        givenUp(new UsageReports(slow, time), question(DAY, DAY.plusDays(399)));
    assertThat(givenUp.tooLarge()).isFalse();
    assertThat(reads.get()).isBetween(5, 8);
  }

  @Test
  void aSpanHasAtMostFourHundredDays() {
    assertThat(question(DAY, DAY.plusDays(399)).to()).isEqualTo(DAY.plusDays(399));
    assertThatThrownBy(() -> question(DAY, DAY.plusDays(400)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> question(DAY, DAY.minusDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static UsageReports.GivenUp givenUp(UsageReports reports, UsageQuestion question) {
    return catchThrowableOfType(UsageReports.GivenUp.class, () -> Soon.of(reports.read(question)));
  }

  private void count(String team, String model, String provider, Outcome outcome, LocalDate day) {
    Now.of(book.count(new UsageEntry("s" + slots++, team, model, provider, outcome, day)));
  }

  private List<String> lines(LocalDate from, LocalDate to, Grouping... by) {
    return Now.of(reports.read(question(from, to, by))).stream()
        .map(
            row ->
                "%s.%s.%s.%s %d/%d/%d"
                    .formatted(
                        row.group().team(),
                        row.group().model(),
                        row.group().provider(),
                        row.group().day(),
                        row.success(),
                        row.failed(),
                        row.unknown()))
        .toList();
  }

  private static UsageQuestion question(LocalDate from, LocalDate to, Grouping... by) {
    Set<Grouping> told = EnumSet.noneOf(Grouping.class);
    told.addAll(List.of(by));
    return new UsageQuestion(from, to, told, Optional.empty());
  }
}
