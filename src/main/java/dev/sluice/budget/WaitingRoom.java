package dev.sluice.budget;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Where claims wait that the ledger denies for now. Each team and kind of need has a queue of its
 * own, so that a head that waits for one thing blocks nobody who needs another.
 *
 * <p>The heads are put to the ledger each drain interval, and at once when a slot was freed; at
 * most one such call is in flight. A waiter ends in exactly one way: granted, its time over (then
 * asked a last time, so that it is told truly when to come back), or withdrawn because its client
 * has gone. Nothing is granted to one that has gone: such a grant is settled as never sent. Several
 * calls may hear of one grant, since asking again is granted again (law S1): the first hands it to
 * the waiter, and the others leave it alone.
 *
 * <p>The ledger may take its time to answer, and its store may be away: then everybody is held as
 * {@link StoreHold} says (law G5).
 */
final class WaitingRoom {

  private static final Logger LOG = Logger.getLogger(WaitingRoom.class);

  /** Heads of one queue that go into one call. */
  private static final int HEADS = 64;

  private static final long LONGEST_SILENCE_NANOS = 500_000_000L;

  private final Ledger ledger;
  private final Ticker ticker;
  private final Timers timers;
  private final Seats seats;
  private final StoreHold hold;
  private volatile boolean closed;
  private final SingleFile drains = new SingleFile();
  private volatile long lastCall;

  WaitingRoom(Ledger ledger, Ticker ticker, Timers timers, Seats seats) {
    this.ledger = ledger;
    this.ticker = ticker;
    this.timers = timers;
    this.seats = seats;
    this.hold = new StoreHold(ledger, ticker);
  }

