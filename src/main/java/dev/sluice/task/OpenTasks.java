package dev.sluice.task;

import dev.sluice.budget.Budget;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open tasks that this replica watches: those that were submitted to it, and those that it has
 * taken over. Bounded by the slots. Thread-safe.
 */
final class OpenTasks {

  private final Map<String, OpenTask> bySlot = new ConcurrentHashMap<>();
  private final Map<TaskKey, OpenTask> byKey = new ConcurrentHashMap<>();

  /** By the id that the team knows. */
  private final Map<String, OpenTask> visible = new ConcurrentHashMap<>();

  private final Map<Budget, Map<String, OpenTask>> byBudget = new ConcurrentHashMap<>();

  void add(OpenTask task) {
    bySlot.put(task.slot(), task);
    byKey.put(task.key(), task);
    visible.put(task.record().visibleId(), task);
    byBudget
        .computeIfAbsent(task.budget(), budget -> new ConcurrentHashMap<>())
        .put(task.slot(), task);
  }

  /** Does nothing where it is not one of them. */
  void remove(OpenTask task) {
    bySlot.remove(task.slot(), task);
    byKey.remove(task.key(), task);
    visible.remove(task.record().visibleId(), task);
    Map<String, OpenTask> others = byBudget.get(task.budget());
    if (others != null) {
      others.remove(task.slot(), task);
    }
  }

  Optional<OpenTask> bySlot(String slot) {
    return Optional.ofNullable(bySlot.get(slot));
  }

  Optional<OpenTask> byKey(TaskKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  Optional<OpenTask> byVisibleId(String visibleId) {
    return Optional.ofNullable(visible.get(visibleId));
  }

  /** All of them, in no order. */
  Collection<OpenTask> all() {
    return bySlot.values();
  }

  /** Those whose slots are held there, in no order. */
  Collection<OpenTask> of(Budget budget) {
    return byBudget.getOrDefault(budget, Map.of()).values();
  }

  int size() {
    return bySlot.size();
  }
}
