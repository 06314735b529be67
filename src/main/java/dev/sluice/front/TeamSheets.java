package dev.sluice.front;

import dev.sluice.budget.SharedLimits;
import dev.sluice.budget.WaitingLimits;
import dev.sluice.history.History;
import dev.sluice.redis.StoreStanding;
import dev.sluice.time.Recent;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a team is told about itself, put together four times a second at most however often it asks.
 */
@Singleton
final class TeamSheets {

  private static final Duration FRESH = Duration.ofMillis(250);
  private static final Duration TASKS_FRESH = Duration.ofSeconds(2);
  private static final int MOST_TASKS = 100;
  private static final int MOST_REFUSALS = 100;

  /** Teams of which sheets are kept; beyond it those go that nobody asked for of late. */
  private static final int MOST_TEAMS = 1000;

  private final Sources sources;
  private final Ticker ticker;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  /** What is kept of a team. */
  private record Kept(Recent<List<Task>> tasks, Recent<Sheet> sheet) {}

  TeamSheets(
      RateLimitHeaders rates,
      SharedLimits shared,
      WaitingLimits waits,
      TeamHappenings happenings,
      StoreStanding store,
      Ticker ticker) {
    this.sources = new Sources(rates, shared, waits, happenings, store);
    this.ticker = ticker;
  }

  private record Sources(
      RateLimitHeaders rates,
      SharedLimits shared,
      WaitingLimits waits,
      TeamHappenings happenings,
      StoreStanding store) {}

  /**
   * A team about itself.
   *
   * @param limits its rates; the shared key's where it has none of its own
   * @param waiting submits that wait, at all replicas
   * @param tasksInFlight the youngest first
   * @param refusals of the last 15 minutes, by limit and minute, the last ones first
   * @param overflow {@code wait}, {@code refuse} or {@code defer}
   * @param store {@code memory}, {@code redis}, {@code degraded} or {@code away}
   */
  record Sheet(
      List<Limit> limits,
      Slots slots,
      int waiting,
      List<Task> tasksInFlight,
      List<Refused> refusals,
      long maxWaitSeconds,
      String overflow,
      String store) {}

  /** A rate: submits a window, those that would pass now, and when one more would. */
  record Limit(String policy, long quota, long windowSeconds, long remaining, long nextSeconds) {}

  /** Tasks at a time: those that run, the most that may, and those that are the team's own. */
  record Slots(int inUse, int ceiling, int guaranteed) {}

  /**
   * A task that runs.
   *
   * @param state the vendor's word; null where it is not known here
   */
  record Task(
      String taskId, String model, String provider, @Nullable String state, String acceptedAt) {}

  /** Refusals by one limit within one minute; what was said with the last of them. */
  record Refused(String at, String policy, long count, String detail) {}

  Uni<Sheet> of(String team) {
    if (kept.size() >= MOST_TEAMS) {
      kept.values().removeIf(one -> one.tasks().old());
    }
    return kept.computeIfAbsent(team, this::fresh).sheet().get();
  }

  private Kept fresh(String team) {
    Recent<List<Task>> tasks = new Recent<>(() -> tasks(team), TASKS_FRESH, ticker);
    return new Kept(tasks, new Recent<>(() -> sheet(team, tasks), FRESH, ticker));
  }

  private Uni<List<Task>> tasks(String team) {
    return sources
        .happenings()
        .tasks()
        .of(team, MOST_TASKS)
        .map(
            all ->
                all.stream()
                    .map(
                        one ->
                            new Task(
                                one.taskId(),
                                one.model(),
                                one.provider(),
                                one.state().orElse(null),
                                one.acceptedAt().toString()))
                    .toList());
  }

  private Uni<Sheet> sheet(String team, Recent<List<Task>> tasks) {
    History history = sources.happenings().history();
    return Uni.combine()
        .all()
        .unis(tasks.get(), history.refusals(Optional.of(team), MOST_REFUSALS))
        .asTuple()
        .map(
            both ->
                new Sheet(
                    limits(team),
                    slots(team),
                    history.waiting(team).count(),
                    both.getItem1(),
                    both.getItem2().stream().map(TeamSheets::refused).toList(),
                    sources.waits().maxWait(team).toSeconds(),
                    overflow(team),
                    sources.store().now().mode().name().toLowerCase(Locale.ROOT)));
  }

  private List<Limit> limits(String team) {
    return sources.rates().rates(team).stream()
        .map(
            level ->
                new Limit(
                    level.policy(),
                    level.quota(),
                    level.windowSeconds(),
                    Math.max(0, level.remaining()),
                    RateLimitHeaders.seconds(level.nextAfter())))
        .toList();
  }

  private Slots slots(String team) {
    SharedLimits shared = sources.shared();
    return new Slots(
        shared.tasksInUse(team), shared.taskCeiling(team), shared.tasksGuaranteed(team));
  }

  private static Refused refused(History.Refused one) {
    return new Refused(one.at().toString(), one.policy(), one.count(), one.detail());
  }

  private String overflow(String team) {
    WaitingLimits waits = sources.waits();
    return waits.defers(team) ? "defer" : waits.waits(team) ? "wait" : "refuse";
  }
}
