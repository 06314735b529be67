package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Share;
import dev.sluice.deferral.DeferredQueue.Turn;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Claims the oldest few deferred submits of each team and lets them walk. They wait in the ledger's
 * waiting rooms as their team's, like everybody's submits, and are woken as those are; so nobody
 * here asks whether there is room.
 *
 * <p>More are claimed when those that were claimed have gone, and each second by a sweep, which
 * also says that this replica is alive, and ends what will not be sent any more. One call at a
 * time.
 */
final class Promoter {

  private static final Logger LOG = Logger.getLogger(Promoter.class);

  /** How many of one team wait here: enough that the next are claimed before these have gone. */
  private static final int PER_TEAM = 64;

  /** How many of all teams do, and how many bytes of bodies they may have. */
  private static final int MOST = 1000;

  private static final long BYTES = 32L << 20;

  /** Who wakes it in the meantime is heard all the same. */
  private static final Duration BETWEEN = Duration.ofMillis(100);

  /** In so many sweeps the queue is told once what is here. */
  private static final int SWEEPS_BETWEEN_COUNTS = 10;

  private final DeferredQueue queue;
  private final String owner;
  private final Walks walks;
  private final DeferredEnds ends;
  private final Backlogs backlogs;
  private final Timers timers;
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger sweeps = new AtomicInteger();
  private volatile boolean stopped;

  /**
   * @param owner this replica's name in the queue
   */
  Promoter(
      DeferredQueue queue,
      String owner,
      Walks walks,
      DeferredEnds ends,
      Backlogs backlogs,
      Timers timers) {
    this.queue = queue;
    this.owner = owner;
    this.walks = walks;
    this.ends = ends;
    this.backlogs = backlogs;
    this.timers = timers;
  }

  /** To be called each second. */
  void sweep() {
    boolean count = sweeps.incrementAndGet() % SWEEPS_BETWEEN_COUNTS == 0;
    ask(() -> turn().chain(ends::sweep).chain(() -> count ? count() : nothing()));
  }

  /** There may be something to claim. */
  void wake() {
    if (!stopped && woken.compareAndSet(false, true)) {
      timers.after(
          BETWEEN,
          () -> {
            woken.set(false);
            ask(this::turn);
          });
    }
  }

  private void ask(Supplier<Uni<Void>> what) {
    if (stopped || !asking.compareAndSet(false, true)) {
      return;
    }
    what.get()
        .onTermination()
        .invoke(() -> asking.set(false))
        .subscribe()
        .with(
            done -> {},
            failure -> {
              if (!(failure instanceof StoreFailure)) {
                LOG.errorf(failure, "deferred-turn-failed");
              }
            });
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> turn() {
    int room = Math.max(0, MOST - walks.ids().size());
    Share share = new Share(PER_TEAM, room, Math.max(0, BYTES - walks.bytes()));
    return queue.claim(owner, share).invoke(this::begin).replaceWithVoid();
  }

  private void begin(Turn turn) {
    backlogs.heard(turn.backlogs());
    turn.claims().forEach(claim -> walks.begin(claim, this::gone));
  }

  private void gone(Deferred submit) {
    if (backlogs.of(submit.team()).filter(backlog -> backlog.queued() > 0).isPresent()) {
      wake();
    }
  }

  private Uni<Void> count() {
    Set<String> ids = new HashSet<>(walks.ids());
    ids.addAll(ends.under());
    return queue.holds(owner, ids);
  }

  /** Claims no more, and puts back what has not been sent. */
  void stop() {
    stopped = true;
    walks.stop();
  }
}
