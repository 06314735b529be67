package dev.sluice.budget;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where claims wait that the ledger denies for now: bounded queues, first in first out, one for
 * each team and kind of need, so that a head that waits for one thing blocks nobody who needs
 * another.
 *
 * <p>The heads are put to the ledger each drain interval, and at once when a slot was freed; at
 * most one such call is in flight. A waiter ends in exactly one way: granted, its time over (then
 * asked a last time, so that it is told truly when to come back), or withdrawn because its client
 * has gone. Nothing is granted to one that has gone: such a grant is settled as never sent.
 */
final class WaitingRoom {

  private static final Logger LOG = Logger.getLogger(WaitingRoom.class);

  /** Heads of one queue that go into one call. */
  private static final int HEADS = 64;

  private static final Duration SOON = Duration.ofSeconds(1);

  private final Ledger ledger;
  private final Ticker ticker;
  private final Timers timers;
  private final Bounds bounds;
  private final Map<Demand.Key, LinkedHashMap<String, Waiter>> queues = new LinkedHashMap<>();
  private final Map<String, Integer> byTeam = new HashMap<>();
  private int waiting;
  private boolean asking;
  private boolean askAgain;
  private long lastCall;

  /** The most claims that wait, of one team and of all. */
  record Bounds(int perTeam, int total) {}

  private static final class Waiter {
    private final Claim claim;
    private final UniEmitter<? super Verdict> emitter;
    private Timers.Alarm patience = () -> {};

    private Waiter(Claim claim, UniEmitter<? super Verdict> emitter) {
      this.claim = claim;
      this.emitter = emitter;
    }
  }

  WaitingRoom(Ledger ledger, Ticker ticker, Timers timers, Bounds bounds) {
    this.ledger = ledger;
    this.ticker = ticker;
    this.timers = timers;
    this.bounds = bounds;
  }

  /** Waits for a verdict, at most this long. */
  Uni<Verdict> enter(Claim claim, Duration patience) {
    if (patience.isZero() || patience.isNegative()) {
      return askLast(claim);
    }
    if (full(claim.team())) {
      return askLast(claim).map(WaitingRoom::turnedAway);
    }
    if (!nobodyWaitsLike(claim)) {
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

  /**
   * A claim that will not wait must not overtake those of its team that do: they are asked for
   * first.
   */
  private Uni<Verdict> askLast(Claim claim) {
    List<Waiter> ahead = new ArrayList<>();
    synchronized (this) {
      queues.getOrDefault(key(claim), new LinkedHashMap<>()).values().stream()
          .limit(HEADS)
          .forEach(ahead::add);
    }
    List<Claim> claims = new ArrayList<>(ahead.stream().map(waiter -> waiter.claim).toList());
    claims.add(claim.lastTime());
    return ask(claims)
        .map(
            verdicts -> {
              for (int i = 0; i < ahead.size(); i++) {
                answer(ahead.get(i), verdicts.get(i));
              }
              return verdicts.get(ahead.size());
            });
  }

  private synchronized boolean nobodyWaitsLike(Claim claim) {
    return !queues.containsKey(key(claim));
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
              if (!sitDown(waiter)) {
                emitter.complete(new Verdict.Denied(Policy.WAITING, SOON, false));
                return;
              }
              waiter.patience = timers.after(patience, () -> outOfPatience(waiter));
              emitter.onTermination(() -> withdraw(claim.id()));
            });
  }

  private synchronized boolean sitDown(Waiter waiter) {
    String team = waiter.claim.team();
    if (full(team)) {
      return false;
    }
    queues
        .computeIfAbsent(key(waiter.claim), k -> new LinkedHashMap<>())
        .put(waiter.claim.id(), waiter);
    byTeam.merge(team, 1, Integer::sum);
    waiting++;
    return true;
  }

  private void outOfPatience(Waiter waiter) {
    if (standUp(waiter)) {
      ask(waiter.claim.lastTime()).subscribe().with(waiter.emitter::complete, waiter.emitter::fail);
    }
  }

  /** Takes a claim out whose client has gone. */
  void withdraw(String id) {
    Waiter waiter = find(id);
    if (waiter != null && standUp(waiter)) {
      waiter.emitter.complete(new Verdict.Denied(Policy.WAITING, SOON, false));
    }
  }

  /** Sends everyone away, since the gateway is about to stop. */
  void close() {
    List<Waiter> all = new ArrayList<>();
    synchronized (this) {
      queues.values().forEach(queue -> all.addAll(queue.values()));
    }
    all.forEach(waiter -> withdraw(waiter.claim.id()));
  }

  /**
   * Puts the heads of all queues to the ledger. Also the sign of life that the ledger wants once a
   * second.
   */
  void drain() {
    List<Waiter> heads = new ArrayList<>();
    synchronized (this) {
      if (asking) {
        askAgain = true;
        return;
      }
      for (LinkedHashMap<String, Waiter> queue : queues.values()) {
        queue.values().stream().limit(HEADS).forEach(heads::add);
      }
      if (heads.isEmpty() && ticker.nanos() - lastCall < 500_000_000L) {
        return;
      }
      asking = true;
    }
    ask(heads.stream().map(waiter -> waiter.claim).toList())
        .subscribe()
        .with(
            verdicts -> {
              for (int i = 0; i < heads.size(); i++) {
                answer(heads.get(i), verdicts.get(i));
              }
              // All were served: there may be enough for those behind them, too.
              asked(heads.size() >= HEADS && noneDenied(verdicts));
            },
            failure -> {
              LOG.errorf("asking the ledger failed: claims=%d cause=%s", heads.size(), failure);
              asked(false);
            });
  }

  private void answer(Waiter waiter, Verdict verdict) {
    if (verdict instanceof Verdict.Granted granted) {
      if (standUp(waiter)) {
        waiter.emitter.complete(granted);
      } else {
        ledger.settle(granted.id(), Ending.NEVER_SENT, Duration.ZERO).subscribe().with(done -> {});
      }
    }
  }

  private static boolean noneDenied(List<Verdict> verdicts) {
    return verdicts.stream().allMatch(Verdict.Granted.class::isInstance);
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

  /** Whoever takes the waiter out answers it; false where somebody else has. */
  private synchronized boolean standUp(Waiter waiter) {
    Demand.Key key = key(waiter.claim);
    LinkedHashMap<String, Waiter> queue = queues.get(key);
    if (queue == null || !queue.remove(waiter.claim.id(), waiter)) {
      return false;
    }
    if (queue.isEmpty()) {
      queues.remove(key);
    }
    byTeam.computeIfPresent(waiter.claim.team(), (team, n) -> n > 1 ? n - 1 : null);
    waiting--;
    waiter.patience.cancel();
    return true;
  }

  private synchronized @Nullable Waiter find(String id) {
    for (LinkedHashMap<String, Waiter> queue : queues.values()) {
      Waiter waiter = queue.get(id);
      if (waiter != null) {
        return waiter;
      }
    }
    return null;
  }

  private synchronized boolean full(String team) {
    return waiting >= bounds.total() || waitingOf(team) >= bounds.perTeam();
  }

  /** How many claims of a team wait. */
  synchronized int waitingOf(String team) {
    return byTeam.getOrDefault(team, 0);
  }

  /** Whether anybody waits for a slot. */
  synchronized boolean slotsAreWanted() {
    return queues.keySet().stream().anyMatch(key -> key.need() == Claim.Need.TOKEN_AND_SLOT);
  }

  private static Demand.Key key(Claim claim) {
    return new Demand.Key(claim.team(), claim.need());
  }
}
