package dev.sluice.task;

import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Keeps the records of all tasks, and for some time longer whose they were.
 *
 * <p>Each call is one atomic step and takes effect when its Uni is subscribed to. Where the store
 * is not in this process, a call fails with a {@link dev.sluice.redis.StoreFailure} while it cannot
 * be asked.
 */
public interface TaskStore {

  /**
   * Keeps the record of a task that has just been accepted (law T1).
   *
   * @return the record as it was kept, perhaps under an alias; or what was there before, in which
   *     case nothing was changed
   */
  Uni<Binding> bind(TaskRecord open);

  /**
   * What is known of the task that a team knows by this id. May be half a second old where another
   * replica watches the task, and older while the store cannot be asked.
   */
  Uni<Optional<Trace>> find(String visibleId);

  /** What is known of a task, as the store knows it now. */
  Uni<Optional<Trace>> find(TaskKey key);

  /**
   * Notes the upstream's word about an open task. Changes nothing where it has ended (law T1).
   *
   * @return {@link Effect#DONE} while it is open
   */
  Uni<Effect> seen(TaskKey key, Spoken word);

  /**
   * Ends a task, and notes in the same step that its end is owed: to be counted, and its slot to be
   * released (law T2).
   *
   * @param word the upstream's last word; empty where it said nothing of use, then only the
   *     ownership is kept
   * @return {@link Effect#DONE} for the one call that ended it
   */
  Uni<Effect> end(TaskKey key, TaskEnd end, Optional<Spoken> word);

  /** What the end of a task still owes; empty where it is open, paid or not known. */
  Uni<Optional<Debt>> owed(TaskKey key);

  /** Says that everything was done that the end of a task owed. */
  Uni<Void> drained(TaskKey key);

  /**
   * Somebody says that the task has ended which a team knows by this id: what is known here of it
   * as open is current no more.
   */
  default void ended(String visibleId) {}

  /** What it does now and then to keep within its bounds; to be called each second. */
  default void sweep() {}

  /**
   * Whether what it does not know does not exist. False while it cannot be asked, and for seconds
   * after: then a task that is not found may exist all the same.
   */
  default boolean certain() {
    return true;
  }

  /** What became of a word about a task. */
  enum Effect {
    /** It was kept. */
    DONE,
    /** The task had ended before, and nothing was changed. */
    ENDED_BEFORE,
    /** There is no such task. */
    UNKNOWN
  }

  /** What came of an attempt to bind a task. */
  sealed interface Binding {

    /** It is kept now. */
    record Bound(TaskRecord record) implements Binding {}

    /** It was bound before. */
    record Taken(Trace before) implements Binding {}
  }
}
