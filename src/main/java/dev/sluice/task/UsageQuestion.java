package dev.sluice.task;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be known of usage.
 *
 * @param from the first day (UTC)
 * @param to the last day
 * @param by what is told apart; nothing for one sum
 * @param team the only one that counts; empty for all
 */
public record UsageQuestion(LocalDate from, LocalDate to, Set<Grouping> by, Optional<String> team) {

  /** Days that may be asked for at once, and for which pages are kept. */
  public static final int MOST_DAYS = 400;

  public UsageQuestion {
    by = Set.copyOf(by);
    if (to.isBefore(from) || days(from, to) > MOST_DAYS) {
      throw new IllegalArgumentException("from " + from + " to " + to);
    }
  }

  /** What may be told apart, in the order of the columns. */
  public enum Grouping {
    TEAM,
    MODEL,
    PROVIDER,
    DAY
  }

  /** How many days there are, both included. */
  public static long days(LocalDate from, LocalDate to) {
    return ChronoUnit.DAYS.between(from, to) + 1;
  }

  boolean tells(Grouping grouping) {
    return by.contains(grouping);
  }
}
