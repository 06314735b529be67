package dev.sluice.admin;

import dev.sluice.passage.RefusedException;
import dev.sluice.task.UsageQuestion;
import dev.sluice.task.UsageQuestion.Grouping;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what is asked about usage. What cannot be read is 400, and the detail names it. */
final class UsageReading {

  static final String DEFAULT_BY = "team,model,provider";

  private static final Predicate<String> DATE =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}").asMatchPredicate();

  private final LocalDate today;

  UsageReading(LocalDate today) {
    this.today = today;
  }

  /**
   * The question; see {@link UsageResource#usage} for each part.
   *
   * @throws RefusedException 400
   */
  UsageQuestion question(
      @Nullable String from, @Nullable String to, @Nullable String by, @Nullable String team) {
    LocalDate last = date("to", to, today);
    LocalDate first = date("from", from, last.isBefore(today) ? last : today);
    if (first.isAfter(last)) {
      throw bad("from", first + " is after to, " + last + "; from is the earlier of the two");
    }
    if (UsageQuestion.days(first, last) > UsageQuestion.MOST_DAYS) {
      throw bad(
          "from",
          "from %s to %s are more than %d days; ask for a shorter span, several times"
              .formatted(first, last, UsageQuestion.MOST_DAYS));
    }
    return new UsageQuestion(first, last, groupings(by), Asking.team(team));
  }

  private static LocalDate date(String name, @Nullable String written, LocalDate otherwise) {
    if (written == null) {
      return otherwise;
    }
    if (DATE.test(written)) {
      try {
        return LocalDate.parse(written);
      } catch (DateTimeException none) {
        throw bad(name, "there is no such day; a day (UTC) is written 2026-01-31");
      }
    }
    throw bad(name, "a day (UTC) is written 2026-01-31");
  }

  private static Set<Grouping> groupings(@Nullable String by) {
    Set<Grouping> groupings = EnumSet.noneOf(Grouping.class);
    for (String word : (by == null ? DEFAULT_BY : by).split(",", -1)) {
      Grouping found =
          Set.of(Grouping.values()).stream()
              .filter(grouping -> word(grouping).equals(word))
              .findFirst()
              .orElseThrow(
                  () ->
                      bad("by", "allowed are team, model, provider and day, with commas between"));
      if (!groupings.add(found)) {
        throw bad("by", word + " is there twice");
      }
    }
    return groupings;
  }

  /** As it is written, and a column is named. */
  static String word(Grouping grouping) {
    return grouping.name().toLowerCase(Locale.ROOT);
  }

  /** 400 for a parameter. */
  static RefusedException bad(String name, String what) {
    return Asking.malformed(name + ": " + what + ".");
  }
}
