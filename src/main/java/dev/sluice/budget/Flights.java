package dev.sluice.budget;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Requests between their grant and their end. Not thread-safe: the ledger's lock is around it. */
final class Flights {

  private final Map<String, Flight> byId = new LinkedHashMap<>();

  /**
   * @param grantedAt ledger nanoseconds
   * @param guaranteed whether it was paid from the team's guarantee
   */
  record Flight(String team, long grantedAt, boolean guaranteed) {

    /** Whether it was granted at most this long ago. */
    boolean within(Duration age, long now) {
      return now - grantedAt <= age.toNanos();
    }
  }

  void begin(String id, Flight flight) {
    byId.put(id, flight);
  }

  @Nullable Flight find(String id) {
    return byId.get(id);
  }

  @Nullable Flight remove(String id) {
    return byId.remove(id);
  }

  long count(Predicate<Flight> which) {
    return byId.values().stream().filter(which).count();
  }

  /** Removes those that have been under way for so long; by their ids, the oldest first. */
  Map<String, Flight> removeOlderThan(Duration longest, long now) {
    Map<String, Flight> removed = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, Flight>> oldest = byId.entrySet().iterator();
        oldest.hasNext(); ) {
      Map.Entry<String, Flight> each = oldest.next();
      if (now - each.getValue().grantedAt < longest.toNanos()) {
        break;
      }
      oldest.remove();
      removed.put(each.getKey(), each.getValue());
    }
    return removed;
  }
}
