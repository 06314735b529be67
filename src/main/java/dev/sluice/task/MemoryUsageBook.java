package dev.sluice.task;

import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Usage in memory: gone after a restart. The last {@value #MOST_PAGES} pages, one for each team and
 * day, are kept, and no page tells apart more than {@value #MOST_KINDS} kinds; what is beyond is
 * counted under the model {@value #OTHERS}.
 */
final class MemoryUsageBook implements UsageBook {

  static final int MOST_PAGES = 10_000;
  static final int MOST_KINDS = 1000;
  static final String OTHERS = "others";

  /** How long, and how many at most, slots are remembered that were counted. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private static final int MOST_REMEMBERED = 1_000_000;

  private final Ticker ticker;
  private final Set<String> counted = new HashSet<>();
  private final Ageing<String> slots = new Ageing<>(REMEMBERED, MOST_REMEMBERED, Long.MAX_VALUE);
  private final Map<Page, Map<Usage.Kind, Long>> pages =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Page, Map<Usage.Kind, Long>> eldest) {
          return size() > MOST_PAGES;
        }
      };

  private record Page(String team, LocalDate day) {}

  MemoryUsageBook(Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public Uni<Void> count(UsageEntry entry) {
    return Uni.createFrom().voidItem().invoke(() -> countNow(entry));
  }

  @Override
  public Uni<List<Usage>> of(String team, LocalDate day) {
    return Uni.createFrom().item(() -> read(new Page(team, day)));
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
    Map<Usage.Kind, Long> page =
        pages.computeIfAbsent(new Page(entry.team(), entry.day()), fresh -> new HashMap<>());
    Usage.Kind kind = entry.kind();
    boolean known = page.containsKey(kind) || page.size() < MOST_KINDS;
    page.merge(known ? kind : new Usage.Kind(OTHERS, kind.provider(), kind.cause()), 1L, Long::sum);
  }

  private synchronized List<Usage> read(Page page) {
    return pages.getOrDefault(page, Map.of()).entrySet().stream()
        .map(each -> new Usage(each.getKey(), each.getValue()))
        .toList();
  }
}
