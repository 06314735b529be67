package dev.sluice.task;

import dev.sluice.budget.Budget;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All tasks that have not ended. Bounded by the slots. Thread-safe. */
final class OpenTasks {

  private final Map<String, OpenTask> bySlot = new ConcurrentHashMap<>();
  private final Map<Budget, Map<String, OpenTask>> byBudget = new ConcurrentHashMap<>();

  void add(OpenTask task) {
    bySlot.put(task.slot(), task);
    byBudget
        .computeIfAbsent(task.budget(), budget -> new ConcurrentHashMap<>())
        .put(task.slot(), task);
  }

  void remove(OpenTask task) {
    bySlot.remove(task.slot(), task);
    byBudget.getOrDefault(task.budget(), Map.of()).remove(task.slot(), task);
  }

  Optional<OpenTask> bySlot(String slot) {
    return Optional.ofNullable(bySlot.get(slot));
  }

  /** Those whose slots are held there, in no order. */
  Collection<OpenTask> of(Budget budget) {
    return byBudget.getOrDefault(budget, Map.of()).values();
  }

  int size() {
    return bySlot.size();
  }
}
