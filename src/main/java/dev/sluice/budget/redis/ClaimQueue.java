package dev.sluice.budget.redis;

import dev.sluice.budget.Claim;
import dev.sluice.budget.Verdict;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Claims that wait for the next call, first in first out. The same claim asked twice is put once.
 * Bounded. Not thread-safe: the combiner's lock is around it.
 */
final class ClaimQueue {

  static final int MOST = 10_000;

  private final Map<Key, Asked> waiting = new LinkedHashMap<>();

  private record Key(String id, Claim.Need need) {
    private static Key of(Claim claim) {
      return new Key(claim.id(), claim.need());
    }
  }

  /** Whether there is room for one more. */
  boolean hasRoom() {
    return waiting.size() < MOST;
  }

  void add(Claim claim, long now, Consumer<Verdict> asker) {
    waiting.computeIfAbsent(Key.of(claim), key -> new Asked(claim, now)).join(claim, asker);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  List<Asked> take(int most) {
    List<Asked> taken = new ArrayList<>(Math.min(most, waiting.size()));
    Iterator<Asked> each = waiting.values().iterator();
    while (each.hasNext() && taken.size() < most) {
      taken.add(each.next());
      each.remove();
    }
    return taken;
  }

  /** Puts claims back before all others; who asked for one of them meanwhile is told with it. */
  void putBack(List<Asked> claims) {
    Map<Key, Asked> behind = new LinkedHashMap<>(waiting);
    waiting.clear();
    claims.forEach(asked -> waiting.put(Key.of(asked.claim()), asked));
    behind.forEach(
        (key, asked) -> {
          Asked before = waiting.putIfAbsent(key, asked);
          if (before != null) {
            before.join(asked.claim(), asked::tell);
          }
        });
  }

  /** Takes a claim out that nobody wants any more. */
  @Nullable Asked remove(String id, Claim.Need need) {
    return waiting.remove(new Key(id, need));
  }
}
