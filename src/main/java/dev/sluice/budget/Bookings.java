package dev.sluice.budget;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Promises that a refusal made (law L9): one unit of a resource is kept for the team from the
 * promised moment until 2 s later. At most one for each team; while one is open the team makes no
 * other.
 */
final class Bookings {

  private static final long OPEN = 2_000_000_000L;

  private int most;
  private final Map<String, Booking> byTeam = new HashMap<>();

  /**
   * @param most promises that may be open at a time: what is kept back must be there in fact
   */
  Bookings(int most) {
    this.most = most;
  }

  /** Allows another number from now on; what was promised is kept, but to teams that are gone. */
  void follow(int nowMost, Set<String> gone) {
    most = nowMost;
    byTeam.keySet().removeAll(gone);
  }

  int most() {
    return most;
  }

  /**
   * Promises a unit.
   *
   * @param lead how long before the promised moment the unit is kept back, so that it is there in
   *     time
   */
  boolean book(String team, long promised, long lead) {
    if (byTeam.size() >= most) {
      return false;
    }
    return byTeam.putIfAbsent(team, new Booking(promised - lead, promised)) == null;
  }

  /**
   * Units kept now for teams other than this one. A team with a promise of its own leaves a unit
   * only to those who were promised theirs earlier.
   */
  int keptFromOthers(String team, long now) {
    if (byTeam.isEmpty()) {
      return 0;
    }
    Booking own = byTeam.get(team);
    long before = own != null && begun(own, now) ? own.promised : Long.MAX_VALUE;
    int kept = 0;
    for (Map.Entry<String, Booking> entry : byTeam.entrySet()) {
      Booking other = entry.getValue();
      if (!entry.getKey().equals(team) && other.from <= now && other.promised < before) {
        kept++;
      }
    }
    return kept;
  }

  /** Whether a unit is kept for this team now. */
  boolean keptFor(String team, long now) {
    Booking booking = byTeam.get(team);
    return booking != null && begun(booking, now);
  }

  private static boolean begun(Booking booking, long now) {
    return booking.from <= now && now <= booking.promised + OPEN;
  }

  /** Promises that are open, of any team. */
  int open() {
    return byTeam.size();
  }

  /** The team got a unit; where its promise had begun, it is kept by this. */
  boolean redeem(String team, long now) {
    return keptFor(team, now) && byTeam.remove(team) != null;
  }

  void clear() {
    byTeam.clear();
  }

  /** Drops what nobody came for in time. */
  void lapse(long now) {
    byTeam.values().removeIf(booking -> booking.promised + OPEN < now);
  }

  private record Booking(long from, long promised) {}
}
