package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Room;
import dev.sluice.deferral.DeferredQueue.State;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits in this process, by team, by age and by when its end is due, and how much it is. Not
 * for several threads.
 */
final class MemoryDeferrals {

  private final Room all;
  private final Map<String, Line> lines = new TreeMap<>();
  private final Map<String, Entry> byId = new HashMap<>();
  private final TreeSet<Entry> expiring = by(Comparator.comparingLong(Entry::expiresMillis));
  private final TreeSet<Entry> later = by(Comparator.comparingLong(Entry::dueMillis));
  private long numbers;
  private int entries;
  private long bytes;

  /** One team's. */
  private static final class Line {
    private final TreeMap<Long, Entry> waiting = new TreeMap<>();
    private final TreeMap<Long, Entry> queued = new TreeMap<>();
    private final Pace pace = new Pace();
    private long bytes;
  }

  /** A submit and who has it; without a state it is queued. */
  static final class Entry {
    private final long number;
    Deferred submit;
    @Nullable State state;
    String owner = "";
    String token = "";
    long holdMillis;
    private long dueMillis;

    private Entry(long number, Deferred submit) {
      this.number = number;
      this.submit = submit;
    }

    private long expiresMillis() {
      return submit.expiresMillis();
    }

    private long dueMillis() {
      return dueMillis;
    }
  }

  /**
   * @param all what all teams together may have waiting
   */
  MemoryDeferrals(Room all) {
    this.all = all;
  }

  private static TreeSet<Entry> by(Comparator<Entry> when) {
    return new TreeSet<>(when.thenComparingLong(entry -> entry.number));
  }

  Optional<Entry> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  boolean fits(Deferred fresh, Room room) {
    Line line = line(fresh.team());
    int size = fresh.body().length;
    return line.waiting.size() < room.entries()
        && line.bytes + size <= room.bytes()
        && entries < all.entries()
        && bytes + size <= all.bytes();
  }

  void add(Deferred fresh) {
    Entry entry = new Entry(numbers++, fresh);
    byId.put(fresh.id(), entry);
    stand(entry);
    queue(entry);
  }

  /** It waits, and takes up room. */
  void stand(Entry entry) {
    Line line = line(entry.submit.team());
    int size = entry.submit.body().length;
    line.waiting.put(entry.number, entry);
    line.bytes += size;
    bytes += size;
    entries++;
  }

  /** It waits no more, and what is somebody's data is forgotten. */
  void leave(Entry entry) {
    Line line = line(entry.submit.team());
    int size = entry.submit.body().length;
    if (line.waiting.remove(entry.number) != null) {
      line.bytes -= size;
      bytes -= size;
      entries--;
    }
    entry.submit = entry.submit.bare();
  }

  /** Nobody has it. */
  void queue(Entry entry) {
    entry.token = "";
    entry.state = null;
    line(entry.submit.team()).queued.put(entry.number, entry);
    expiring.add(entry);
  }

  /** Its end is due then. */
  void later(Entry entry, long atMillis) {
    later.remove(entry);
    entry.dueMillis = atMillis;
    later.add(entry);
  }

  /** Somebody has it. */
  void take(Entry entry) {
    line(entry.submit.team()).queued.remove(entry.number);
    expiring.remove(entry);
    later.remove(entry);
  }

  void forget(Entry entry) {
    take(entry);
    leave(entry);
    byId.remove(entry.submit.id());
  }

  void departed(Entry entry, long nowMillis) {
    line(entry.submit.team()).pace.departed(nowMillis);
  }

  /** The teams that have anything. */
  List<String> teams() {
    return List.copyOf(lines.keySet());
  }

  /** What nobody has of a team, the oldest first. */
  List<Entry> queued(String team) {
    return List.copyOf(line(team).queued.values());
  }

  /** Queued ones that have waited too long, the longest first. */
  List<Entry> overdue(long nowMillis, int most) {
    return first(expiring, most, entry -> entry.expiresMillis() <= nowMillis);
  }

  /** Those whose end is due, the longest first. */
  List<Entry> due(long nowMillis, int most) {
    return first(later, most, entry -> entry.dueMillis() <= nowMillis);
  }

  private static List<Entry> first(TreeSet<Entry> from, int most, Predicate<Entry> which) {
    return from.stream().takeWhile(which).limit(most).toList();
  }

  Map<String, Backlog> backlogs(long nowMillis) {
    Map<String, Backlog> backlogs = new TreeMap<>();
    lines.forEach(
        (team, line) -> {
          if (!line.waiting.isEmpty()) {
            List<Entry> waiting = List.copyOf(line.waiting.values());
            int size = waiting.size();
            backlogs.put(
                team,
                new Backlog(
                    size,
                    line.queued.size(),
                    waiting.get(0).submit.acceptedMillis(),
                    waiting.get(size / 2).submit.acceptedMillis(),
                    waiting.get(size - 1).submit.acceptedMillis(),
                    line.pace.perSecond(nowMillis)));
          }
        });
    return backlogs;
  }

  /** Teams are bounded by the configuration, so none is taken out. */
  private Line line(String team) {
    return lines.computeIfAbsent(team, unused -> new Line());
  }
}
