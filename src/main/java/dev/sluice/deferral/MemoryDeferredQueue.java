package dev.sluice.deferral;

import dev.sluice.deferral.MemoryDeferrals.Entry;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The queue in this process: lost when it ends. */
final class MemoryDeferredQueue implements DeferredQueue {

  private final MemoryDeferrals deferrals;
  private final long leaseMillis;
  private final Clock clock;
  private final Map<String, MemoryOwner> owners = new TreeMap<>();

  /**
   * @param all what all teams together may have waiting
   * @param lease after which a silent owner's claims expire
   */
  MemoryDeferredQueue(Room all, Duration lease, Clock clock) {
    this.deferrals = new MemoryDeferrals(all);
    this.leaseMillis = lease.toMillis();
    this.clock = clock;
  }

  @Override
  public Uni<Kept> keep(Deferred fresh, Room room) {
    return step(
        () -> {
          if (deferrals.find(fresh.id()).isPresent()) {
            return Kept.KNOWN;
          }
          if (!deferrals.fits(fresh, room)) {
            return Kept.FULL;
          }
          deferrals.add(fresh);
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
          MemoryOwner of = alive(owner);
          List<Claim> claims = new ArrayList<>();
          long took = 0;
          for (String team : deferrals.teams()) {
            long room = share.perTeam() - of.of(team);
            Iterator<Entry> queued = deferrals.queued(team).iterator();
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
          return new Turn(claims, deferrals.backlogs(clock.millis()));
        });
  }

  @Override
  public Uni<Void> holds(String owner, Set<String> ids) {
    return step(
        () -> {
          MemoryOwner known = owners.get(owner);
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
            deferrals.departed(entry, clock.millis());
            deferrals.leave(entry);
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

  /** Whether it is its holder's own still. */
  private boolean back(Entry entry, Claim claim) {
    if (entry.state == State.DEPARTED) {
      deferrals.take(entry);
      entry.submit = claim.submit();
      entry.state = State.CLAIMED;
      deferrals.stand(entry);
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
          release(entry);
          deferrals.forget(entry);
          return true;
        });
  }

  @Override
  public Uni<Boolean> withdraw(String id) {
    return step(
        () -> {
          Optional<Entry> known = deferrals.find(id);
          if (known.filter(entry -> entry.state != null).isPresent()) {
            return false;
          }
          known.ifPresent(deferrals::forget);
          return true;
        });
  }

  @Override
  public Uni<Cancellation> cancel(String owner, String team, String id) {
    return step(
        () -> {
          Optional<Entry> known =
              deferrals.find(id).filter(entry -> entry.submit.team().equals(team));
          if (known.isEmpty()) {
            return new Cancellation.Unknown();
          }
          Entry entry = known.get();
          if (entry.state != null) {
            return new Cancellation.TooLate();
          }
          alive(owner);
          deferrals.leave(entry);
          return new Cancellation.Cancelled(give(entry, owner, State.CANCELLED));
        });
  }

  @Override
  public Uni<List<Claim>> over(String owner, int most) {
    return step(
        () -> {
          alive(owner);
          List<Claim> over = new ArrayList<>();
          deferrals
              .overdue(clock.millis(), most)
              .forEach(entry -> over.add(give(entry, owner, State.OVERDUE)));
          deferrals
              .due(clock.millis(), most)
              .forEach(
                  entry ->
                      over.add(
                          give(
                              entry,
                              owner,
                              entry.state == State.CANCELLED ? State.CANCELLED : State.DEPARTED)));
          return over;
        });
  }

  private MemoryOwner alive(String owner) {
    MemoryOwner of = owners.computeIfAbsent(owner, unused -> new MemoryOwner());
    of.until = clock.millis() + leaseMillis;
    return of;
  }

  private Claim give(Entry entry, String owner, State state) {
    deferrals.take(entry);
    entry.owner = owner;
    entry.token = UUID.randomUUID().toString();
    entry.state = state;
    MemoryOwner of = owners.get(owner);
    if (of != null) {
      of.claims.put(entry.submit.id(), entry);
    }
    return new Claim(entry.submit, entry.token, state);
  }

  /** Nobody has it. */
  private void queue(Entry entry) {
    release(entry);
    deferrals.queue(entry);
  }

  private void release(Entry entry) {
    MemoryOwner owner = owners.get(entry.owner);
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
    deferrals.later(entry, clock.millis() + (entry.state == State.DEPARTED ? entry.holdMillis : 0));
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

  private Uni<Boolean> held(Claim claim, Set<State> states, Predicate<Entry> change) {
    return step(
        () ->
            deferrals
                .find(claim.submit().id())
                .filter(entry -> entry.state != null && states.contains(entry.state))
                .filter(entry -> entry.token.equals(claim.token()))
                .filter(change)
                .isPresent());
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
