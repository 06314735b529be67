package dev.sluice.task;

import java.util.Optional;

/**
 * One task that an upstream accepted. Immutable; an ended record never changes (law T1).
 *
 * @param key what names it
 * @param visibleId the id under which the team knows it
 * @param origin where it came from
 * @param acceptedMillis when the upstream accepted it, Unix milliseconds
 * @param last the upstream's last word; before the first check, an envelope of our own that says
 *     that it waits
 * @param end that it is over; empty while it is open
 */
public record TaskRecord(
    TaskKey key,
    String visibleId,
    Origin origin,
    long acceptedMillis,
    Spoken last,
    Optional<TaskEnd> end)
    implements Trace {

  /** An open task, under the upstream's own id. */
  public static TaskRecord open(TaskKey key, Origin origin, long acceptedMillis, Spoken waiting) {
    return new TaskRecord(key, key.taskId(), origin, acceptedMillis, waiting, Optional.empty());
  }

  @Override
  public String team() {
    return origin.team();
  }

  @Override
  public String model() {
    return origin.model();
  }

  @Override
  public Optional<Asked> asked() {
    return origin.asked();
  }

  /** Whether it is over. */
  public boolean ended() {
    return end.isPresent();
  }

  /** Whether the team knows it by another id than the upstream. */
  public boolean aliased() {
    return !visibleId.equals(key.taskId());
  }

  /** The same task, known to its team by another id. */
  public TaskRecord withVisibleId(String alias) {
    return new TaskRecord(key, alias, origin, acceptedMillis, last, end);
  }

  /** The same task after a look at it. */
  public TaskRecord withLast(Spoken word) {
    return new TaskRecord(key, visibleId, origin, acceptedMillis, word, end);
  }

  /** The same task at its end. */
  public TaskRecord withEnd(TaskEnd over, Spoken word) {
    return new TaskRecord(key, visibleId, origin, acceptedMillis, word, Optional.of(over));
  }

  /** What is kept of it when its envelope is dropped. */
  public Owned owned() {
    return new Owned(key, visibleId, team(), model(), asked());
  }
}
