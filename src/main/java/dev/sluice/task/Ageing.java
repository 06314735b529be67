package dev.sluice.task;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Things in the order of their coming, the oldest of which are to go: when they are too old, too
 * many, or too heavy together. Every step is O(1). Thread-safe.
 */
final class Ageing<T> {

  private final long mostNanos;
  private final int mostEntries;
  private final long mostWeight;
  private final ArrayDeque<Entry<T>> entries = new ArrayDeque<>();
  private long weight;

  private record Entry<T>(T item, long since, int weight) {}

  Ageing(Duration mostAge, int mostEntries, long mostWeight) {
    this.mostNanos = mostAge.toNanos();
    this.mostEntries = mostEntries;
    this.mostWeight = mostWeight;
  }

  /**
   * @param nowNanos ticker time
   * @param itsWeight in any unit, the same for all
   */
  synchronized void add(T item, long nowNanos, int itsWeight) {
    entries.add(new Entry<>(item, nowNanos, itsWeight));
    weight += itsWeight;
  }

  /** Takes out the oldest, if it is to go. */
  synchronized Optional<T> next(long nowNanos) {
    Entry<T> oldest = entries.peek();
    if (oldest == null
        || entries.size() <= mostEntries
            && weight <= mostWeight
            && nowNanos - oldest.since() < mostNanos) {
      return Optional.empty();
    }
    entries.poll();
    weight -= oldest.weight();
    return Optional.of(oldest.item());
  }

  synchronized int size() {
    return entries.size();
  }
}
