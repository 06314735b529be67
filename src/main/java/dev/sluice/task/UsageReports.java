package dev.sluice.task;

import dev.sluice.task.UsageQuestion.Grouping;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Usage over a span of days. A report reads {@value #DAYS_AT_ONCE} days at once, {@value
 * UsageBook#MOST_PAGES} pages of each, and is given up where it grows too large or takes too long.
 */
public final class UsageReports {

  /** Rows that a report may have. */
  public static final int MOST_ROWS = 20_000;

  /** How long a report may be read. */
  public static final Duration LONGEST = Duration.ofSeconds(30);

  private static final int DAYS_AT_ONCE = 4;

  private final UsageBook book;
  private final Ticker ticker;

  UsageReports(UsageBook book, Ticker ticker) {
    this.book = book;
    this.ticker = ticker;
  }

  /** A report that is given up; its message says why. */
  public static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean tooLarge;

    private GivenUp(String message, boolean tooLarge) {
      super(message);
      this.tooLarge = tooLarge;
    }

    /** Whether it has too many rows; else it took too long. */
    public boolean tooLarge() {
      return tooLarge;
    }
  }

  /**
   * Reads a report. What ends meanwhile may be in it or not.
   *
   * @return the rows in the order of their groups, none without tasks. Fails with {@link GivenUp},
   *     and with a {@link dev.sluice.redis.StoreFailure} where the store does not answer
   */
  public Uni<List<UsageRow>> read(UsageQuestion question) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Report report = new Report(question, ticker.nanos());
              return Multi.createFrom()
                  .items(question.from().datesUntil(question.to().plusDays(1)))
                  .onItem()
                  .transformToUni(report::day)
                  .merge(DAYS_AT_ONCE)
                  .onItem()
                  .ignoreAsUni()
                  .map(done -> report.rows());
            });
  }

  /** One report while it is read. */
  private final class Report {

    private final UsageQuestion question;
    private final long begun;
    private final Map<UsageRow.Group, UsageRow> rows = new TreeMap<>();

    private Report(UsageQuestion question, long begun) {
      this.question = question;
      this.begun = begun;
    }

    private Uni<Void> day(LocalDate day) {
      return question
          .team()
          .map(
              team -> book.of(team, day).invoke(usages -> add(day, team, usages)).replaceWithVoid())
          .orElseGet(() -> pages(day));
    }

    private Uni<Void> pages(LocalDate day) {
      AtomicReference<String> after = new AtomicReference<>("");
      return Multi.createBy()
          .repeating()
          .uni(() -> book.pages(day, Objects.requireNonNull(after.get())))
          .whilst(pages -> pages.size() == UsageBook.MOST_PAGES)
          .invoke(
              pages ->
                  pages.forEach(
                      page -> {
                        after.set(page.team());
                        add(day, page.team(), page.usages());
                      }))
          .onItem()
          .ignoreAsUni();
    }

    private synchronized void add(LocalDate day, String team, List<Usage> usages) {
      if (ticker.nanos() - begun > LONGEST.toNanos()) {
        throw new GivenUp("reading took more than " + LONGEST.toSeconds() + " s", false);
      }
      for (Usage usage : usages) {
        UsageRow row = row(group(day, team, usage.kind()), usage);
        rows.merge(row.group(), row, UsageRow::plus);
      }
      if (rows.size() > MOST_ROWS) {
        throw new GivenUp("there are more than " + MOST_ROWS + " rows", true);
      }
    }

    private UsageRow.Group group(LocalDate day, String team, Usage.Kind kind) {
      return new UsageRow.Group(
          question.tells(Grouping.TEAM) ? team : "",
          question.tells(Grouping.MODEL) ? kind.model() : "",
          question.tells(Grouping.PROVIDER) ? kind.provider() : "",
          question.tells(Grouping.DAY) ? day.toString() : "");
    }

    private static UsageRow row(UsageRow.Group group, Usage usage) {
      return switch (usage.kind().outcome()) {
        case SUCCESS -> new UsageRow(group, usage.tasks(), 0, 0);
        case FAILED -> new UsageRow(group, 0, usage.tasks(), 0);
        case LOST, EXPIRED, UNKNOWN -> new UsageRow(group, 0, 0, usage.tasks());
      };
    }

    private synchronized List<UsageRow> rows() {
      return List.copyOf(rows.values());
    }
  }
}
