package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Listed;
import dev.sluice.deferral.DeferredQueue.Page;
import dev.sluice.deferral.DeferredQueue.Room;
import dev.sluice.deferral.DeferredQueue.State;
import java.util.ArrayList;
import java.util.Collections;
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

  /** All teams that ever had anything, another one first each time. */
  List<String> teams(int turn) {
    List<String> teams = new ArrayList<>(lines.keySet());
    Collections.rotate(teams, -Math.floorMod(turn, Math.max(1, teams.size())));
    return teams;
  }

  /** What nobody has of a team and has not waited too long, the oldest first. */
  List<Entry> queued(String team, long most, long nowMillis) {
    return line(team).queued.values().stream()
        .filter(entry -> entry.expiresMillis() > nowMillis)
        .limit(Math.max(0, most))
        .toList();
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
            int size = line.waiting.size();
            backlogs.put(
                team,
                new Backlog(
                    size,
                    line.queued.size(),
                    line.waiting.firstEntry().getValue().submit.acceptedMillis(),
                    line.waiting.values().stream()
                        .skip(size / 2)
                        .findFirst()
                        .orElseThrow()
                        .submit
                        .acceptedMillis(),
                    line.waiting.lastEntry().getValue().submit.acceptedMillis(),
                    line.pace.perSecond(nowMillis)));
          }
        });
    return backlogs;
  }

  /** By team and number, both of which the cursor tells of the last one. */
  Page page(Optional<String> team, Optional<String> cursor) {
    Cursor after = Cursor.of(cursor);
    List<Entry> entries =
        lines.entrySet().stream()
            .filter(line -> line.getKey().equals(team.orElse(line.getKey())))
            .filter(line -> line.getKey().compareTo(after.team()) >= 0)
            .flatMap(
                line ->
                    (line.getKey().equals(after.team())
                            ? line.getValue().waiting.tailMap(after.number(), false)
                            : line.getValue().waiting)
                        .values().stream())
            .limit(DeferredQueue.PAGE)
            .toList();
    return new Page(
        entries.stream()
            .map(entry -> new Listed(entry.submit.bare(), entry.state != null))
            .toList(),
        entries.size() < DeferredQueue.PAGE
            ? Optional.empty()
            : Optional.of(
                new Cursor(
                        entries.get(entries.size() - 1).submit.team(),
                        entries.get(entries.size() - 1).number)
                    .written()));
  }

  /** Teams are bounded by the configuration, so none is taken out. */
  private Line line(String team) {
    return lines.computeIfAbsent(team, unused -> new Line());
  }
}
