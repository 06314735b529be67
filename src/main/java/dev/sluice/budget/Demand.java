package dev.sluice.budget;

import dev.sluice.budget.Claim.Need;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who wants something right now: a denied claim is live demand of its team for three drain
 * intervals, and a share is kept for it meanwhile.
 */
final class Demand {

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::team).thenComparing(Key::need);

  private long lasts;
  private final Map<Key, Entry> entries = new TreeMap<>(ORDER);

  Demand(long drainNanos) {
    this.lasts = 3 * drainNanos;
  }

  record Key(String team, Need need) {}

  private record Entry(int claims, long until) {}

  /** Goes on by another plan, which knows some teams no more. */
  void follow(long drainNanos, Set<String> gone) {
    lasts = 3 * drainNanos;
    entries.keySet().removeIf(key -> gone.contains(key.team));
  }

  /**
   * Says how a decision went for some claims of a team. Claims of the team that this decision did
   * not hear of go on wanting until their own time is over.
   */
  void decided(Key key, int granted, int denied, long now) {
    Entry before = entries.get(key);
    int others = before == null ? 0 : Math.max(0, before.claims - granted - denied);
    if (denied > 0) {
      entries.put(key, new Entry(denied + others, now + lasts));
    } else if (before != null && others > 0) {
      entries.put(key, new Entry(others, before.until));
    } else {
      entries.remove(key);
    }
  }

  /** The team cannot be helped at present, whatever is free: nothing is kept for it. */
  void drop(Key key) {
    entries.remove(key);
  }

  /** Drops what has lapsed. */
  void expire(long now) {
    for (Iterator<Entry> each = entries.values().iterator(); each.hasNext(); ) {
      if (each.next().until < now) {
        each.remove();
      }
    }
  }

  boolean live(String team) {
    return entries.containsKey(new Key(team, Need.TOKEN))
        || entries.containsKey(new Key(team, Need.TOKEN_AND_SLOT));
  }

  int of(Key key) {
    Entry entry = entries.get(key);
    return entry == null ? 0 : entry.claims;
  }

  /** All that a team wants. */
  int of(String team) {
    return of(new Key(team, Need.TOKEN)) + of(new Key(team, Need.TOKEN_AND_SLOT));
  }

  /** Who wants what, by the names of the teams; of one team a token before a token and a slot. */
  List<Key> keys() {
    return List.copyOf(entries.keySet());
  }

  /** Who wants anything. */
  Set<String> teams() {
    Set<String> teams = new HashSet<>();
    for (Key key : entries.keySet()) {
      teams.add(key.team);
    }
    return teams;
  }

  void clear() {
    entries.clear();
  }
}
