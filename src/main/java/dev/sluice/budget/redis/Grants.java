package dev.sluice.budget.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this replica may have been granted: ids whose grant it heard, and ids of calls whose answer
 * was lost (law G3). An id that is neither needs no report when it is given up. Times are ticker
 * nanoseconds. Not thread-safe: the combiner's lock is around it.
 */
final class Grants {

  private static final int MOST = 200_000;

  private final Map<String, Long> unheard = bounded();
  private final Map<String, Long> open = bounded();
  private boolean forgetful;

  private Map<String, Long> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
        forgetful |= size() > MOST;
        return size() > MOST;
      }
    };
  }

  /** The answer to a call with this id was lost. */
  void unheard(String id, long sentAt) {
    unheard.putIfAbsent(id, sentAt);
  }

  /** It was granted; says since when at the earliest. */
  long granted(String id, long sentAt) {
    Long before = unheard.remove(id);
    long since = before == null ? sentAt : before;
    open.put(id, since);
    return since;
  }

  /** It was denied, and no earlier call can be executed any more. */
  void denied(String id) {
    unheard.remove(id);
  }

  /** Its end is reported. */
  void settled(String id) {
    open.remove(id);
    unheard.remove(id);
  }

  /** Whether the store may hold something under this id. */
  boolean mayHold(String id) {
    return forgetful || open.containsKey(id) || unheard.containsKey(id);
  }
}
