package dev.sluice.deferral;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The queue in this process: lost when it ends.
 *
 * <p>Confessed: to know the room that is left, all that waits is looked through.
 */
final class MemoryDeferredQueue implements DeferredQueue {

  private static final byte[] NOTHING = {};

  private final Room all;
  private final long leaseMillis;
  private final Clock clock;
  private final Map<String, TreeMap<Long, Entry>> lines = new TreeMap<>();
  private final Map<String, Entry> byId = new HashMap<>();
  private final Map<String, Long> ownersUntil = new HashMap<>();
  private long numbers;

  /** A submit and who has it; changed under the queue's lock only. */
  private static final class Entry {
    final long number;
    Deferred submit;
    String owner = "";
    String token = "";
    boolean departed;

    Entry(long number, Deferred submit) {
      this.number = number;
      this.submit = submit;
    }

    boolean queued() {
      return token.isEmpty();
    }
  }

  /**
   * @param all what all teams together may have waiting
   * @param lease after which a claim that was not renewed expires
   */
  MemoryDeferredQueue(Room all, Duration lease, Clock clock) {
    this.all = all;
    this.leaseMillis = lease.toMillis();
    this.clock = clock;
  }

  @Override
  public Uni<Kept> keep(Deferred fresh, Room room) {
    return step(
        () -> {
          if (byId.containsKey(fresh.id())) {
            return Kept.KNOWN;
          }
          if (!fits(fresh, line(fresh.team()).values().stream(), room)
              || !fits(fresh, byId.values().stream(), all)) {
            return Kept.FULL;
          }
          Entry entry = new Entry(numbers++, fresh);
          byId.put(fresh.id(), entry);
          line(fresh.team()).put(entry.number, entry);
          return Kept.NEW;
        });
  }

  private static boolean fits(Deferred fresh, Stream<Entry> before, Room room) {
    List<Entry> waiting = before.filter(entry -> !entry.departed).toList();
    long bytes = waiting.stream().mapToLong(entry -> entry.submit.body().length).sum();
    return waiting.size() < room.entries() && bytes + fresh.body().length <= room.bytes();
  }

  @Override
  public Uni<List<Claim>> claim(String owner, int perTeam) {
    return step(
        () -> {
          List<Claim> claims = new ArrayList<>();
          for (TreeMap<Long, Entry> line : lines.values()) {
            long has = line.values().stream().filter(entry -> entry.owner.equals(owner)).count();
            line.values().stream()
                .filter(Entry::queued)
                .filter(entry -> entry.submit.expiresMillis() > clock.millis())
                .limit(Math.max(0, perTeam - has))
                .forEach(entry -> claims.add(give(entry, owner)));
          }
          return claims;
        });
  }

  private Claim give(Entry entry, String owner) {
    entry.owner = owner;
    entry.token = UUID.randomUUID().toString();
    alive(owner);
    return new Claim(entry.submit, entry.token);
  }

  @Override
  public Uni<Void> renew(String owner) {
    return step(
        () -> {
          ownersUntil.computeIfPresent(owner, (known, until) -> clock.millis() + leaseMillis);
          return null;
        });
  }

  private void alive(String owner) {
    ownersUntil.put(owner, clock.millis() + leaseMillis);
  }

  @Override
  public Uni<Boolean> depart(Claim claim) {
    return held(
        claim,
        entry -> !entry.departed,
        entry -> {
          entry.departed = true;
          Deferred whole = entry.submit;
          entry.submit =
              new Deferred(
                  whole.id(),
                  whole.team(),
                  whole.door(),
                  whole.model(),
                  Map.of(),
                  NOTHING,
                  whole.acceptedMillis(),
                  whole.expiresMillis());
        });
  }

  @Override
  public Uni<Boolean> putBack(Claim claim) {
    return held(claim, entry -> !entry.departed, MemoryDeferredQueue::letGo);
  }

  @Override
  public Uni<Boolean> finish(Claim claim) {
    return held(claim, entry -> true, this::forget);
  }

  private static void letGo(Entry entry) {
    entry.owner = "";
    entry.token = "";
  }

  /** What a dead owner had claimed and not sent is queued again; what it had sent is an orphan. */
  private void buryOwners() {
    if (!ownersUntil.values().removeIf(until -> until <= clock.millis())) {
      return;
    }
    for (Entry entry : byId.values()) {
      if (!entry.queued() && !ownersUntil.containsKey(entry.owner)) {
        if (entry.departed) {
          entry.owner = "";
        } else {
          letGo(entry);
        }
      }
    }
  }

  private void forget(Entry entry) {
    String team = entry.submit.team();
    byId.remove(entry.submit.id());
    line(team).remove(entry.number);
    if (line(team).isEmpty()) {
      lines.remove(team);
    }
  }

  @Override
  public Uni<Cancelled> cancel(String team, String id) {
    return step(
        () -> {
          Entry entry = byId.get(id);
          if (entry == null || !entry.submit.team().equals(team)) {
            return Cancelled.UNKNOWN;
          }
          if (!entry.queued()) {
            return Cancelled.TOO_LATE;
          }
          forget(entry);
          return Cancelled.CANCELLED;
        });
  }

  @Override
  public Uni<List<Claim>> overdue(String owner, int most) {
    return take(
        owner, most, entry -> entry.queued() && entry.submit.expiresMillis() <= clock.millis());
  }

  @Override
  public Uni<List<Claim>> orphans(String owner, int most) {
    return take(owner, most, entry -> entry.departed && entry.owner.isEmpty());
  }

  private Uni<List<Claim>> take(String owner, int most, Predicate<Entry> which) {
    return step(
        () ->
            byId.values().stream()
                .filter(which)
                .sorted(Comparator.comparingLong(entry -> entry.number))
                .limit(most)
                .map(entry -> give(entry, owner))
                .toList());
  }

  @Override
  public Uni<Optional<Integer>> before(String team, String id) {
    return step(
        () ->
            Optional.ofNullable(byId.get(id))
                .filter(entry -> entry.submit.team().equals(team) && !entry.departed)
                .map(
                    entry ->
                        (int)
                            line(team).headMap(entry.number).values().stream()
                                .filter(other -> !other.departed)
                                .count()));
  }

  @Override
  public Uni<Map<String, Backlog>> backlog() {
    return step(
        () -> {
          Map<String, Backlog> backlogs = new TreeMap<>();
          lines.forEach(
              (team, line) -> {
                List<Entry> waiting =
                    line.values().stream().filter(entry -> !entry.departed).toList();
                if (!waiting.isEmpty()) {
                  backlogs.put(
                      team, new Backlog(waiting.size(), waiting.get(0).submit.acceptedMillis()));
                }
              });
          return backlogs;
        });
  }

  private Uni<Boolean> held(Claim claim, Predicate<Entry> allowed, Consumer<Entry> change) {
    return step(
        () -> {
          Entry entry = byId.get(claim.submit().id());
          if (entry == null || !entry.token.equals(claim.token()) || !allowed.test(entry)) {
            return false;
          }
          change.accept(entry);
          return true;
        });
  }

  private TreeMap<Long, Entry> line(String team) {
    return lines.computeIfAbsent(team, unused -> new TreeMap<>());
  }

  private <T> Uni<T> step(Supplier<T> what) {
    return Uni.createFrom()
        .item(
            () -> {
              synchronized (this) {
                buryOwners();
                return what.get();
              }
            });
  }
}
