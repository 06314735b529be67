package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.task.DeferredWaits;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What waits of each team, as the queue last told: at most about a second old while it can be
 * asked. Nobody asks it for this alone.
 */
final class Backlogs implements DeferredWaits {

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofSeconds(60);

  /** Where nothing has departed of late. */
  private static final Duration UNKNOWN = Duration.ofSeconds(10);

  /** Below that, how fast it goes says nothing. */
  private static final double LEAST_PER_SECOND = 0.01;

  private final Clock clock;
  private final Set<String> keptSince = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Backlog> told = Map.of();

  Backlogs(Clock clock) {
    this.clock = clock;
  }

  /** The queue told this. */
  void heard(Map<String, Backlog> backlogs) {
    told = Map.copyOf(backlogs);
    keptSince.clear();
  }

  /** Something was kept here since. */
  void kept(String team) {
    keptSince.add(team);
  }

  /** Whether anything of this team waits. */
  boolean waits(String team) {
    return told.containsKey(team) || keptSince.contains(team);
  }

  /** How many teams have anything. */
  int teams() {
    return told.size();
  }

  /** The teams that have anything. */
  Set<String> names() {
    return told.keySet();
  }

  Optional<Backlog> of(String team) {
    return Optional.ofNullable(told.get(team));
  }

  /** How long one has to wait that is deferred now; empty where nobody can tell. */
  Optional<Duration> expected(String team) {
    return of(team).flatMap(backlog -> expected(backlog.entries(), backlog));
  }

  @Override
  public Duration askAgain(String team, long acceptedMillis) {
    Optional<Backlog> backlog = of(team);
    if (backlog.isEmpty()) {
      return LEAST;
    }
    return bounded(expected(before(backlog.get(), acceptedMillis), backlog.get()).orElse(UNKNOWN));
  }

  private static Duration bounded(Duration after) {
    return after.compareTo(LEAST) < 0 ? LEAST : after.compareTo(MOST) > 0 ? MOST : after;
  }

  /** After how long a team that has as many as may wait can have another. */
  Duration untilRoom(String team) {
    return bounded(of(team).flatMap(backlog -> expected(1, backlog)).orElse(UNKNOWN));
  }

  private static Optional<Duration> expected(double before, Backlog backlog) {
    return backlog.perSecond() < LEAST_PER_SECOND
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) (1000 * before / backlog.perSecond())));
  }

  /**
   * About how many stand before one that was accepted then: as if they had come evenly from the
   * oldest to the middle one, and from there to the youngest.
   */
  static double before(Backlog backlog, long acceptedMillis) {
    double half = backlog.entries() / 2.0;
    return acceptedMillis <= backlog.middleMillis()
        ? half * part(backlog.oldestMillis(), backlog.middleMillis(), acceptedMillis)
        : half + half * part(backlog.middleMillis(), backlog.youngestMillis(), acceptedMillis);
  }

  private static double part(long from, long to, long at) {
    return to <= from ? 1 : Math.max(0, Math.min(1, (at - from) / (double) (to - from)));
  }

  /** Since when the oldest of a team waits; zero where none does. */
  Duration oldest(String team) {
    return of(team)
        .map(backlog -> Duration.ofMillis(Math.max(0, clock.millis() - backlog.oldestMillis())))
        .orElse(Duration.ZERO);
  }
}
