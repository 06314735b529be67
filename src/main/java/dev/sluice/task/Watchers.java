package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** One watcher for each budget, and the timers that wake them. */
final class Watchers {

  private static final Duration EACH_SECOND = Duration.ofSeconds(1);

  private final Function<Budget, Watcher> maker;
  private final Duration tick;
  private final Timers timers;
  private final List<Timers.Alarm> alarms = new CopyOnWriteArrayList<>();

  /**
   * @param tick how often each watcher has a round
   */
  Watchers(Function<Budget, Watcher> maker, Duration tick, Timers timers) {
    this.maker = maker;
    this.tick = tick;
    this.timers = timers;
  }

  /**
   * Starts them.
   *
   * @param chores what is to be done each second
   */
  void start(Budgets budgets, List<Runnable> chores) {
    for (Budget budget : new LinkedHashSet<>(budgets.all())) {
      Watcher watcher = maker.apply(budget);
      alarms.add(timers.every(tick, watcher::round));
    }
    chores.forEach(chore -> alarms.add(timers.every(EACH_SECOND, chore)));
  }

  /** Stops them. Looks that are on their way run to their end. */
  void stop() {
    alarms.forEach(Timers.Alarm::cancel);
    alarms.clear();
  }
}
