package dev.sluice.relay;

import dev.sluice.relay.MemoryDeliveryQueue.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who waits, and who is on the way, in each line; and which line is to be looked at next. The lines
 * take turns: one that was looked at goes behind all others that are due, and is given {@value
 * #TURN} at a time. Not for several threads.
 */
final class Lines {

  private static final int TURN = 4;
  private static final long SOON_MILLIS = 1000;

  private final Map<String, Line> lines = new HashMap<>();
  private final TreeSet<Line> next =
      new TreeSet<>(
          Comparator.<Line>comparingLong(line -> line.at).thenComparingLong(line -> line.turn));
  private long turns;

  private static final class Line {
    final String name;
    final TreeSet<Entry> due = new TreeSet<>(order(Comparator.comparingLong(Entry::due)));
    final TreeSet<Entry> held = new TreeSet<>(order(Comparator.comparingLong(e -> e.until)));
    long at;
    long turn;

    Line(String name) {
      this.name = name;
    }

    /** See {@link Receiver#line}. */
    String team() {
      return name.substring(0, name.indexOf(' '));
    }

    private static Comparator<Entry> order(Comparator<Entry> first) {
      return first.thenComparing(entry -> entry.delivery.id());
    }
  }

  /** Has it wait until it is due. */
  void enter(Entry entry, long now) {
    Line line = lines.computeIfAbsent(entry.line, Line::new);
    line.due.add(entry);
    look(line, DeliveryQueue.PER_LINE, now, false);
  }

  /** It neither waits nor is on the way any more; to be called before anything of it changes. */
  void leave(Entry entry, long now) {
    Line line = lines.get(entry.line);
    if (line != null) {
      line.due.remove(entry);
      line.held.remove(entry);
      look(line, DeliveryQueue.PER_LINE, now, false);
    }
  }

  /**
   * Those that are due and may be on their way from now on.
   *
   * @param without the teams of which none is taken
   * @param until when they are due again unless somebody says otherwise
   */
  List<Entry> take(int most, int perLine, Set<String> without, long now, long until) {
    List<Entry> taken = new ArrayList<>();
    while (taken.size() < most && !next.isEmpty() && next.first().at <= now) {
      Line line = next.first();
      while (!line.held.isEmpty() && line.held.first().until <= now) {
        Entry expired = line.held.pollFirst();
        line.due.add(expired);
      }
      int allowed = without.contains(line.team()) ? 0 : perLine;
      int room = Math.min(Math.min(TURN, most - taken.size()), allowed - line.held.size());
      while (room-- > 0 && !line.due.isEmpty() && line.due.first().due() <= now) {
        Entry entry = line.due.pollFirst();
        entry.until = until;
        line.held.add(entry);
        taken.add(entry);
      }
      look(line, allowed, now, true);
    }
    return taken;
  }

  /**
   * Says when the line is to be looked at next. One that had its turn goes behind all that are due;
   * any other keeps its place, so that who is kept or settled often is not put off by that.
   */
  private void look(Line line, int perLine, long now, boolean turned) {
    if (line.due.isEmpty() && line.held.isEmpty()) {
      next.remove(line);
      lines.remove(line.name);
      return;
    }
    long expiry = line.held.isEmpty() ? Long.MAX_VALUE : line.held.first().until;
    long at = line.due.isEmpty() ? Long.MAX_VALUE : Math.max(now, line.due.first().due());
    if (line.held.size() >= DeliveryQueue.PER_LINE) {
      at = Long.MAX_VALUE;
    } else if (line.held.size() >= perLine) {
      at = Math.max(at, now + SOON_MILLIS);
    }
    at = Math.min(at, expiry);
    if (turned || !next.contains(line) || at < line.at) {
      next.remove(line);
      line.at = at;
      line.turn = ++turns;
      next.add(line);
    }
  }
}
