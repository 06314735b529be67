package dev.sluice.quota;

import dev.sluice.settings.KeptIn;
import dev.sluice.settings.Live;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import io.github.bucket4j.TimeMeter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The ceilings in memory, for one replica: a Bucket4j bucket each, all of one team's under one
 * lock.
 *
 * <p>What was used of a day is forgotten with the process: a restart begins a new day.
 */
@Singleton
@KeptIn(StoreKind.MEMORY)
final class LocalQuotaBuckets implements QuotaBuckets {

  private final TimeMeter elapsed;
  private final TimeMeter calendar;
  private volatile Map<String, TeamBuckets> teams = Map.of();

  LocalQuotaBuckets(Live<QuotaSettings> settings, Ticker ticker, Clock clock) {
    this.elapsed = meter(ticker::nanos, false);
    this.calendar = meter(() -> sinceEpoch(clock.instant()), true);
    follow(settings.now());
    settings.follow(this::follow);
  }

  /** Teams that are gone are forgotten. */
  private void follow(QuotaSettings settings) {
    Map<String, TeamBuckets> before = teams;
    Map<String, TeamBuckets> next = new HashMap<>();
    settings
        .ceilings()
        .forEach(
            (team, ceilings) -> {
              TeamBuckets known = before.get(team);
              TeamBuckets buckets = known == null ? new TeamBuckets(List.of()) : known;
              buckets.change(ceilings, this::begin);
              next.put(team, buckets);
            });
    teams = next;
  }

  private CeilingBucket begin(Ceiling ceiling) {
    return new CeilingBucket(ceiling, ceiling.calendar() ? calendar : elapsed);
  }

  @Override
  public Uni<Optional<Exhausted>> look(String team, int ahead) {
    return Uni.createFrom().item(of(team).look(ahead));
  }

  @Override
  public Uni<Taking> take(String team) {
    return Uni.createFrom().item(of(team).take());
  }

  @Override
  public List<Level> levels(String team) {
    return of(team).levels();
  }

  private TeamBuckets of(String team) {
    return teams.getOrDefault(team, TeamBuckets.NONE);
  }

  private static long sinceEpoch(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
  }

  private static TimeMeter meter(Ticker nanos, boolean wallClock) {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return nanos.nanos();
      }

      @Override
      public boolean isWallClockBased() {
        return wallClock;
      }
    };
  }

  /** One team's ceilings. */
  private static final class TeamBuckets {

    static final TeamBuckets NONE = new TeamBuckets(List.of());

    private List<CeilingBucket> ceilings;
    private final Map<String, CeilingBucket> dormant = new HashMap<>();

    TeamBuckets(List<CeilingBucket> ceilings) {
      this.ceilings = ceilings;
    }

    /**
     * Other ceilings count from now on. One that is gone is remembered until it is full again, so
     * that it does not begin anew where it comes back (law Q2).
     */
    synchronized void change(List<Ceiling> next, Function<Ceiling, CeilingBucket> begin) {
      ceilings.forEach(bucket -> dormant.put(bucket.policy(), bucket));
      List<CeilingBucket> changed = new ArrayList<>();
      for (Ceiling ceiling : next) {
        CeilingBucket known = dormant.remove(ceiling.policy());
        CeilingBucket bucket = known == null ? begin.apply(ceiling) : known;
        bucket.change(ceiling);
        changed.add(bucket);
      }
      dormant.values().removeIf(CeilingBucket::unused);
      ceilings = List.copyOf(changed);
    }

    synchronized Optional<Exhausted> look(int ahead) {
      return ceilings.stream()
          .filter(ceiling -> ceiling.available() <= ahead)
          .map(ceiling -> new Exhausted(ceiling.policy(), ceiling.until(ahead + 1L)))
          .max(Comparator.comparing(Exhausted::after));
    }

    synchronized Taking take() {
      Optional<Exhausted> exhausted = look(0);
      if (exhausted.isPresent()) {
        return exhausted.get();
      }
      List<CeilingBucket> from = ceilings;
      long[] taken = from.stream().mapToLong(CeilingBucket::take).toArray();
      var given = new AtomicBoolean();
      return (Taken)
          () -> {
            if (given.compareAndSet(false, true)) {
              giveBack(from, taken);
            }
            return Uni.createFrom().voidItem();
          };
    }

    private synchronized void giveBack(List<CeilingBucket> from, long[] taken) {
      for (int i = 0; i < taken.length; i++) {
        from.get(i).giveBack(taken[i]);
      }
    }

    synchronized List<Level> levels() {
      return ceilings.stream().map(CeilingBucket::level).toList();
    }
  }
}
