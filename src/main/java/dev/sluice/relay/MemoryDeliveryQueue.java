package dev.sluice.relay;

import dev.sluice.relay.Delivery.Progress;
import dev.sluice.relay.Delivery.State;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The queue in this process: lost when it ends.
 *
 * <p>Confessed: of what was delivered, each team's last {@link Bounds#delivered} are known, and not
 * all of a day.
 */
final class MemoryDeliveryQueue implements DeliveryQueue {

  private static final byte[] NOTHING = {};

  private final Bounds bounds;
  private final long leaseMillis;
  private final Clock clock;
  private final Map<String, Entry> all = new HashMap<>();
  private final Map<String, Shelf> shelves = new TreeMap<>();
  private final Lines lines = new Lines();
  private long bytes;

  /**
   * What is kept at most.
   *
   * @param entries pending and dead ones of a team
   * @param delivered of a team
   * @param bytes bodies of all teams together
   */
  record Bounds(int entries, int delivered, long bytes) {

    /** A sixteenth of the heap for bodies. */
    static Bounds usual() {
      return new Bounds(5000, 5000, Runtime.getRuntime().maxMemory() / 16);
    }
  }

  /** A delivery and who has it; changed under the queue's lock only. */
  static final class Entry {
    final String line;
    Delivery delivery;
    String token = "";
    long until;
    long since;

    Entry(Delivery delivery) {
      this.line = delivery.receiver().line();
      this.delivery = delivery;
    }

    long due() {
      return delivery.progress().nextMillis();
    }
  }

  /** What there is of one team, by state, the oldest first. */
  private record Shelf(Map<State, TreeMap<Long, Entry>> by) {
    static Shelf empty() {
      Map<State, TreeMap<Long, Entry>> by = new HashMap<>();
      for (State state : State.values()) {
        by.put(state, new TreeMap<>());
      }
      return new Shelf(by);
    }

    TreeMap<Long, Entry> of(State state) {
      return by.getOrDefault(state, new TreeMap<>());
    }
  }

  private long numbers;

  MemoryDeliveryQueue(Bounds bounds, Duration lease, Clock clock) {
    this.bounds = bounds;
    this.leaseMillis = lease.toMillis();
    this.clock = clock;
  }

  @Override
  public Uni<Kept> keep(Delivery fresh) {
    return step(
        () -> {
          if (all.containsKey(fresh.id())) {
            return Kept.KNOWN;
          }
          if (!makeRoom(fresh)) {
            return Kept.FULL;
          }
          Progress now = new Progress(State.PENDING, 0, clock.millis(), "");
          Entry entry = new Entry(fresh.with(now));
          all.put(fresh.id(), entry);
          bytes += fresh.body().length;
          put(entry);
          lines.enter(entry, clock.millis());
          return Kept.NEW;
        });
  }

  private boolean makeRoom(Delivery fresh) {
    Shelf own = shelf(fresh.receiver().team());
    expire(own);
    while (own.of(State.PENDING).size() + own.of(State.DEAD).size() >= bounds.entries) {
      if (!dropOldestDead(own)) {
        return false;
      }
    }
    while (bytes + fresh.body().length > bounds.bytes) {
      if (!dropOldestDead(own) && shelves.values().stream().noneMatch(this::dropOldestDead)) {
        return false;
      }
    }
    return true;
  }

  private boolean dropOldestDead(Shelf shelf) {
    TreeMap<Long, Entry> dead = shelf.of(State.DEAD);
    if (dead.isEmpty()) {
      return false;
    }
    forget(dead.firstEntry().getValue());
    return true;
  }

  @Override
  public Uni<List<Claim>> claim(int most, int perLine, Set<String> without) {
    return step(
        () -> {
          String token = UUID.randomUUID().toString();
          long now = clock.millis();
          List<Claim> claims = new ArrayList<>();
          for (Entry entry : lines.take(most, perLine, without, now, now + leaseMillis)) {
            entry.token = token;
            claims.add(new Claim(entry.delivery, token));
          }
          return claims;
        });
  }

