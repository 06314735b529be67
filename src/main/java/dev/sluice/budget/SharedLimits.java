package dev.sluice.budget;

import dev.sluice.routing.Routes;
import dev.sluice.settings.Live;
import dev.sluice.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shared key's limits as response headers show them to a team, at most 20 ms old: those of the
 * upstreams that the team's routes lead to. With several budgets the rate is that of the largest,
 * and tasks are counted over all. Where an upstream counts submits apart, the rate is theirs.
 */
@Singleton
public final class SharedLimits {

  private static final RateWindow A_SECOND = new RateWindow(1, Duration.ofSeconds(1));
  private static final long FRESH_NANOS = 20_000_000L;

  /** Routes may change as limits may, but not for each request. */
  private static final long REACH_NANOS = 500_000_000L;

  private final Live<BudgetSettings> settings;
  private final Routes routes;
  private final Ticker ticker;
  private final List<Source> sources = new ArrayList<>();
  private final Map<String, Reach> reaches = new ConcurrentHashMap<>();
  private volatile Snapshot snapshot;

  /** One budget; {@code index} is its place in a snapshot. */
  private record Source(int index, String budget, Set<String> upstreams, RecentView recent) {}

  /** What a team can reach. */
  private record Reach(
      long at,
      List<Source> sources,
      Optional<Source> largest,
      RateWindow window,
      int taskCeiling) {}

  private record Snapshot(long at, List<BudgetView> views) {}

  SharedLimits(Live<BudgetSettings> settings, Routes routes, Budgets budgets, Ticker ticker) {
    this.settings = settings;
    this.routes = routes;
    this.ticker = ticker;
    for (Budget budget : budgets.all()) {
      sources.add(
          new Source(sources.size(), budget.name(), budget.upstreams(), new RecentView(budget)));
    }
    this.snapshot = look();
    settings.follow(next -> reaches.clear());
  }

  /** Requests a window. */
  public long limit(String team) {
    Reach reach = reach(team);
    return reach.largest().isPresent() ? reach.window().limit() : 0;
  }

  /** The window in whole seconds, at least 1. */
  public long windowSeconds(String team) {
    return Math.max(1, Math.round(reach(team).window().seconds()));
  }

  /** Tokens that are there now. */
  public long tokens(String team) {
    List<BudgetView> views = views();
    return reach(team)
        .largest()
        .map(source -> (long) views.get(source.index()).tokens())
        .orElse(0L);
  }

  /** The most tasks that the team may run at a time: its ceiling, or what the key allows. */
  public int taskCeiling(String team) {
    return reach(team).taskCeiling();
  }

  /** Slots that are the team's own, over all that it can reach. */
  public int tasksGuaranteed(String team) {
    return reach(team).sources().stream()
        .mapToInt(source -> plan(settings.now(), source).share(team).guaranteedTasks())
        .sum();
  }

  /** Tasks of the team that hold a slot now. */
  public int tasksInUse(String team) {
    List<BudgetView> views = views();
    int used = 0;
    for (Source source : reach(team).sources()) {
      used += views.get(source.index()).slotsInUse().getOrDefault(team, 0);
    }
    return used;
  }

  /**
   * What a team may use of one shared key.
   *
   * @param upstreams that share it, by name
   * @param inUse tasks of the team that hold a slot now
   * @param limit the most that it may run there now: its ceiling, or what the key leaves open when
   *     the margin is taken off
   * @param guaranteed of these, those that are its own
   */
  public record Room(List<String> upstreams, int inUse, int limit, int guaranteed) {}

  /** What the team may use of each key that it can reach. */
  public List<Room> rooms(String team) {
    List<BudgetView> views = views();
    return reach(team).sources().stream()
        .map(
            source -> {
              BudgetView view = views.get(source.index());
              TeamShare share = plan(settings.now(), source).share(team);
              return new Room(
                  source.upstreams().stream().sorted().toList(),
                  view.slotsInUse().getOrDefault(team, 0),
                  Math.min(share.taskCeiling(), view.slotLimit()),
                  share.guaranteedTasks());
            })
        .toList();
  }

  /** Teams come from configuration, which bounds what is kept. */
  private Reach reach(String team) {
    Reach known = reaches.get(team);
    if (known == null || ticker.nanos() - known.at() > REACH_NANOS) {
      known = find(team);
      reaches.put(team, known);
    }
    return known;
  }

  private Reach find(String team) {
    Set<String> names = routes.reach(team);
    BudgetSettings now = settings.now();
    List<Source> reached =
        sources.stream()
            .filter(source -> !Collections.disjoint(names, source.upstreams()))
            .toList();
    int tasks = reached.stream().mapToInt(source -> now.tasks(source.budget())).sum();
    int ceiling =
        reached.stream()
            .mapToInt(source -> plan(now, source).share(team).taskCeiling())
            .max()
            .orElse(0);
    Optional<Source> largest =
        reached.stream()
            .max(Comparator.comparingDouble(source -> plan(now, source).window().perSecond()));
    return new Reach(
        ticker.nanos(),
        reached,
        largest,
        largest.map(source -> plan(now, source).window()).orElse(A_SECOND),
        Math.min(ceiling, tasks));
  }

  private static BudgetPlan plan(BudgetSettings settings, Source source) {
    return Objects.requireNonNull(settings.plans().get(source.budget()));
  }

  private List<BudgetView> views() {
    Snapshot last = snapshot;
    if (ticker.nanos() - last.at > FRESH_NANOS) {
      last = look();
      snapshot = last;
    }
    return last.views;
  }

  private Snapshot look() {
    return new Snapshot(
        ticker.nanos(), sources.stream().map(source -> source.recent().view()).toList());
  }
}
