package dev.sluice.deferral;

import dev.sluice.deferral.MemoryDeferrals.Entry;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The queue in this process: lost when it ends. */
final class MemoryDeferredQueue implements DeferredQueue {

  private final MemoryDeferrals deferrals;
  private final long leaseMillis;
  private final Clock clock;
  private final MemoryOwners owners = new MemoryOwners();
  private int turns;

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
  public Uni<Boolean> confirm(String id) {
    return step(() -> deferrals.find(id).isPresent());
  }

  @Override
  public Uni<Turn> claim(String owner, Share share, boolean backlogs) {
    return step(
        () -> {
          alive(owner);
          List<Claim> claims = new ArrayList<>();
          long took = 0;
          for (String team : deferrals.teams(turns++)) {
            long room =
                share.teams().contains(team)
                    ? Math.min(
                        share.perTeam() - owners.of(owner, team), share.most() - claims.size())
                    : 0;
            for (Entry entry : deferrals.queued(team, room, clock.millis())) {
              if (took < share.bytes()) {
                took += entry.submit.body().length;
                claims.add(give(entry, owner, State.CLAIMED));
              }
            }
          }
          return new Turn(
              claims,
              backlogs ? Optional.of(deferrals.backlogs(clock.millis())) : Optional.empty());
        });
  }

  @Override
  public Uni<Void> holds(String owner, Set<String> ids) {
    return step(
        () -> {
          owners.of(owner).stream()
              .filter(entry -> !ids.contains(entry.submit.id()))
              .forEach(this::letGo);
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
            deferrals.leave(entry);
          }
          entry.state = State.DEPARTED;
          entry.holdMillis = hold.toMillis();
          return true;
        });
  }

  @Override
  public Uni<Boolean> stay(Claim claim, String fresh) {
    return held(
        claim,
        Set.of(State.CLAIMED, State.DEPARTED),
        entry -> {
          if (!back(entry, claim)) {
            return false;
          }
          entry.token = fresh;
          return true;
        });
  }

  @Override
  public Uni<Boolean> resign(Claim claim) {
    return held(
        claim,
        Set.of(State.values()),
        entry -> {
          if (entry.state == State.CLAIMED) {
            entry.state = State.OVERDUE;
          }
          return true;
        });
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
          if (entry.state == State.DEPARTED) {
            deferrals.departed(entry, clock.millis());
          }
          owners.release(entry);
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
  public Uni<Page> list(Optional<String> team, Optional<String> cursor) {
    return step(() -> deferrals.page(team, cursor));
  }

  @Override
  public Uni<Cancellation> cancel(String owner, Optional<String> team, String id) {
    return step(
        () -> {
          Optional<Entry> known =
              deferrals
                  .find(id)
                  .filter(entry -> entry.submit.team().equals(team.orElse(entry.submit.team())));
          if (known.isEmpty()) {
            return new Cancellation.Unknown();
          }
          Entry entry = known.get();
          if (entry.state != null && entry.state != State.CLAIMED) {
            return new Cancellation.TooLate();
          }
          owners.release(entry);
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

  private void alive(String owner) {
    owners.alive(owner, clock.millis() + leaseMillis);
  }

  private Claim give(Entry entry, String owner, State state) {
    deferrals.take(entry);
    owners.take(owner, entry);
    entry.token = UUID.randomUUID().toString();
    entry.state = state;
    return new Claim(entry.submit, entry.token, state);
  }

  /** Nobody has it. */
  private void queue(Entry entry) {
    owners.release(entry);
    deferrals.queue(entry);
  }

  /** Its owner has it no more: of what was sent the token stays good, should the owner live. */
  private void letGo(Entry entry) {
    if (entry.state == State.CLAIMED || entry.state == State.OVERDUE) {
      queue(entry);
      return;
    }
    owners.release(entry);
    deferrals.later(entry, clock.millis() + (entry.state == State.DEPARTED ? entry.holdMillis : 0));
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
                owners.bury(clock.millis()).forEach(this::letGo);
                return what.get();
              }
            });
  }
}
