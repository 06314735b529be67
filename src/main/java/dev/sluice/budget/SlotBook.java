package dev.sluice.budget;

import dev.sluice.budget.Lease.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who holds which slot (laws S1 to S7). Not thread-safe: the ledger's lock is around it. Times are
 * ledger nanoseconds.
 *
 * <p>A lease is GRANTED until it is settled, BOUND until it is released, or UNKNOWN until its hold
 * is over. A granted lease that nobody settles becomes unknown at its deadline, so that nothing is
 * held for ever by a caller that has gone.
 */
final class SlotBook {

  private static final long CLAIM = Duration.ofMinutes(1).toNanos();
  private static final int REMEMBERED = 20_000;

  private final Map<String, Held> leases = new HashMap<>();
  private final TreeSet<Held> oldest =
      new TreeSet<>(Comparator.comparingLong((Held h) -> h.grantedAt).thenComparing(h -> h.slot));
  private final Map<String, Integer> used = new HashMap<>();
  private final Map<String, Integer> unknown = new HashMap<>();
  private final TreeSet<Held> checks =
      new TreeSet<>(Comparator.comparingLong((Held h) -> h.nextCheck).thenComparing(h -> h.slot));
  private final TreeSet<Held> ends =
      new TreeSet<>(Comparator.comparingLong((Held h) -> h.end).thenComparing(h -> h.slot));
  private final Map<String, Boolean> ended =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Lapsed lapsed = new Lapsed();
  private double meanHeldNanos = Duration.ofSeconds(30).toNanos();

  private static final class Held {
    private final String slot;
    private final String team;
    private final long grantedAt;
    private State state = State.GRANTED;
    private Bond bond = Bond.of("");
    private long nextCheck;
    private boolean claimed;
    private long end;

    private Held(String slot, String team, long grantedAt) {
      this.slot = slot;
      this.team = team;
      this.grantedAt = grantedAt;
    }
  }

  /** Opens a lease; it becomes unknown at the deadline unless it is settled before. */
  void open(Claim claim, long now, long deadline) {
    Held held = new Held(claim.id(), claim.team(), now);
    held.bond = new Bond("", claim.purpose());
    held.end = deadline;
    leases.put(held.slot, held);
    oldest.add(held);
    ends.add(held);
    used.merge(held.team, 1, Integer::sum);
  }

  boolean holdsGranted(String slot) {
    Held held = leases.get(slot);
    return held != null && held.state == State.GRANTED;
  }

  /** Whether it is held for a submit of which no task is known, under way or lost sight of. */
  boolean holdsUnbound(String slot) {
    Held held = leases.get(slot);
    return held != null && held.state != State.BOUND;
  }

  /** Whether this id was used before, so that it must not be inserted again (law S4). */
  boolean spent(String slot) {
    return ended.containsKey(slot) || leases.containsKey(slot);
  }

  boolean bind(String slot, Bond bond, long nextCheck) {
    Held held = leases.get(slot);
    if (held == null || held.state == State.BOUND) {
      return held != null && held.bond.taskId().equals(bond.taskId());
    }
    leave(held);
    held.state = State.BOUND;
    held.bond = bond;
    held.nextCheck = nextCheck;
    checks.add(held);
    return true;
  }

  /** Keeps a granted lease although its outcome is unknown. */
  void keepUnknown(String slot, long until) {
    Held held = leases.get(slot);
    if (held == null || held.state != State.GRANTED) {
      return;
    }
    leave(held);
    held.state = State.UNKNOWN;
    held.end = until;
    ends.add(held);
    unknown.merge(held.team, 1, Integer::sum);
  }

  boolean release(String slot, long now) {
    Held held = leases.remove(slot);
    ended.put(slot, true);
    if (held == null) {
      lapsed.noted(slot);
      return false;
    }
    if (held.state == State.BOUND) {
      meanHeldNanos += 0.05 * (now - held.grantedAt - meanHeldNanos);
    }
    leave(held);
    oldest.remove(held);
    used.computeIfPresent(held.team, (team, n) -> n > 1 ? n - 1 : null);
    return true;
  }

