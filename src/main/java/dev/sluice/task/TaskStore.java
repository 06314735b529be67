package dev.sluice.task;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Keeps the records of all tasks, and for some time longer whose they were.
 *
 * <p>Each call is one atomic step and takes effect when its Uni is subscribed to.
 */
public interface TaskStore {

  /**
   * Keeps the record of a task that has just been accepted (law T1).
   *
   * @return the record as it was kept, perhaps under an alias; or what was there before, in which
   *     case nothing was changed
   */
  Uni<Binding> bind(TaskRecord open);

  /** What is known of the task that a team knows by this id. */
  Uni<Optional<Trace>> find(String visibleId);

  /** What is known of a task. */
  Uni<Optional<Trace>> find(TaskKey key);

  /** Notes the upstream's word about an open task. Changes nothing where it has ended (law T1). */
  Uni<Void> seen(TaskKey key, Spoken word);

  /**
   * Ends a task.
   *
   * @param word the upstream's last word; empty where it said nothing of use, then only the
   *     ownership is kept
   * @return true for the one call that ended it
   */
  Uni<Boolean> end(TaskKey key, TaskEnd end, Optional<Spoken> word);

  /** What it does now and then to keep within its bounds; to be called each second. */
  default void sweep() {}

  /** What came of an attempt to bind a task. */
  sealed interface Binding {

    /** It is kept now. */
    record Bound(TaskRecord record) implements Binding {}

    /** It was bound before. */
    record Taken(Trace before) implements Binding {}
  }
}
