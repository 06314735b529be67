package dev.sluice.budget;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Submits that have been under way for much longer than submits usually are. Each is likely to end
 * with an unknown outcome, and counts as one beforehand (law S7): else a team whose submits all
 * hang would have as many of them under way as it has slots before the first timed out.
 *
 * <p>Overdue is what is under way for longer than four times the mean of those that were answered,
 * and at least a second. Not thread-safe: the ledger's lock is around it. Times are ledger
 * nanoseconds.
 */
final class Overdue {

  private static final long LEAST = Duration.ofSeconds(1).toNanos();
  private static final double TIMES = 4;
  private static final double LEARNING = 0.05;

  private final Map<String, UnderWay> inTime = new LinkedHashMap<>();
  private final Map<String, UnderWay> late = new HashMap<>();
  private final Map<String, Integer> inTimeByTeam = new HashMap<>();
  private final Map<String, Integer> lateByTeam = new HashMap<>();
  private double meanNanos = Duration.ofMillis(250).toNanos();

  private record UnderWay(String team, long since) {}

  /** It was granted, and leaves now. */
  void sent(String slot, String team, long now) {
    ended(slot);
    inTime.put(slot, new UnderWay(team, now));
    inTimeByTeam.merge(team, 1, Integer::sum);
  }

  /** It was answered, whatever the answer was. */
  void answered(String slot, long now) {
    UnderWay flight = inTime.getOrDefault(slot, late.get(slot));
    if (flight != null) {
      meanNanos += LEARNING * (now - flight.since - meanNanos);
    }
    ended(slot);
  }

  /** It is under way no more. */
  void ended(String slot) {
    leave(inTime.remove(slot), inTimeByTeam);
    leave(late.remove(slot), lateByTeam);
  }

  /** Moves on to this moment. */
  void look(long now) {
    long allowed = allowed();
    for (Iterator<Map.Entry<String, UnderWay>> oldest = inTime.entrySet().iterator();
        oldest.hasNext(); ) {
      Map.Entry<String, UnderWay> each = oldest.next();
      if (now - each.getValue().since <= allowed) {
        return;
      }
      oldest.remove();
      leave(each.getValue(), inTimeByTeam);
      late.put(each.getKey(), each.getValue());
      lateByTeam.merge(each.getValue().team, 1, Integer::sum);
    }
  }

  /**
   * How many of a team's submits under way may well end unknown: those that are overdue, and all
   * others as soon as there is one of either kind, since what hung once hangs again.
   *
   * @param unknown how many of the team have ended so and are held
   */
  int suspects(String team, int unknown) {
    int overdue = lateByTeam.getOrDefault(team, 0);
    return overdue + unknown == 0 ? 0 : overdue + inTimeByTeam.getOrDefault(team, 0);
  }

  /** How long a submit may be under way, nanoseconds. */
  long allowed() {
    return Math.max(LEAST, (long) (TIMES * meanNanos));
  }

  private static void leave(@Nullable UnderWay flight, Map<String, Integer> byTeam) {
    if (flight != null) {
      byTeam.computeIfPresent(flight.team, (team, n) -> n > 1 ? n - 1 : null);
    }
  }
}
