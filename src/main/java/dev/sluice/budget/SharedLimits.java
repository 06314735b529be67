package dev.sluice.budget;

import dev.sluice.routing.Routes;
import dev.sluice.time.Ticker;
import jakarta.inject.Singleton;
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

  private static final long FRESH_NANOS = 20_000_000L;

  private final Routes routes;
  private final Ticker ticker;
  private final List<Source> sources = new ArrayList<>();
  private final Map<String, Reach> reaches = new ConcurrentHashMap<>();
  private volatile Snapshot snapshot;

  /** One budget; {@code index} is its place in a snapshot. */
  private record Source(
      int index, Set<String> upstreams, BudgetPlan plan, int tasks, RecentView recent) {}

  /** What a team can reach, which does not change. */
  private record Reach(List<Source> sources, Optional<Source> largest, int taskCeiling) {}

  private record Snapshot(long at, List<BudgetView> views) {}

  SharedLimits(BudgetSettings settings, Routes routes, Budgets budgets, Ticker ticker) {
    this.routes = routes;
    this.ticker = ticker;
    for (Budget budget : budgets.all()) {
      String name = budget.name();
      sources.add(
          new Source(
              sources.size(),
              budget.upstreams(),
              Objects.requireNonNull(settings.plans().get(name)),
              settings.tasks(name),
              new RecentView(budget)));
    }
    this.snapshot = look();
  }

  /** Requests a window. */
  public long limit(String team) {
    return reach(team).largest().map(source -> source.plan().window().limit()).orElse(0L);
  }

  /** The window in whole seconds, at least 1. */
  public long windowSeconds(String team) {
    return reach(team)
        .largest()
        .map(source -> Math.max(1, Math.round(source.plan().window().seconds())))
        .orElse(1L);
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

  /** Tasks of the team that hold a slot now. */
  public int tasksInUse(String team) {
    List<BudgetView> views = views();
    int used = 0;
    for (Source source : reach(team).sources()) {
      used += views.get(source.index()).slotsInUse().getOrDefault(team, 0);
    }
    return used;
  }

  /** Teams come from configuration, which bounds what is kept. */
  private Reach reach(String team) {
    Reach known = reaches.get(team);
    return known == null ? reaches.computeIfAbsent(team, this::find) : known;
  }

  private Reach find(String team) {
    Set<String> names = routes.reach(team);
    List<Source> reached =
        sources.stream()
            .filter(source -> !Collections.disjoint(names, source.upstreams()))
            .toList();
    int tasks = reached.stream().mapToInt(Source::tasks).sum();
    int ceiling =
        reached.stream().mapToInt(s -> s.plan().share(team).taskCeiling()).max().orElse(0);
    return new Reach(
        reached,
        reached.stream().max(Comparator.comparingDouble(s -> s.plan().window().perSecond())),
        Math.min(ceiling, tasks));
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
