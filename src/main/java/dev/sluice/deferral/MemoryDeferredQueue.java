package dev.sluice.deferral;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The queue in this process: lost when it ends. */
final class MemoryDeferredQueue implements DeferredQueue {

  private final Room all;
  private final long leaseMillis;
  private final Clock clock;
  private final Map<String, Line> lines = new TreeMap<>();
  private final Map<String, Entry> byId = new HashMap<>();
  private final TreeSet<Entry> expiring =
      new TreeSet<>(
          Comparator.<Entry>comparingLong(entry -> entry.submit.expiresMillis())
              .thenComparingLong(entry -> entry.number));
  private final TreeSet<Entry> later =
      new TreeSet<>(
          Comparator.<Entry>comparingLong(entry -> entry.dueMillis)
              .thenComparingLong(entry -> entry.number));
  private final Map<String, Owner> owners = new TreeMap<>();
  private long numbers;
  private int entries;
  private long bytes;

  /** One team's. */
  private static final class Line {
    private final TreeMap<Long, Entry> waiting = new TreeMap<>();
    private final TreeMap<Long, Entry> queued = new TreeMap<>();
    private final Pace pace = new Pace();
    private long bytes;
  }

  private static final class Owner {
    private final Map<String, Entry> claims = new HashMap<>();
    private long until;

    private long of(String team) {
      return claims.values().stream()
          .filter(entry -> entry.state == State.CLAIMED && entry.submit.team().equals(team))
          .count();
    }
  }

  /** A submit and who has it; changed under the queue's lock only. */
  private static final class Entry {
    private final long number;
    private Deferred submit;
    private @Nullable State state;
    private String owner = "";
    private String token = "";
    private long holdMillis;
    private long dueMillis;

    Entry(long number, Deferred submit) {
      this.number = number;
      this.submit = submit;
    }
  }

  /**
   * @param all what all teams together may have waiting
   * @param lease after which a silent owner's claims expire
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
          Line line = line(fresh.team());
          int size = fresh.body().length;
          if (line.waiting.size() >= room.entries()
              || line.bytes + size > room.bytes()
              || entries >= all.entries()
              || bytes + size > all.bytes()) {
            return Kept.FULL;
          }
          Entry entry = new Entry(numbers++, fresh);
          byId.put(fresh.id(), entry);
          stand(entry);
          queue(entry);
          return Kept.NEW;
        });
  }

  @Override
  public Uni<Void> confirm(String id) {
    return Uni.createFrom().voidItem();
  }

  @Override
  public Uni<Turn> claim(String owner, Share share) {
    return step(
        () -> {
          Owner of = alive(owner);
          List<Claim> claims = new ArrayList<>();
          long took = 0;
          for (Map.Entry<String, Line> line : lines.entrySet()) {
            long room = share.perTeam() - of.of(line.getKey());
            Iterator<Entry> queued = List.copyOf(line.getValue().queued.values()).iterator();
            while (room > 0
                && claims.size() < share.most()
                && took < share.bytes()
                && queued.hasNext()) {
              Entry entry = queued.next();
              if (entry.submit.expiresMillis() > clock.millis()) {
                room--;
                took += entry.submit.body().length;
                claims.add(give(entry, owner, State.CLAIMED));
              }
            }
          }
          return new Turn(claims, backlogs());
        });
  }

  private Map<String, Backlog> backlogs() {
    Map<String, Backlog> backlogs = new TreeMap<>();
    lines.forEach(
        (team, line) -> {
          if (!line.waiting.isEmpty()) {
            List<Entry> waiting = List.copyOf(line.waiting.values());
            backlogs.put(
                team,
                new Backlog(
                    waiting.size(),
                    line.queued.size(),
                    waiting.get(0).submit.acceptedMillis(),
                    waiting.get(waiting.size() / 2).submit.acceptedMillis(),
                    waiting.get(waiting.size() - 1).submit.acceptedMillis(),
                    line.pace.perSecond(clock.millis())));
          }
        });
    return backlogs;
  }

  @Override
  public Uni<Void> holds(String owner, Set<String> ids) {
    return step(
        () -> {
          Owner known = owners.get(owner);
          if (known != null) {
            List.copyOf(known.claims.values()).stream()
                .filter(entry -> !ids.contains(entry.submit.id()))
                .forEach(this::letGo);
          }
          return null;
        });
  }

  @Override
  public Uni<Boolean> depart(Claim claim, Duration hold) {
    return held(
        claim,
        Set.of(State.CLAIMED, State.DEPARTED),
        entry -> {
          if (entry.state == State.CLAIMED) {
            line(entry.submit.team()).pace.departed(clock.millis());
            leave(entry);
          }
          entry.state = State.DEPARTED;
          entry.holdMillis = hold.toMillis();
          return true;
        });
  }

  @Override
  public Uni<Boolean> stay(Claim claim) {
    return held(claim, Set.of(State.CLAIMED, State.DEPARTED), entry -> back(entry, claim));
  }

  private boolean back(Entry entry, Claim claim) {
    if (entry.state == State.DEPARTED) {
      later.remove(entry);
      entry.submit = claim.submit();
      entry.state = State.CLAIMED;
      stand(entry);
      if (entry.owner.isEmpty()) {
        queue(entry);
        return false;
      }
    }
    return true;
  }

  @Override
  public Uni<Boolean> putBack(Claim claim) {
    return held(
        claim,
        Set.of(State.CLAIMED, State.DEPARTED),
        entry -> {
          if (back(entry, claim)) {
            queue(entry);
          }
          return true;
        });
  }

  @Override
  public Uni<Boolean> doubt(Claim claim) {
    return held(
        claim,
        Set.of(State.DEPARTED),
        entry -> {
          letGo(entry);
          return true;
        });
  }

  @Override
  public Uni<Boolean> finish(Claim claim) {
    return held(
        claim,
        Set.of(State.values()),
        entry -> {
          forget(entry);
          return true;
        });
  }

  @Override
  public Uni<Cancellation> cancel(String owner, String team, String id) {
    return step(
        () -> {
          Entry entry = byId.get(id);
          if (entry == null || !entry.submit.team().equals(team)) {
            return new Cancellation.Unknown();
          }
          if (entry.state != null) {
            return new Cancellation.TooLate();
          }
          alive(owner);
          Claim claim = give(entry, owner, State.CANCELLED);
          leave(entry);
          return new Cancellation.Cancelled(claim);
        });
  }

  @Override
  public Uni<List<Claim>> over(String owner, int most) {
    return step(
        () -> {
          alive(owner);
          long now = clock.millis();
          List<Claim> over = new ArrayList<>();
          take(expiring, most, entry -> entry.submit.expiresMillis() <= now)
              .forEach(entry -> over.add(give(entry, owner, State.OVERDUE)));
          take(later, most, entry -> entry.dueMillis <= now)
              .forEach(entry -> over.add(give(entry, owner, entry.state)));
          return over;
        });
  }

  private static List<Entry> take(TreeSet<Entry> from, int most, Predicate<Entry> due) {
    return from.stream().takeWhile(due).limit(most).toList();
  }

  private Owner alive(String owner) {
    Owner of = owners.computeIfAbsent(owner, unused -> new Owner());
    of.until = clock.millis() + leaseMillis;
    return of;
  }

  private Claim give(Entry entry, String owner, @Nullable State state) {
    line(entry.submit.team()).queued.remove(entry.number);
    expiring.remove(entry);
    later.remove(entry);
    entry.owner = owner;
    entry.token = UUID.randomUUID().toString();
    entry.state = state == null ? State.CLAIMED : state;
    owners.get(owner).claims.put(entry.submit.id(), entry);
    return new Claim(
        entry.state == State.DEPARTED ? entry.submit.bare() : entry.submit,
        entry.token,
        entry.state);
  }

  /** It waits, and takes up room. */
  private void stand(Entry entry) {
    Line line = line(entry.submit.team());
    line.waiting.put(entry.number, entry);
    line.bytes += entry.submit.body().length;
    bytes += entry.submit.body().length;
    entries++;
  }

