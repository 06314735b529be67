package dev.sluice.task;

import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Usage in memory: gone after a restart. The last {@value #MOST_KEPT} pages are kept; those of the
 * oldest day go first.
 */
final class MemoryUsageBook implements UsageBook {

  static final int MOST_KEPT = 10_000;

  /** How long, and how many at most, slots are remembered that were counted. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private static final int MOST_REMEMBERED = 1_000_000;

  private final Ticker ticker;
  private final Set<String> counted = new HashSet<>();
  private final Ageing<String> slots = new Ageing<>(REMEMBERED, MOST_REMEMBERED, Long.MAX_VALUE);
  private final NavigableMap<LocalDate, NavigableMap<String, Map<Usage.Kind, Long>>> days =
      new TreeMap<>();
  private int kept;

  MemoryUsageBook(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Uni<Void> count(UsageEntry entry) {
    return Uni.createFrom().voidItem().invoke(() -> countNow(entry));
  }

  @Override
  public Uni<List<Usage>> of(String team, LocalDate day) {
    return Uni.createFrom().item(() -> read(team, day));
  }

  @Override
  public Uni<List<Page>> pages(LocalDate day, String after) {
    return Uni.createFrom().item(() -> readPages(day, after));
  }

  private synchronized void countNow(UsageEntry entry) {
    long now = ticker.nanos();
    for (Optional<String> old = slots.next(now); old.isPresent(); old = slots.next(now)) {
      counted.remove(old.get());
    }
    if (!counted.add(entry.slot())) {
      return;
    }
    slots.add(entry.slot(), now, 1);
    Map<Usage.Kind, Long> page = page(entry);
    Usage.Kind kind = entry.kind();
    boolean known = page.containsKey(kind) || page.size() < MOST_KINDS;
    page.merge(
        known ? kind : new Usage.Kind(OTHERS, kind.provider(), kind.outcome()), 1L, Long::sum);
  }

  private Map<Usage.Kind, Long> page(UsageEntry entry) {
    NavigableMap<String, Map<Usage.Kind, Long>> teams =
        days.computeIfAbsent(entry.day(), fresh -> new TreeMap<>());
    Map<Usage.Kind, Long> page = teams.get(entry.team());
    if (page == null) {
      page = new HashMap<>();
      teams.put(entry.team(), page);
      if (++kept > MOST_KEPT) {
        dropOldest();
      }
    }
    return page;
  }

  private void dropOldest() {
    NavigableMap<String, Map<Usage.Kind, Long>> oldest = days.firstEntry().getValue();
    oldest.pollFirstEntry();
    kept--;
    if (oldest.isEmpty()) {
      days.pollFirstEntry();
    }
  }

  private synchronized List<Usage> read(String team, LocalDate day) {
    NavigableMap<String, Map<Usage.Kind, Long>> teams = days.get(day);
    return teams == null ? List.of() : usages(teams.getOrDefault(team, Map.of()));
  }

  private synchronized List<Page> readPages(LocalDate day, String after) {
    NavigableMap<String, Map<Usage.Kind, Long>> teams = days.get(day);
    return teams == null
        ? List.of()
        : teams.tailMap(after, false).entrySet().stream()
            .limit(MOST_PAGES)
            .map(each -> new Page(each.getKey(), usages(each.getValue())))
            .toList();
  }

  private static List<Usage> usages(Map<Usage.Kind, Long> page) {
    return page.entrySet().stream().map(each -> new Usage(each.getKey(), each.getValue())).toList();
  }
}
