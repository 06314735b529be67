package dev.sluice.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every task that can be asked for: all unfinished ones, and the ended ones for 24 hours, but never
 * more than the newest {@code most} of them. Not for several threads.
 */
final class TaskShelf {

  private static final long KEPT_NANOS = Duration.ofHours(24).toNanos();

  private final int most;
  private final Map<String, SandboxTask> tasks = new HashMap<>();
  private final ArrayDeque<SandboxTask> ended = new ArrayDeque<>();
  private long endedEver;

  TaskShelf(int most) {
    this.most = most;
  }

  void put(SandboxTask task) {
    tasks.put(task.id(), task);
  }

  /** Notes the end of a task. Ends come in the order of their times. */
  void ended(SandboxTask task) {
    endedEver++;
    ended.addLast(task);
    if (ended.size() > most) {
      tasks.remove(ended.removeFirst().id());
    }
  }

  /** Drops what ended 24 hours ago or before. */
  void sweep(long now) {
    while (!ended.isEmpty() && now - ended.getFirst().endNanos() >= KEPT_NANOS) {
      tasks.remove(ended.removeFirst().id());
    }
  }

  /** The task of this id. */
  Optional<SandboxTask> find(String id) {
    return Optional.ofNullable(tasks.get(id));
  }

  /** How many tasks have ever ended. */
  long endedEver() {
    return endedEver;
  }
}