  /**
   * Ends what is over; says how many slots ended by their hold. Granted ones past their deadline
   * become unknown.
   */
  int expire(long now, long hold) {
    int expired = 0;
    while (!ends.isEmpty() && ends.first().end <= now) {
      Held held = ends.first();
      if (held.state == State.GRANTED) {
        keepUnknown(held.slot, now + hold);
      } else {
        lapsed.add(lease(held, now), now);
        release(held.slot, now);
        expired++;
      }
    }
    return expired;
  }

  /** Bound leases that are due, longest overdue first, claimed for a minute. */
  List<Lease> due(int most, long now) {
    List<Lease> due = new ArrayList<>();
    while (due.size() < most && !checks.isEmpty() && checks.first().nextCheck <= now) {
      Held held = checks.pollFirst();
      held.nextCheck = now + CLAIM;
      held.claimed = true;
      checks.add(held);
      due.add(lease(held, now));
    }
    return due;
  }

  /** Those that ended by their hold. */
  Lapsed lapsed() {
    return lapsed;
  }

  void reschedule(String slot, long nextCheck) {
    Held held = leases.get(slot);
    if (held != null && checks.remove(held)) {
      held.nextCheck = nextCheck;
      held.claimed = false;
      checks.add(held);
    }
  }

  /** Moves a check forward that nobody has claimed. */
  void hasten(String slot, long nextCheck, long now) {
    Held held = leases.get(slot);
    if (held != null && !held.claimed && held.nextCheck > nextCheck && checks.remove(held)) {
      held.nextCheck = Math.max(now, nextCheck);
      checks.add(held);
    }
  }

  Optional<Lease> boundTo(String taskId, long now) {
    return oldest.stream()
        .filter(held -> held.state == State.BOUND && held.bond.taskId().equals(taskId))
        .findFirst()
        .map(held -> lease(held, now));
  }

  int inUse() {
    return leases.size();
  }

  int used(String team) {
    return used.getOrDefault(team, 0);
  }

  /** Who has slots in use. */
  Set<String> teams() {
    return Collections.unmodifiableSet(used.keySet());
  }

  int unknown(String team) {
    return unknown.getOrDefault(team, 0);
  }

  Map<String, Integer> usedByTeam() {
    return Map.copyOf(used);
  }

  Map<String, Integer> unknownByTeam() {
    return Map.copyOf(unknown);
  }

  /** Every lease, the oldest first. */
  List<Lease> all(long now) {
    return oldest.stream().map(held -> lease(held, now)).toList();
  }

  /** The mean time that a slot is in use, nanoseconds; 30 s before anything was learned. */
  double meanHeldNanos() {
    return meanHeldNanos;
  }

  /**
   * When the n-th of the oldest leases (of one team, or of all for an empty id) is likely to have
   * ended; where there are fewer, the last of them. Those granted at the same moment go by their
   * ids. A moment at which no slot is likely to end would be promised in vain.
   */
  long likelyEnd(String team, int nth, long now) {
    int last = Math.min(nth, team.isEmpty() ? leases.size() : used(team));
    int seen = 0;
    for (Held held : oldest) {
      if ((team.isEmpty() || held.team.equals(team)) && ++seen >= last) {
        long likely =
            held.state == State.UNKNOWN ? held.end : held.grantedAt + (long) meanHeldNanos;
        return Math.max(likely, now + (long) (meanHeldNanos / Math.max(1, leases.size())));
      }
    }
    return now + (long) meanHeldNanos;
  }

  /** When the n-th of the team's unknown holds is over; empty where it has fewer. */
  OptionalLong unknownEnd(String team, int nth) {
    int seen = 0;
    for (Held held : ends) {
      if (held.state == State.UNKNOWN && held.team.equals(team) && ++seen >= nth) {
        return OptionalLong.of(held.end);
      }
    }
    return OptionalLong.empty();
  }

  private void leave(Held held) {
    checks.remove(held);
    ends.remove(held);
    if (held.state == State.UNKNOWN) {
      unknown.computeIfPresent(held.team, (team, n) -> n > 1 ? n - 1 : null);
    }
  }

  private static Lease lease(Held held, long now) {
    return new Lease(
        held.slot,
        held.team,
        held.state,
        held.bond.taskId(),
        held.bond.details(),
        Duration.ofNanos(now - held.grantedAt),
        true);
  }
}
