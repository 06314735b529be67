package dev.sluice.budget;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  /** Removes the oldest where it has been under way for so long; empty where none has. */
  Optional<String> removeOlderThan(Duration longest, long now) {
    var oldest = byId.entrySet().iterator();
    if (!oldest.hasNext()) {
      return Optional.empty();
    }
    var flight = oldest.next();
    if (now - flight.getValue().grantedAt < longest.toNanos()) {
      return Optional.empty();
    }
    oldest.remove();
    return Optional.of(flight.getKey());
  }
}
