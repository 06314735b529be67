package dev.sluice.task;

import java.util.Optional;

/**
 * What the end of a task owes (law T2): it is to be counted, its team is to be told where it asked
 * for that, and its slot is to be released.
 *
 * @param key what names the task
 * @param visibleId the id under which the team knows it
 * @param origin where it came from
 * @param acceptedMillis when the upstream accepted it, Unix milliseconds
 * @param end that it is over
 * @param word the upstream's last word, if one is still kept
 */
public record Debt(
    TaskKey key,
    String visibleId,
    Origin origin,
    long acceptedMillis,
    TaskEnd end,
    Optional<Spoken> word) {

  /** What a task owes that ended with this word. */
  public static Debt of(TaskRecord record, TaskEnd end, Optional<Spoken> word) {
    return new Debt(
        record.key(), record.visibleId(), record.origin(), record.acceptedMillis(), end, word);
  }

  /** As it is counted. */
  public UsageEntry usage() {
    return UsageEntry.of(origin, end);
  }
}
