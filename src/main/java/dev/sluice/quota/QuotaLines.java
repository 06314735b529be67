package dev.sluice.quota;

import dev.sluice.passage.Draining;
import dev.sluice.settings.Live;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The lines of all teams. */
@Singleton
public final class QuotaLines {

  private final QuotaBuckets buckets;
  private final Live<QuotaSettings> settings;
  private final Timers timers;
  private final Ticker ticker;
  private final Bounds bounds;
  private final Map<String, QuotaLine> lines = new ConcurrentHashMap<>();

  QuotaLines(
      QuotaBuckets buckets,
      Live<QuotaSettings> settings,
      Timers timers,
      Ticker ticker,
      Draining draining) {
    this.buckets = buckets;
    this.settings = settings;
    this.timers = timers;
    this.ticker = ticker;
    this.bounds = new Bounds(settings.now().waitingPerTeam(), settings.now().waitingInAll());
    settings.follow(this::follow);
    draining.onBegin(() -> lines.values().forEach(QuotaLine::dissolve));
  }

  /** Who waits is let go where a ceiling is higher, or there is none any more, or no such team. */
  private void follow(QuotaSettings next) {
    bounds.change(next.waitingPerTeam(), next.waitingInAll());
    lines.forEach(
        (team, line) -> {
          if (next.ceilings().containsKey(team)) {
            line.drain();
          } else if (lines.remove(team, line)) {
            line.dissolve();
          }
        });
  }

  /** Whether there is such a team now. */
  boolean knows(String team) {
    return settings.now().ceilings().containsKey(team);
  }

  QuotaLine of(String team) {
    return lines.computeIfAbsent(team, id -> new QuotaLine(id, buckets, timers, bounds));
  }

  /** The teams of which any submit waits here. */
  public Set<String> waitingTeams() {
    Set<String> teams = new TreeSet<>();
    lines.forEach(
        (team, line) -> {
          if (line.waiting() > 0) {
            teams.add(team);
          }
        });
    return teams;
  }

  /** How many submits of a team wait here for its own ceilings. */
  public int waiting(String team) {
    return Optional.ofNullable(lines.get(team)).map(QuotaLine::waiting).orElse(0);
  }

  /** For how long the first of them waits; zero where none does. */
  public Duration longest(String team) {
    return Optional.ofNullable(lines.get(team))
        .flatMap(QuotaLine::since)
        .map(since -> Duration.ofNanos(Math.max(0, ticker.nanos() - since)))
        .orElse(Duration.ZERO);
  }

  /** How many submits of all teams wait now. */
  int waiting() {
    return bounds.waiting();
  }
}
