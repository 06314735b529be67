package dev.sluice.budget;

import dev.sluice.time.Ticker;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * The shared key's limits as response headers show them, at most 20 ms old. With several upstreams
 * the rate is that of the largest, and tasks are counted over all.
 */
@Singleton
public final class SharedLimits {

  private static final long FRESH_NANOS = 20_000_000L;

  private final BudgetSettings settings;
  private final Ticker ticker;
  private final List<RecentView> recent = new ArrayList<>();
  private volatile Snapshot snapshot;

  private record Snapshot(long at, List<BudgetView> views) {}

  SharedLimits(BudgetSettings settings, Budgets budgets, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
    budgets.all().forEach(budget -> recent.add(new RecentView(budget)));
    this.snapshot = look();
  }

  /** Requests a window. */
  public long limit() {
    return largest().limit();
  }

  /** The window in whole seconds, at least 1. */
  public long windowSeconds() {
    return Math.max(1, Math.round(largest().windowSeconds()));
  }

  /** Tokens that are there now. */
  public long tokens() {
    return (long) largest().tokens();
  }

  /** The most tasks that the team may run at a time. */
  public int taskCeiling(String team) {
    int ceiling = 0;
    int slots = 0;
    for (BudgetPlan plan : settings.plans().values()) {
      slots += plan.slots();
      ceiling = plan.share(team).taskCeiling();
    }
    return Math.min(ceiling, slots);
  }

  /** Tasks of the team that hold a slot now. */
  public int tasksInUse(String team) {
    int used = 0;
    for (BudgetView view : views()) {
      used += view.slotsInUse().getOrDefault(team, 0);
    }
    return used;
  }

  private BudgetView largest() {
    BudgetView largest = views().get(0);
    for (BudgetView view : views()) {
      if (view.limit() / view.windowSeconds() > largest.limit() / largest.windowSeconds()) {
        largest = view;
      }
    }
    return largest;
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
    return new Snapshot(ticker.nanos(), recent.stream().map(RecentView::view).toList());
  }
}
