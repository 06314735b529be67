package dev.sluice.quota;

import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.time.Timers;
import dev.sluice.time.Timers.Alarm;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One team's submits that wait for its own ceilings, by the order in which they came. Nobody is
 * overtaken: who comes later is told to wait for those before, and who was let go and has not paid
 * yet counts as before.
 *
 * <p>Bounded for the team and, by {@link Bounds}, for all teams together.
 */
final class QuotaLine {

  /** The policy that refuses where too many wait. */
  static final String FULL = "waiting";

  private static final Alarm NO_ALARM = () -> {};

  private final String team;
  private final QuotaBuckets buckets;
  private final Timers timers;
  private final Bounds bounds;
  private final TreeMap<Long, Place> waiting = new TreeMap<>();
  private int promised;
  private Alarm alarm = NO_ALARM;

  QuotaLine(String team, QuotaBuckets buckets, Timers timers, Bounds bounds) {
    this.team = team;
    this.buckets = buckets;
    this.timers = timers;
    this.bounds = bounds;
  }

  /**
   * A place in line.
   *
   * @param ticket the smaller it is, the further in front
   * @param since when its submit came, ticker nanoseconds
   * @param departure is told, when the waiting begins, what to run where the client leaves
   */
  Place place(long ticket, long since, Consumer<Runnable> departure) {
    return new Place(ticket, since, departure);
  }

  /**
   * Stands in line until one submit would pass, or says at once, or at the end of the patience,
   * what stands in the way. The place is to be ended in any case.
   */
  Uni<Optional<Exhausted>> stand(Place place, Duration patience) {
    return buckets
        .look(team, before(place.ticket))
        .chain(
            seen ->
                seen.isEmpty() || seen.get().after().compareTo(patience) > 0
                    ? Uni.createFrom().item(seen)
                    : await(place, patience, seen.get()));
  }

  private Uni<Optional<Exhausted>> await(Place place, Duration patience, Exhausted seen) {
    return Uni.createFrom()
        .<Turn>emitter(turn -> enqueue(place, turn, patience))
        .chain(
            turn ->
                switch (turn) {
                  case PASS -> Uni.createFrom().item(Optional.empty());
                  case GIVE_UP -> stand(place, Duration.ZERO);
                  case FULL ->
                      Uni.createFrom().item(Optional.of(new Exhausted(FULL, seen.after())));
                });
  }

  /** How waiting ends. */
  private enum Turn {
    PASS,
    GIVE_UP,
    FULL
  }

  /** A place in line: waiting, or let go with the promise of a token, or over. */
  final class Place {

    private final long ticket;
    private final long since;
    private final Consumer<Runnable> departure;
    private Optional<UniEmitter<? super Turn>> turn = Optional.empty();
    private Alarm expiry = NO_ALARM;
    private boolean promise;

    private Place(long ticket, long since, Consumer<Runnable> departure) {
      this.ticket = ticket;
      this.since = since;
      this.departure = departure;
    }

    /** Gives up waiting. Nothing happens where it does not wait. */
    void giveUp() {
      if (leave(this)) {
        turn.ifPresent(waiter -> waiter.complete(Turn.GIVE_UP));
      }
    }

    /** Over: it neither waits nor holds a promise any longer. May be called again. */
    void end() {
      leave(this);
      if (unpromise(this)) {
        drain();
      }
    }
  }

  /** Lets everybody go without a token; they see for themselves why. */
  void dissolve() {
    List<Place> all;
    synchronized (this) {
      all = List.copyOf(waiting.values());
    }
    all.forEach(Place::giveUp);
  }

  /** Lets go who would pass now. To be called whenever tokens came back. */
  void drain() {
    List<Place> free = new ArrayList<>();
    synchronized (this) {
      alarm.cancel();
      if (waiting.isEmpty()) {
        return;
      }
      long tokens =
          buckets.levels(team).stream()
              .mapToLong(QuotaBuckets.Level::remaining)
              .min()
              .orElse(Long.MAX_VALUE);
      while (tokens > promised && !waiting.isEmpty()) {
        Place first = waiting.firstEntry().getValue();
        leave(first);
        first.promise = true;
        promised++;
        free.add(first);
      }
    }
    free.forEach(place -> place.turn.ifPresent(waiter -> waiter.complete(Turn.PASS)));
    awaitNext();
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** When the submit of the first one came, ticker nanoseconds; empty where none waits. */
  synchronized Optional<Long> since() {
    return waiting.isEmpty()
        ? Optional.empty()
        : Optional.of(waiting.firstEntry().getValue().since);
  }

  private synchronized int before(long ticket) {
    boolean last = waiting.isEmpty() || waiting.lastKey() < ticket;
    return promised + (last ? waiting.size() : waiting.headMap(ticket).size());
  }

  private void enqueue(Place place, UniEmitter<? super Turn> turn, Duration patience) {
    if (join(place, turn, patience)) {
      place.departure.accept(place::giveUp);
      awaitNext();
    } else {
      turn.complete(Turn.FULL);
    }
  }

  private synchronized boolean join(Place place, UniEmitter<? super Turn> turn, Duration patience) {
    if (waiting.size() >= bounds.perTeam() || !bounds.enter()) {
      return false;
    }
    place.turn = Optional.of(turn);
    place.expiry = timers.after(patience, place::giveUp);
    waiting.put(place.ticket, place);
    return true;
  }

  private synchronized boolean leave(Place place) {
    boolean waited = waiting.remove(place.ticket, place);
    if (waited) {
      place.expiry.cancel();
      bounds.leave();
    }
    return waited;
  }

  private synchronized boolean unpromise(Place place) {
    boolean held = place.promise;
    place.promise = false;
    promised -= held ? 1 : 0;
    return held;
  }

  private void awaitNext() {
    int ahead;
    synchronized (this) {
      if (waiting.isEmpty()) {
        return;
      }
      ahead = promised;
    }
    buckets
        .look(team, ahead)
        .subscribe()
        .with(exhausted -> wake(exhausted.map(Exhausted::after).orElse(Duration.ZERO)));
  }

  private synchronized void wake(Duration after) {
    alarm.cancel();
    alarm = timers.after(after.plusNanos(999_999), this::drain);
  }
}