  /**
   * Waits for a verdict, at most this long.
   *
   * @param asked whether the client itself said how long
   */
  Uni<Verdict> enter(Claim claim, Duration patience, boolean asked) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Waiter waiter = new Waiter(claim, emitter, ticker.nanos(), patience, asked);
              seats.arrive(waiter);
              emitter.onTermination(() -> dismiss(waiter, Denials.WITHDRAWN));
              enter(waiter);
            });
  }

  private void enter(Waiter waiter) {
    boolean full = closed || seats.full(waiter.claim.team());
    if (full || waiter.ends <= ticker.nanos()) {
      hear(waiter, tryOnce(waiter.claim.lastTime()), full);
    } else if (!seats.heads(waiter.key(), 1).isEmpty()) {
      seat(waiter);
    } else {
      hear(waiter, ask(waiter.claim), false);
    }
  }

  /** Hears the first verdict on a waiter that has no seat yet. */
  private void hear(Waiter waiter, Uni<Verdict> asked, boolean full) {
    asked
        .subscribe()
        .with(
            verdict -> {
              if (verdict instanceof Verdict.Granted granted) {
                hand(waiter, granted);
              } else if (full) {
                dismiss(waiter, Denials.fullRoom((Verdict.Denied) verdict));
              } else {
                denied(waiter, (Verdict.Denied) verdict);
              }
            },
            failure -> fail(waiter, failure));
  }

  private void denied(Waiter waiter, Verdict.Denied denied) {
    Duration left = Duration.ofNanos(waiter.ends - ticker.nanos());
    if (StoreHold.isAway(denied)) {
      holdOrDismiss(waiter, denied);
    } else if (Denials.hopeless(denied, left) || left.isZero() || left.isNegative()) {
      dismiss(waiter, denied);
    } else {
      seat(waiter);
    }
  }

  /** Asks for claims that do not wait. */
  Uni<List<Verdict>> ask(List<Claim> claims) {
    lastCall = ticker.nanos();
    return ledger.admit(claims);
  }

  private Uni<Verdict> ask(Claim claim) {
    return seats.paused(claim)
        ? Uni.createFrom().item(Denials.PAUSED)
        : ask(List.of(claim)).map(verdicts -> verdicts.get(0));
  }

  /** Asks once, without a promise where it is denied. Those of its team that wait come first. */
  Uni<Verdict> tryOnce(Claim claim) {
    if (seats.paused(claim)) {
      return Uni.createFrom().item(Denials.PAUSED);
    }
    List<Waiter> ahead = seats.heads(new Demand.Key(claim.team(), claim.need()), HEADS);
    List<Claim> claims = new ArrayList<>(ahead.stream().map(waiter -> waiter.claim).toList());
    claims.add(claim);
    return ask(claims)
        .map(
            verdicts -> {
              answer(ahead, verdicts);
              return verdicts.get(ahead.size());
            });
  }

  /** Seats a waiter; one that finds no seat is asked for once more and turned away. */
  private void seat(Waiter waiter) {
    if (closed || !seats.sitDown(waiter)) {
      if (seats.waits(waiter)) {
        hear(waiter, ask(waiter.claim.lastTime()), true);
      }
      return;
    }
    wakeAfter(waiter, waiter.ends - ticker.nanos());
  }

  /** Holds a waiter while the store is away, as long as the law says. */
  private void holdOrDismiss(Waiter waiter, Verdict.Denied denied) {
    long left = hold.left(waiter);
    if (left <= 0 || closed || !seats.sitDown(waiter)) {
      dismiss(waiter, denied);
      return;
    }
    long own = waiter.ends - ticker.nanos();
    waiter.held = own <= 0;
    wakeAfter(waiter, own > 0 ? own : left);
  }

  private void wakeAfter(Waiter waiter, long nanos) {
    seats.patience(waiter, timers.after(Duration.ofNanos(nanos), () -> outOfPatience(waiter)));
    if (closed) {
      withdraw(waiter.claim.id());
    }
  }

  /** It keeps its seat until the ledger has answered, so that no grant is lost meanwhile. */
  private void outOfPatience(Waiter waiter) {
    if (!seats.beginLeaving(waiter)) {
      return;
    }
    ask(waiter.claim.lastTime())
        .subscribe()
        .with(
            verdict -> {
              seats.stay(waiter);
              if (verdict instanceof Verdict.Granted granted) {
                hand(waiter, granted);
              } else if (StoreHold.isAway(verdict)) {
                holdOrDismiss(waiter, (Verdict.Denied) verdict);
              } else {
                dismiss(waiter, (Verdict.Denied) verdict);
              }
            },
            failure -> fail(waiter, failure));
  }

  private void dismiss(Waiter waiter, Verdict.Denied denied) {
    if (seats.standUp(waiter, Waiter.State.GONE)) {
      waiter.emitter.complete(denied);
    }
  }

  private void fail(Waiter waiter, Throwable failure) {
    if (seats.standUp(waiter, Waiter.State.GONE)) {
      waiter.emitter.fail(failure);
    }
  }

  /** Takes a claim out whose client has gone. */
  void withdraw(String id) {
    Waiter waiter = seats.find(id);
    if (waiter != null) {
      dismiss(waiter, Denials.WITHDRAWN);
    }
  }

  /** Sends everyone away and seats nobody from now on, since the gateway is about to stop. */
  void close() {
    closed = true;
    seats.all(team -> true).forEach(waiter -> dismiss(waiter, Denials.WITHDRAWN));
  }

  /** Goes on within other bounds; sends those away whose teams are gone. */
  void follow(Seats.Bounds bounds, Set<String> gone) {
    seats.bounds(bounds);
    seats.all(gone::contains).forEach(waiter -> dismiss(waiter, Denials.WITHDRAWN));
    drain();
  }

  /**
   * Puts the heads of all queues to the ledger. Also the sign of life that it wants each second.
   */
  void drain() {
    if (!drains.begin()) {
      return;
    }
    List<Waiter> heads = seats.heads(HEADS);
    if (heads.isEmpty() && ticker.nanos() - lastCall < LONGEST_SILENCE_NANOS) {
      drained(false);
      return;
    }
    Uni.createFrom()
        .deferred(() -> ask(heads.stream().map(waiter -> waiter.claim).toList()))
        .invoke(verdicts -> answer(heads, verdicts))
        // Where all were served there may be enough for those behind them, too.
        .map(
            verdicts ->
                heads.size() >= HEADS
                    && verdicts.stream().allMatch(Verdict.Granted.class::isInstance))
        .subscribe()
        .with(
            this::drained,
            failure -> {
              LOG.errorf("asking the ledger failed: claims=%d cause=%s", heads.size(), failure);
              drained(false);
            });
  }

  /** Hands out what was granted; who was denied goes on waiting, as long as that is its right. */
  private void answer(List<Waiter> waiters, List<Verdict> verdicts) {
    for (int i = 0; i < waiters.size(); i++) {
      Waiter waiter = waiters.get(i);
      Verdict verdict = verdicts.get(i);
      if (verdict instanceof Verdict.Granted granted) {
        hand(waiter, granted);
      } else if (!StoreHold.isAway(verdict)) {
        if (waiter.held) {
          outOfPatience(waiter);
        }
      } else if (hold.left(waiter) <= 0) {
        dismissAllHeldTooLong(waiter.claim.need(), (Verdict.Denied) verdict);
      }
    }
  }

  /** Those behind the heads as well: a long queue is not sent away head by head. */
  private void dismissAllHeldTooLong(Claim.Need need, Verdict.Denied denied) {
    for (Waiter waiter : seats.heads(Integer.MAX_VALUE)) {
      if (waiter.claim.need() == need && hold.left(waiter) <= 0) {
        dismiss(waiter, denied);
      }
    }
  }

  private void hand(Waiter waiter, Verdict.Granted granted) {
    if (seats.standUp(waiter, Waiter.State.SERVED)) {
      waiter.emitter.complete(granted);
    } else if (seats.gone(waiter)) {
      ledger
          .settle(granted.id(), Ending.NEVER_SENT, Duration.ZERO)
          .subscribe()
          .with(done -> {}, failure -> LOG.errorf("settling failed: cause=%s", failure));
    }
  }

  private void drained(boolean goOn) {
    if (drains.end() || goOn) {
      drain();
    }
  }

  /** Who waits. */
  Seats seats() {
    return seats;
  }

  /** Whether anybody waits for a slot. */
  boolean slotsAreWanted() {
    return seats.wanted(Claim.Need.TOKEN_AND_SLOT);
  }
}
