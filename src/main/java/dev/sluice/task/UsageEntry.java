package dev.sluice.task;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One task that ended, as it is counted.
 *
 * @param slot the id of its slot, by which it is counted once
 * @param team whose it was
 * @param model the model id as the upstream was told it
 * @param provider the strategy that led to the upstream, as a word
 * @param cause how it ended
 * @param day the calendar day (UTC) on which the end was found out
 */
public record UsageEntry(
    String slot, String team, String model, String provider, TaskEnd.Cause cause, LocalDate day) {

  /** What the end of a task owes. */
  public static UsageEntry of(Origin origin, TaskEnd end) {
    return new UsageEntry(
        origin.slot(),
        origin.team(),
        origin.model(),
        origin.provider().word(),
        end.cause(),
        Instant.ofEpochMilli(end.atMillis()).atZone(ZoneOffset.UTC).toLocalDate());
  }

  /** What it is counted as. */
  public Usage.Kind kind() {
    return new Usage.Kind(model, provider, cause);
  }
}
