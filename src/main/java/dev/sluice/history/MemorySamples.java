package dev.sluice.history;

import io.smallrye.mutiny.Uni;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The history in this process: lost when it ends. */
final class MemorySamples implements Samples {

  private static final int MOST_STEPS = (int) (KEPT.toMillis() / Sample.STEP.toMillis());

  private final TreeMap<Long, Kept> steps = new TreeMap<>();

  private record Kept(Sample sample, Set<String> replicas) {}

  @Override
  public Uni<Void> add(String replica, Sample seen) {
    return Uni.createFrom().voidItem().invoke(() -> addNow(replica, seen));
  }

  @Override
  public Uni<List<Sample>> between(long from, long to) {
    return Uni.createFrom().item(() -> read(from, to));
  }

  private synchronized void addNow(String replica, Sample seen) {
    Kept before = steps.get(seen.step());
    Set<String> replicas = before == null ? new HashSet<>() : before.replicas();
    if (replicas.add(replica)) {
      steps.put(seen.step(), new Kept(before == null ? seen : before.sample().and(seen), replicas));
    }
    while (steps.size() > MOST_STEPS) {
      steps.pollFirstEntry();
    }
  }

  private synchronized List<Sample> read(long from, long to) {
    long last = Math.min(to, from + Sample.STEPS);
    return last < from
        ? List.of()
        : steps.subMap(from, true, last, true).values().stream().map(Kept::sample).toList();
  }
}
