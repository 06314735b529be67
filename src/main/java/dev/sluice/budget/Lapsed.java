package dev.sluice.budget;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slots that ended by their hold, until somebody has taken note of it (law S7). Not thread-safe:
 * the ledger's lock is around it. Times are ledger nanoseconds.
 */
final class Lapsed {

  /** How many are kept, the newest. */
  static final int MOST = 20_000;

  private static final long CLAIM = Duration.ofMinutes(1).toNanos();

  private final Map<String, Ended> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Ended> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param grantedAt when the slot was granted
   * @param free from when on it can be claimed
   */
  private record Ended(Lease lease, long grantedAt, long free) {}

  /** This lease ended by its hold. */
  void add(Lease lease, long now) {
    ended.put(lease.slot(), new Ended(lease, now - lease.age().toNanos(), now));
  }

  /** Somebody has taken note. */
  void noted(String slot) {
    ended.remove(slot);
  }

  /** Those that nobody has claimed, the first first. */
  List<Lease> claim(int most, long now) {
    List<Lease> claimed = new ArrayList<>();
    for (Map.Entry<String, Ended> each : ended.entrySet()) {
      Ended one = each.getValue();
      if (claimed.size() < most && one.free <= now) {
        claimed.add(one.lease.aged(Duration.ofNanos(now - one.grantedAt)));
        each.setValue(new Ended(one.lease, one.grantedAt, now + CLAIM));
      }
    }
    return claimed;
  }
}
