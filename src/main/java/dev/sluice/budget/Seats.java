package dev.sluice.budget;

import dev.sluice.time.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queues of a waiting room: first in first out, one for each team and kind of need.
 * Whoever takes a waiter out answers it, and nobody else does. Several threads may meet here.
 */
final class Seats {

  private final Predicate<String> paused;
  private volatile Seats.Bounds bounds;
  private final Map<Demand.Key, LinkedHashMap<String, Waiter>> queues = new LinkedHashMap<>();
  private final Map<String, Waiter> arriving = new HashMap<>();
  private final Map<String, Integer> byTeam = new HashMap<>();
  private int taken;

  /** The most claims that wait, of one team and of all. */
  record Bounds(int perTeam, int total) {}

  /**
   * @param paused whether nothing is to be granted at an upstream for now
   */
  Seats(Seats.Bounds bounds, Predicate<String> paused) {
    this.bounds = bounds;
    this.paused = paused;
  }

  /** Other bounds count for who comes from now on; nobody who sits has to stand up. */
  void bounds(Seats.Bounds now) {
    bounds = now;
  }

  /** Whether a claim keeps its place and is not asked for. */
  boolean paused(Claim claim) {
    return !claim.upstream().isEmpty() && paused.test(claim.upstream());
  }

  /**
   * Keeps a waiter that is asked for before it has a seat, so that it can be found. There are as
   * many as the ledger lets ask at a time.
   */
  synchronized void arrive(Waiter waiter) {
    arriving.put(waiter.claim.id(), waiter);
  }

  /** Queues a waiter that nobody has answered; false where there is no seat for it. */
  synchronized boolean sitDown(Waiter waiter) {
    String team = waiter.claim.team();
    if (seated(waiter)) {
      return true;
    }
    if (!waits(waiter) || full(team)) {
      return false;
    }
    arriving.remove(waiter.claim.id(), waiter);
    queues
        .computeIfAbsent(waiter.key(), key -> new LinkedHashMap<>())
        .put(waiter.claim.id(), waiter);
    byTeam.merge(team, 1, Integer::sum);
    taken++;
    return true;
  }

  /** Takes a waiter out and says how its waiting ended; false where somebody else has. */
  synchronized boolean standUp(Waiter waiter, Waiter.State end) {
    if (arriving.remove(waiter.claim.id(), waiter)) {
      waiter.state = end;
      return true;
    }
    LinkedHashMap<String, Waiter> queue = queues.get(waiter.key());
    if (queue == null || !queue.remove(waiter.claim.id(), waiter)) {
      return false;
    }
    waiter.state = end;
    if (queue.isEmpty()) {
      queues.remove(waiter.key());
    }
    byTeam.computeIfPresent(waiter.claim.team(), (team, n) -> n > 1 ? n - 1 : null);
    taken--;
    waiter.patience.cancel();
    return true;
  }

  /** Sets when its patience ends; nothing goes off for a waiter that has ended already. */
  synchronized void patience(Waiter waiter, Timers.Alarm alarm) {
    if (waits(waiter)) {
      waiter.patience.cancel();
      waiter.patience = alarm;
    } else {
      alarm.cancel();
    }
  }

  synchronized boolean waits(Waiter waiter) {
    return waiter.state == Waiter.State.WAITING;
  }

  /** Whether it was sent away, so that a grant for it is nobody's. */
  synchronized boolean gone(Waiter waiter) {
    return waiter.state == Waiter.State.GONE;
  }

  /** Everyone who sits, of these teams. */
  synchronized List<Waiter> all(Predicate<String> teams) {
    return queues.values().stream()
        .flatMap(queue -> queue.values().stream())
        .filter(waiter -> teams.test(waiter.claim.team()))
        .toList();
  }

  /** The first of every queue, so many of each; without those that a pause holds back. */
  synchronized List<Waiter> heads(int ofEach) {
    List<Waiter> heads = new ArrayList<>();
    for (LinkedHashMap<String, Waiter> queue : queues.values()) {
      heads.addAll(heads(queue, ofEach));
    }
    return heads;
  }

  private List<Waiter> heads(LinkedHashMap<String, Waiter> queue, int most) {
    return queue.values().stream().filter(each -> !paused(each.claim)).limit(most).toList();
  }

  /** The first of one queue. */
  synchronized List<Waiter> heads(Demand.Key key, int most) {
    LinkedHashMap<String, Waiter> queue = queues.get(key);
    return queue == null ? List.of() : heads(queue, most);
  }

  private boolean seated(Waiter waiter) {
    LinkedHashMap<String, Waiter> queue = queues.get(waiter.key());
    return queue != null && queue.get(waiter.claim.id()) == waiter;
  }

  /** Begins to ask for it a last time; false where that is going on or it waits no more. */
  synchronized boolean beginLeaving(Waiter waiter) {
    boolean first = waits(waiter) && !waiter.leaving;
    waiter.leaving |= first;
    return first;
  }

  /** It stays after all. */
  synchronized void stay(Waiter waiter) {
    waiter.leaving = false;
  }

  synchronized @Nullable Waiter find(String id) {
    Waiter asking = arriving.get(id);
    if (asking != null) {
      return asking;
    }
    for (LinkedHashMap<String, Waiter> queue : queues.values()) {
      Waiter waiter = queue.get(id);
      if (waiter != null) {
        return waiter;
      }
    }
    return null;
  }

  synchronized boolean full(String team) {
    return taken >= bounds.total() || of(team) >= bounds.perTeam();
  }

  /** How many claims of a team wait. */
  synchronized int of(String team) {
    return byTeam.getOrDefault(team, 0);
  }

  /** How many claims wait, by team; teams without any are left out. */
  synchronized Map<String, Integer> taken() {
    return Map.copyOf(byTeam);
  }

  /** Since when the first of a team waits, ticker nanoseconds. */
  synchronized Optional<Long> since(String team) {
    Optional<Long> first = Optional.empty();
    for (Claim.Need need : Claim.Need.values()) {
      LinkedHashMap<String, Waiter> queue = queues.get(new Demand.Key(team, need));
      if (queue != null) {
        long since = queue.values().iterator().next().since;
        first = Optional.of(Math.min(first.orElse(since), since));
      }
    }
    return first;
  }

  /** Whether anybody waits for this. */
  synchronized boolean wanted(Claim.Need need) {
    return queues.keySet().stream().anyMatch(key -> key.need() == need);
  }
}