  @Override
  public Uni<Boolean> settle(Claim claim, Settlement settlement) {
    return step(
        () -> {
          Entry entry = all.get(claim.delivery().id());
          if (entry == null || !entry.token.equals(claim.token())) {
            return false;
          }
          entry.token = "";
          lines.leave(entry, clock.millis());
          Progress before = entry.delivery.progress();
          if (settlement instanceof Settlement.Cancelled) {
            forget(entry);
          } else if (settlement instanceof Settlement.Delivered) {
            become(entry, new Progress(State.DELIVERED, before.attempts(), 0, settlement.result()));
            bytes -= entry.delivery.body().length;
            entry.delivery = entry.delivery.withBody(NOTHING);
          } else if (settlement instanceof Settlement.Again again) {
            long at = clock.millis() + again.after().toMillis();
            become(entry, new Progress(State.PENDING, before.attempts() + 1, at, again.result()));
            lines.enter(entry, clock.millis());
          } else {
            become(entry, new Progress(State.DEAD, before.attempts() + 1, 0, settlement.result()));
          }
          expire(shelf(claim.delivery().receiver().team()));
          return true;
        });
  }

  @Override
  public Uni<Page> list(State state, Optional<String> team, Optional<String> cursor) {
    return step(
        () -> {
          long from = cursor.map(Long::parseLong).orElse(0L);
          shelves.values().forEach(this::expire);
          List<Entry> found =
              shelves.entrySet().stream()
                  .filter(shelf -> team.isEmpty() || team.get().equals(shelf.getKey()))
                  .flatMap(shelf -> shelf.getValue().of(state).tailMap(from).values().stream())
                  .sorted(Comparator.comparingLong(entry -> entry.since))
                  .limit(PAGE + 1L)
                  .toList();
          return new Page(
              found.stream().limit(PAGE).map(entry -> entry.delivery.withBody(NOTHING)).toList(),
              found.size() > PAGE
                  ? Optional.of(Long.toString(found.get(PAGE).since))
                  : Optional.empty());
        });
  }

  @Override
  public Uni<Optional<Delivery>> find(String id) {
    return step(() -> Optional.ofNullable(all.get(id)).map(entry -> entry.delivery));
  }

  @Override
  public Uni<Redelivery> redeliver(String id, Optional<byte[]> body) {
    return step(
        () -> {
          Entry entry = all.get(id);
          if (entry == null) {
            return Redelivery.UNKNOWN;
          }
          if (entry.delivery.progress().state() == State.PENDING) {
            return Redelivery.PENDING;
          }
          if (entry.delivery.body().length == 0) {
            if (body.isEmpty()) {
              return Redelivery.NO_BODY;
            }
            entry.delivery = entry.delivery.withBody(body.get());
            bytes += body.get().length;
          }
          String last = entry.delivery.progress().result();
          become(entry, new Progress(State.PENDING, 0, clock.millis(), last));
          lines.enter(entry, clock.millis());
          return Redelivery.DUE;
        });
  }

  @Override
  public Uni<Map<String, Long>> count(State state) {
    return step(
        () -> {
          Map<String, Long> counts = new TreeMap<>();
          shelves.forEach((team, shelf) -> counts.put(team, (long) shelf.of(state).size()));
          return counts;
        });
  }

  private void become(Entry entry, Progress next) {
    take(entry);
    entry.delivery = entry.delivery.with(next);
    put(entry);
  }

  /** Numbers grow with time, and so order a shelf. */
  private void put(Entry entry) {
    entry.since = Math.max(++numbers, clock.millis() * 1000);
    numbers = entry.since;
    shelf(entry.delivery.receiver().team())
        .of(entry.delivery.progress().state())
        .put(entry.since, entry);
  }

  private void take(Entry entry) {
    shelf(entry.delivery.receiver().team())
        .of(entry.delivery.progress().state())
        .remove(entry.since);
  }

  private void forget(Entry entry) {
    take(entry);
    all.remove(entry.delivery.id());
    bytes -= entry.delivery.body().length;
  }

  private void expire(Shelf shelf) {
    expire(shelf.of(State.DEAD), DEAD_KEPT, Integer.MAX_VALUE);
    expire(shelf.of(State.DELIVERED), DELIVERED_KEPT, bounds.delivered);
  }

  private void expire(TreeMap<Long, Entry> entries, Duration kept, int most) {
    long oldest = clock.millis() - kept.toMillis();
    while (!entries.isEmpty() && (entries.firstKey() / 1000 <= oldest || entries.size() > most)) {
      forget(entries.firstEntry().getValue());
    }
  }

  private Shelf shelf(String team) {
    return shelves.computeIfAbsent(team, name -> Shelf.empty());
  }

  private <T> Uni<T> step(Supplier<T> change) {
    return Uni.createFrom()
        .item(
            () -> {
              synchronized (this) {
                return change.get();
              }
            });
  }
}
