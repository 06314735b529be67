package dev.sluice.task;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The list in memory: gone after a restart. All teams together have the last {@value #MOST}; what
 * was listed first goes first.
 */
final class MemoryEndedTasks implements EndedTasks {

  static final int MOST = 20_000;

  private static final Comparator<EndedTask> NEWEST_FIRST =
      Comparator.comparingLong(EndedTask::endedMillis).thenComparing(EndedTask::slot).reversed();

  private final Map<String, EndedTask> bySlot = new LinkedHashMap<>();
  private final TreeMap<String, TreeSet<EndedTask>> succeeded = new TreeMap<>();
  private final TreeMap<String, TreeSet<EndedTask>> failed = new TreeMap<>();

  @Override
  public Uni<Void> add(EndedTask task) {
    return Uni.createFrom().voidItem().invoke(() -> keep(task));
  }

  @Override
  public Uni<Page> list(boolean success, Optional<String> team, Optional<String> cursor) {
    return Uni.createFrom().item(() -> page(success, team, cursor.map(Mark::of)));
  }

  private synchronized void keep(EndedTask task) {
    if (bySlot.putIfAbsent(task.slot(), task) != null) {
      return;
    }
    TreeSet<EndedTask> own =
        shelves(task.success()).computeIfAbsent(task.team(), fresh -> new TreeSet<>(NEWEST_FIRST));
    own.add(task);
    if (own.size() > KEPT) {
      forget(own.last());
    }
    if (bySlot.size() > MOST) {
      Iterator<EndedTask> all = bySlot.values().iterator();
      forget(all.next());
    }
  }

  private void forget(EndedTask task) {
    bySlot.remove(task.slot());
    shelves(task.success())
        .computeIfPresent(
            task.team(),
            (team, own) -> {
              own.remove(task);
              return own.isEmpty() ? null : own;
            });
  }

  private synchronized Page page(boolean success, Optional<String> only, Optional<Mark> last) {
    List<EndedTask> page = new ArrayList<>();
    for (Map.Entry<String, TreeSet<EndedTask>> each : shelves(success).entrySet()) {
      String team = each.getKey();
      if (!only.map(team::equals).orElse(true) || last.map(it -> comes(team, it)).orElse(false)) {
        continue;
      }
      for (EndedTask task : each.getValue()) {
        if (last.map(it -> wasTold(task, it)).orElse(false)) {
          continue;
        }
        if (page.size() == PAGE) {
          return new Page(page, Optional.of(Mark.of(page.get(PAGE - 1)).written()));
        }
        page.add(task);
      }
    }
    return new Page(page, Optional.empty());
  }

  private static boolean comes(String team, Mark before) {
    return team.compareTo(before.team()) < 0;
  }

  private static boolean wasTold(EndedTask task, Mark last) {
    return task.team().equals(last.team())
        && (task.endedMillis() > last.millis()
            || task.endedMillis() == last.millis() && task.slot().compareTo(last.slot()) >= 0);
  }

  private TreeMap<String, TreeSet<EndedTask>> shelves(boolean success) {
    return success ? succeeded : failed;
  }
}
