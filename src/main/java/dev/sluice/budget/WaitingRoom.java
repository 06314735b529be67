package dev.sluice.budget;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 */
final class WaitingRoom {

  private static final Logger LOG = Logger.getLogger(WaitingRoom.class);

  /** Heads of one queue that go into one call. */
  private static final int HEADS = 64;

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final long LONGEST_SILENCE_NANOS = 500_000_000L;

  private final Ledger ledger;
  private final Ticker ticker;
  private final Timers timers;
  private final Seats seats;
  private volatile boolean closed;
  private boolean asking;
  private boolean askAgain;
  private volatile long lastCall;

  /** The most claims that wait, of one team and of all. */
  record Bounds(int perTeam, int total) {}

  WaitingRoom(Ledger ledger, Ticker ticker, Timers timers, Bounds bounds) {
    this.ledger = ledger;
    this.ticker = ticker;
    this.timers = timers;
    this.seats = new Seats(bounds.perTeam(), bounds.total());
  }

  /** Waits for a verdict, at most this long. */
  Uni<Verdict> enter(Claim claim, Duration patience) {
    if (patience.isZero() || patience.isNegative()) {
      return askLast(claim);
    }
    if (seats.full(claim.team())) {
      return askLast(claim).map(WaitingRoom::turnedAway);
    }
    if (!seats.heads(key(claim), 1).isEmpty()) {
      return queue(claim, patience);
    }
    return ask(claim)
        .flatMap(
            verdict ->
                verdict instanceof Verdict.Denied denied
                    ? afterDenial(claim, denied, patience)
                    : Uni.createFrom().item(verdict));
  }

  /**
   * Where the room is full, that is the limit that refuses; when to come back is the ledger's word.
   */
  private static Verdict turnedAway(Verdict verdict) {
    return verdict instanceof Verdict.Denied denied
        ? new Verdict.Denied(Policy.WAITING, denied.after(), denied.booked())
        : verdict;
  }

  /** Asks for claims that do not wait. */
  Uni<List<Verdict>> ask(List<Claim> claims) {
    long askedAt = ticker.nanos();
    lastCall = askedAt;
    return ledger
        .admit(claims)
        .map(
            verdicts ->
                verdicts.stream()
                    .map(
                        verdict ->
                            verdict instanceof Verdict.Granted granted
                                ? new Verdict.Granted(granted.id(), askedAt)
                                : verdict)
                    .toList());
  }

  private Uni<Verdict> ask(Claim claim) {
    return ask(List.of(claim)).map(verdicts -> verdicts.get(0));
  }

  /** Asks once and, where it is denied, is told truly when to come back. */
  private Uni<Verdict> askLast(Claim claim) {
    return tryOnce(claim.lastTime());
  }

  /** Asks once, without a promise where it is denied. Those of its team that wait come first. */
  Uni<Verdict> tryOnce(Claim claim) {
    List<Waiter> ahead = seats.heads(key(claim), HEADS);
    List<Claim> claims = new ArrayList<>(ahead.stream().map(waiter -> waiter.claim).toList());
    claims.add(claim);
    return ask(claims)
        .map(
            verdicts -> {
              answer(ahead, verdicts);
              return verdicts.get(ahead.size());
            });
  }

  private Uni<Verdict> afterDenial(Claim claim, Verdict.Denied denied, Duration patience) {
    boolean hopeless =
        (denied.policy() == Policy.TEAM_UNKNOWN || denied.policy() == Policy.UPSTREAM)
            && denied.after().compareTo(patience) > 0;
    return hopeless ? Uni.createFrom().item(denied) : queue(claim, patience);
  }

  private Uni<Verdict> queue(Claim claim, Duration patience) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Waiter waiter = new Waiter(claim, emitter);
              if (closed || !seats.sitDown(waiter)) {
                askLast(claim)
                    .map(WaitingRoom::turnedAway)
                    .subscribe()
                    .with(emitter::complete, emitter::fail);
                return;
              }
              seats.patience(waiter, timers.after(patience, () -> outOfPatience(waiter)));
              emitter.onTermination(() -> withdraw(claim.id()));
              if (closed) {
                withdraw(claim.id());
              }
            });
  }

  /** It keeps its seat until the ledger has answered, so that no grant is lost meanwhile. */
  private void outOfPatience(Waiter waiter) {
    if (!seats.waits(waiter)) {
      return;
    }
    ask(waiter.claim.lastTime())
        .subscribe()
        .with(
            verdict -> {
              if (verdict instanceof Verdict.Granted) {
                answer(List.of(waiter), List.of(verdict));
              } else if (seats.standUp(waiter, Waiter.State.GONE)) {
                waiter.emitter.complete(verdict);
              }
            },
            failure -> {
              if (seats.standUp(waiter, Waiter.State.GONE)) {
                waiter.emitter.fail(failure);
              }
            });
  }

  /** Takes a claim out whose client has gone. */
  void withdraw(String id) {
    Waiter waiter = seats.find(id);
    if (waiter != null && seats.standUp(waiter, Waiter.State.GONE)) {
      waiter.emitter.complete(new Verdict.Denied(Policy.WAITING, SOON, false));
    }
  }

  /** Sends everyone away and seats nobody from now on, since the gateway is about to stop. */
  void close() {
    closed = true;
    seats.heads(Integer.MAX_VALUE).forEach(waiter -> withdraw(waiter.claim.id()));
  }

  /**
   * Puts the heads of all queues to the ledger. Also the sign of life that it wants each second.
   */
  void drain() {
    List<Waiter> heads;
    synchronized (this) {
      if (asking) {
        askAgain = true;
        return;
      }
      heads = seats.heads(HEADS);
      if (heads.isEmpty() && ticker.nanos() - lastCall < LONGEST_SILENCE_NANOS) {
        return;
      }
      asking = true;
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
            this::asked,
            failure -> {
              LOG.errorf("asking the ledger failed: claims=%d cause=%s", heads.size(), failure);
              asked(false);
            });
  }

  /** Hands out what was granted; who was denied goes on waiting. */
  private void answer(List<Waiter> waiters, List<Verdict> verdicts) {
    for (int i = 0; i < waiters.size(); i++) {
      Waiter waiter = waiters.get(i);
      if (!(verdicts.get(i) instanceof Verdict.Granted granted)) {
        continue;
      }
      if (seats.standUp(waiter, Waiter.State.SERVED)) {
        waiter.emitter.complete(granted);
      } else if (seats.gone(waiter)) {
        ledger
            .settle(granted.id(), Ending.NEVER_SENT, Duration.ZERO)
            .subscribe()
            .with(done -> {}, failure -> LOG.errorf("settling failed: cause=%s", failure));
      }
    }
  }

  private void asked(boolean goOn) {
    boolean again;
    synchronized (this) {
      asking = false;
      again = askAgain || goOn;
      askAgain = false;
    }
    if (again) {
      drain();
    }
  }

  /** How many claims of a team wait. */
  int waitingOf(String team) {
    return seats.of(team);
  }

  /** Whether anybody waits for a slot. */
  boolean slotsAreWanted() {
    return seats.wanted(Claim.Need.TOKEN_AND_SLOT);
  }

  private static Demand.Key key(Claim claim) {
    return new Demand.Key(claim.team(), claim.need());
  }
}
