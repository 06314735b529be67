package dev.sluice.quota;

import dev.sluice.settings.KeptIn;
import dev.sluice.settings.StoreKind;
import dev.sluice.time.Ticker;
import io.github.bucket4j.TimeMeter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The ceilings in memory, for one replica: a Bucket4j bucket each, all of one team's under one
 * lock.
 *
 * <p>What was used of a day is forgotten with the process: a restart begins a new day.
 */
@Singleton
@KeptIn(StoreKind.MEMORY)
final class LocalQuotaBuckets implements QuotaBuckets {

  private final Map<String, TeamBuckets> teams = new HashMap<>();

  LocalQuotaBuckets(QuotaSettings settings, Ticker ticker, Clock clock) {
    TimeMeter elapsed = meter(ticker::nanos, false);
    TimeMeter calendar = meter(() -> sinceEpoch(clock.instant()), true);
    settings
        .ceilings()
        .forEach(
            (team, ceilings) ->
                teams.put(
                    team,
                    new TeamBuckets(
                        ceilings.stream()
                            .map(c -> new CeilingBucket(c, c.calendar() ? calendar : elapsed))
                            .toList())));
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

    private final List<CeilingBucket> ceilings;

    TeamBuckets(List<CeilingBucket> ceilings) {
      this.ceilings = ceilings;
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
      long[] taken = ceilings.stream().mapToLong(CeilingBucket::take).toArray();
      var given = new AtomicBoolean();
      return (Taken)
          () -> {
            if (given.compareAndSet(false, true)) {
              giveBack(taken);
            }
            return Uni.createFrom().voidItem();
          };
    }

    private synchronized void giveBack(long[] taken) {
      for (int i = 0; i < taken.length; i++) {
        ceilings.get(i).giveBack(taken[i]);
      }
    }

    synchronized List<Level> levels() {
      return ceilings.stream().map(CeilingBucket::level).toList();
    }
  }
}
