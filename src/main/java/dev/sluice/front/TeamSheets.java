package dev.sluice.front;

import dev.sluice.budget.SharedLimits;
import dev.sluice.budget.WaitingLimits;
import dev.sluice.history.History;
import dev.sluice.history.Sample;
import dev.sluice.quota.QuotaBuckets;
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

  /** How the policies of the ceilings of calendar days end. */
  private static final String DAY = "-day";

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
   * @param tasksByUpstream the same as slots, apart for each shared key that it can reach
   * @param waiting submits that wait, at all replicas
   * @param tasksInFlight the youngest first
   * @param refusals of the last 15 minutes, by limit and minute, the last ones first
   * @param overflow {@code wait}, {@code refuse} or {@code defer}
   * @param store {@code memory}, {@code redis}, {@code degraded} or {@code away}
   */
  record Sheet(
      List<Limit> limits,
      Slots slots,
      List<SharedLimits.Room> tasksByUpstream,
      int waiting,
      List<Task> tasksInFlight,
      List<Refused> refusals,
      long maxWaitSeconds,
      String overflow,
      String store) {}

  /**
   * A rate: submits a window, those that would pass now, and when one more would.
   *
   * @param remaining no more than may come at once, however little was sent
   * @param sent submits of the team that were sent in the window that ends now; null where the
   *     window is longer than what is known
   */
  record Limit(
      String policy,
      long quota,
      long windowSeconds,
      long remaining,
      long nextSeconds,
      @Nullable Long sent) {}

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
        .unis(tasks.get(), history.refusals(Optional.of(team), MOST_REFUSALS), history.whole())
        .asTuple()
        .map(
            all ->
                new Sheet(
                    limits(team, all.getItem3()),
                    slots(team),
                    sources.shared().rooms(team),
                    history.waiting(team).count(),
                    all.getItem1(),
                    all.getItem2().stream().map(TeamSheets::refused).toList(),
                    sources.waits().maxWait(team).toSeconds(),
                    overflow(team),
                    sources.store().now().mode().name().toLowerCase(Locale.ROOT)));
  }

  private List<Limit> limits(String team, List<Sample> samples) {
    return sources.rates().rates(team).stream()
        .map(
            level ->
                new Limit(
                    level.policy(),
                    level.quota(),
                    level.windowSeconds(),
                    Math.max(0, level.remaining()),
                    RateLimitHeaders.seconds(level.nextAfter()),
                    sent(team, level, samples)))
        .toList();
  }

  /** A day's ceiling counts what it let through; of a shorter window the history tells. */
  static @Nullable Long sent(String team, QuotaBuckets.Level level, List<Sample> samples) {
    if (level.policy().endsWith(DAY)) {
      return level.quota() - level.remaining();
    }
    long step = Sample.STEP.toSeconds();
    long steps = level.windowSeconds() / step;
    return level.windowSeconds() % step == 0 && steps >= 1 && steps <= Sample.STEPS
        ? Long.valueOf(History.sent(samples, team, (int) steps))
        : null;
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
