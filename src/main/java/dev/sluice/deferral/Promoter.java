package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Share;
import dev.sluice.deferral.DeferredQueue.Turn;
import dev.sluice.redis.StoreFailure;
import dev.sluice.team.Team;
import dev.sluice.team.TeamDirectory;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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

  /** About how many of all teams do: where many teams have any, each has the fewer. */
  private static final int MOST = 1000;

  private static final int LEAST_PER_TEAM = 4;

  /** What their bodies may weigh, and those of one team. */
  private static final long BYTES = 64L << 20;

  private static final long BYTES_PER_TEAM = 4L << 20;

  /** What one call may claim: what a connection carries well before the store's deadline. */
  private static final int MOST_AT_ONCE = 128;

  private static final long BYTES_AT_ONCE = 1L << 20;

  /** Who wakes it in the meantime is heard all the same. */
  private static final Duration BETWEEN = Duration.ofMillis(100);

  /** In so many sweeps the queue is told once what is here. */
  private static final int SWEEPS_BETWEEN_COUNTS = 10;

  private final DeferredQueue queue;
  private final String owner;
  private final Walks walks;
  private final DeferredEnds ends;
  private final Backlogs backlogs;
  private final TeamDirectory teams;
  private final Timers timers;
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicBoolean missed = new AtomicBoolean();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicInteger sweeps = new AtomicInteger();
  private volatile boolean stopped;

  /**
   * @param crew who does it, under which name
   * @param teams those that are known here: what others have is left to replicas that know them
   */
  Promoter(DeferredQueue queue, Crew crew, Backlogs backlogs, TeamDirectory teams, Timers timers) {
    this.queue = queue;
    this.owner = crew.owner();
    this.walks = crew.walks();
    this.ends = crew.ends();
    this.backlogs = backlogs;
    this.teams = teams;
    this.timers = timers;
  }

  /**
   * Who promotes.
   *
   * @param owner this replica's name in the queue
   */
  record Crew(String owner, Walks walks, DeferredEnds ends) {}

  /** To be called each second. */
  void sweep() {
    boolean count = sweeps.incrementAndGet() % SWEEPS_BETWEEN_COUNTS == 0;
    ask(() -> turn(true).chain(ends::sweep).chain(() -> count ? count() : nothing()));
  }

  /** There may be something to claim. */
  void wake() {
    if (!stopped && woken.compareAndSet(false, true)) {
      timers.after(
          BETWEEN,
          () -> {
            woken.set(false);
            ask(() -> turn(false));
          });
    }
  }

  private void ask(Supplier<Uni<Void>> what) {
    if (stopped) {
      return;
    }
    if (!asking.compareAndSet(false, true)) {
      missed.set(true);
      return;
    }
    what.get()
        .onTermination()
        .invoke(
            () -> {
              asking.set(false);
              if (missed.getAndSet(false)) {
                wake();
              }
            })
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

  private Uni<Void> turn(boolean sweep) {
    Map<String, Long> bytes = walks.bytes();
    long all = bytes.values().stream().mapToLong(Long::longValue).sum();
    Share share =
        new Share(
            Math.max(LEAST_PER_TEAM, Math.min(PER_TEAM, MOST / Math.max(1, backlogs.teams()))),
            MOST_AT_ONCE,
            Math.max(0, Math.min(BYTES_AT_ONCE, BYTES - all)),
            teams.all().stream()
                .map(Team::id)
                .filter(team -> bytes.getOrDefault(team, 0L) < BYTES_PER_TEAM)
                .collect(Collectors.toSet()));
    return queue.claim(owner, share, sweep).invoke(turn -> begin(turn, share)).replaceWithVoid();
  }

  private void begin(Turn turn, Share share) {
    turn.backlogs().ifPresent(backlogs::heard);
    turn.claims().forEach(claim -> walks.begin(claim, this::gone));
    long bytes = turn.claims().stream().mapToLong(claim -> claim.submit().body().length).sum();
    boolean cut = turn.claims().size() >= share.most() || bytes >= share.bytes();
    if (cut && !turn.claims().isEmpty()) {
      wake();
    }
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
