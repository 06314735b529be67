package dev.sluice.task;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the last {@value #WINDOW} ends at one upstream were found out. Its callbacks are reliable
 * while at least {@value #ENOUGH} ends are known and 90 % of them were told by a callback: first,
 * or within two seconds of a look that was quicker. Thread-safe.
 */
final class EndsHeard {

  static final int WINDOW = 100;
  static final int ENOUGH = 10;
  static final double SHARE = 0.9;

  /** A callback that comes so late is as good as a look: {@code min-spacing} by default. */
  static final Duration LATE = Duration.ofSeconds(2);

  private final Map<TaskKey, Found> ends = new LinkedHashMap<>();
  private int told;

  private record Found(boolean told, long at) {}

  /** A task has ended. Told twice it counts once. */
  synchronized void ended(TaskKey key, FoundBy by, long nowNanos) {
    Found found = new Found(by == FoundBy.CALLBACK, nowNanos);
    if (ends.putIfAbsent(key, found) != null) {
      return;
    }
    told += found.told() ? 1 : 0;
    if (ends.size() > WINDOW) {
      Iterator<Found> oldest = ends.values().iterator();
      told -= oldest.next().told() ? 1 : 0;
      oldest.remove();
    }
  }

  /** A callback has come for a task that had ended. */
  synchronized void toldLate(TaskKey key, long nowNanos) {
    Found found = ends.get(key);
    if (found != null && !found.told() && nowNanos - found.at() <= LATE.toNanos()) {
      ends.put(key, new Found(true, found.at()));
      told++;
    }
  }

  synchronized boolean reliable() {
    return ends.size() >= ENOUGH && told >= SHARE * ends.size();
  }
}
