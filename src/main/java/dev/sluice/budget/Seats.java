package dev.sluice.budget;

import dev.sluice.time.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queues of a waiting room: first in first out, one for each team and kind of need.
 * Whoever takes a waiter out answers it, and nobody else does. Several threads may meet here.
 */
final class Seats {

  private final int perTeam;
  private final int total;
  private final Map<Demand.Key, LinkedHashMap<String, Waiter>> queues = new LinkedHashMap<>();
  private final Map<String, Integer> byTeam = new HashMap<>();
  private int taken;

  Seats(int perTeam, int total) {
    this.perTeam = perTeam;
    this.total = total;
  }

  /** Queues a waiter; false where there is no seat. */
  synchronized boolean sitDown(Waiter waiter) {
    String team = waiter.claim.team();
    if (full(team)) {
      return false;
    }
    queues
        .computeIfAbsent(waiter.key(), key -> new LinkedHashMap<>())
        .put(waiter.claim.id(), waiter);
    byTeam.merge(team, 1, Integer::sum);
    taken++;
    return true;
  }

  /** Takes a waiter out and says how its waiting ended; false where somebody else has. */
  synchronized boolean standUp(Waiter waiter, Waiter.State end) {
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

  /** The first of every queue, so many of each. */
  synchronized List<Waiter> heads(int ofEach) {
    List<Waiter> heads = new ArrayList<>();
    for (LinkedHashMap<String, Waiter> queue : queues.values()) {
      queue.values().stream().limit(ofEach).forEach(heads::add);
    }
    return heads;
  }

  /** The first of one queue. */
  synchronized List<Waiter> heads(Demand.Key key, int most) {
    LinkedHashMap<String, Waiter> queue = queues.get(key);
    return queue == null ? List.of() : queue.values().stream().limit(most).toList();
  }

  synchronized @Nullable Waiter find(String id) {
    for (LinkedHashMap<String, Waiter> queue : queues.values()) {
      Waiter waiter = queue.get(id);
      if (waiter != null) {
        return waiter;
      }
    }
    return null;
  }

  synchronized boolean full(String team) {
    return taken >= total || of(team) >= perTeam;
  }

  /** How many claims of a team wait. */
  synchronized int of(String team) {
    return byTeam.getOrDefault(team, 0);
  }

  /** Whether anybody waits for this. */
  synchronized boolean wanted(Claim.Need need) {
    return queues.keySet().stream().anyMatch(key -> key.need() == need);
  }
}