  /** It waits no more. */
  private void leave(Entry entry) {
    Line line = line(entry.submit.team());
    if (line.waiting.remove(entry.number) != null) {
      line.bytes -= entry.submit.body().length;
      bytes -= entry.submit.body().length;
      entries--;
    }
    entry.submit = entry.submit.bare();
  }

  /** Nobody has it. */
  private void queue(Entry entry) {
    release(entry);
    entry.token = "";
    entry.state = null;
    line(entry.submit.team()).queued.put(entry.number, entry);
    expiring.add(entry);
  }

  private void release(Entry entry) {
    Owner owner = owners.get(entry.owner);
    if (owner != null) {
      owner.claims.remove(entry.submit.id());
    }
    entry.owner = "";
  }

  /** Its owner has it no more: of what was sent the token stays good, should the owner live. */
  private void letGo(Entry entry) {
    if (entry.state == State.CLAIMED || entry.state == State.OVERDUE) {
      queue(entry);
      return;
    }
    release(entry);
    later.remove(entry);
    entry.dueMillis = clock.millis() + (entry.state == State.DEPARTED ? entry.holdMillis : 0);
    later.add(entry);
  }

  private void buryOwners() {
    long now = clock.millis();
    List.copyOf(owners.entrySet())
        .forEach(
            owner -> {
              if (owner.getValue().until <= now) {
                List.copyOf(owner.getValue().claims.values()).forEach(this::letGo);
                owners.remove(owner.getKey());
              }
            });
  }

  private void forget(Entry entry) {
    release(entry);
    leave(entry);
    line(entry.submit.team()).queued.remove(entry.number);
    expiring.remove(entry);
    later.remove(entry);
    byId.remove(entry.submit.id());
  }

  private Uni<Boolean> held(Claim claim, Set<State> states, Predicate<Entry> change) {
    return step(
        () -> {
          Entry entry = byId.get(claim.submit().id());
          if (entry == null
              || entry.state == null
              || !states.contains(entry.state)
              || !entry.token.equals(claim.token())) {
            return false;
          }
          return change.test(entry);
        });
  }

  /** Teams are bounded by the configuration, so none is taken out. */
  private Line line(String team) {
    return lines.computeIfAbsent(team, unused -> new Line());
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
