package dev.sluice.task;

import dev.sluice.budget.Lease;
import dev.sluice.budget.Purpose;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * One task that ended, as it is counted.
 *
 * @param slot the id of its slot, by which it is counted once
 * @param team whose it was
 * @param model the model id as the upstream was told it; {@value #NOT_TOLD} where that is not known
 * @param provider the strategy that led to the upstream, as a word
 * @param outcome how it ended
 * @param day the calendar day (UTC) on which the end was found out
 */
public record UsageEntry(
    String slot, String team, String model, String provider, Usage.Outcome outcome, LocalDate day) {

  /** Stands for what a lease does not tell. */
  public static final String NOT_TOLD = "-";

  /** What the end of a task owes. */
  public static UsageEntry of(Origin origin, TaskEnd end) {
    return new UsageEntry(
        origin.slot(),
        origin.team(),
        origin.model(),
        origin.provider().word(),
        Usage.Outcome.of(end.cause()),
        day(end.atMillis()));
  }

  /** A slot of whose task nobody knows more than its lease tells. */
  static UsageEntry of(Lease lease, Usage.Outcome outcome, long atMillis) {
    Purpose purpose =
        Purpose.of(lease).or(() -> told(lease)).orElseGet(() -> new Purpose(NOT_TOLD, NOT_TOLD));
    return new UsageEntry(
        lease.slot(), lease.team(), purpose.model(), purpose.provider(), outcome, day(atMillis));
  }

  private static Optional<Purpose> told(Lease lease) {
    return Details.of(lease).map(told -> new Purpose(told.model(), told.provider().word()));
  }

  private static LocalDate day(long millis) {
    return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** What it is counted as. */
  public Usage.Kind kind() {
    return new Usage.Kind(model, provider, outcome);
  }
}
