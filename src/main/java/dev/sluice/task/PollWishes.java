package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What polls tell the watcher: somebody would like to know.
 *
 * <p>For a task that is watched here a poll takes no lock and no step of the ledger; the watcher
 * serves wishes with idle tokens, never below {@code min-spacing}. Where another replica watches
 * it, the next look is pulled forward in the ledger, to {@code min-spacing} from now and so never
 * closer to the last one, at most once in {@code min-spacing} and not where an end is unlikely.
 * Where the end will be told ({@link LookTimes}) it serves none and pulls nothing. Where no replica
 * watches it, this one does from then on ({@link Unbound}).
 */
final class PollWishes {

  private static final int MOST_HASTENED = 10_000;

  private final OpenTasks open;
  private final Opening opening;
  private final Budgets budgets;
  private final Duration minSpacing;
  private final Ticker ticker;
  private final Map<String, Long> hastened = new ConcurrentHashMap<>();
  private final Ageing<String> past;
  private final Unbound unbound;

  PollWishes(OpenTasks open, Opening opening, Budgets budgets, Duration minSpacing, Ticker ticker) {
    this.open = open;
    this.opening = opening;
    this.budgets = budgets;
    this.minSpacing = minSpacing;
    this.ticker = ticker;
    this.past = new Ageing<>(minSpacing, MOST_HASTENED, Long.MAX_VALUE);
    this.unbound = new Unbound(opening, ticker);
  }

  /** Somebody asked for this task. */
  void polled(TaskRecord record) {
    open.bySlot(record.origin().slot())
        .ifPresentOrElse(task -> task.wish(ticker.nanos()), () -> hasten(record));
  }

  /** Somebody waits for this task's end, for so long at most. */
  void held(TaskRecord record, Duration limit) {
    open.bySlot(record.origin().slot())
        .ifPresentOrElse(task -> task.hold(ticker.nanos() + limit.toNanos()), () -> hasten(record));
  }

  private void hasten(TaskRecord record) {
    Budget budget = budgets.of(record.key().upstream());
    if (unbound.adopted(record, budget)) {
      return;
    }
    String slot = record.origin().slot();
    long now = ticker.nanos();
    for (var old = past.next(now); old.isPresent(); old = past.next(now)) {
      hastened.remove(old.get());
    }
    if (opening.spares(record)
        || !opening.mayHaveEnded(record)
        || hastened.putIfAbsent(slot, now) != null) {
      return;
    }
    past.add(slot, now, 1);
    budget.hasten(slot, minSpacing).subscribe().with(done -> {}, failure -> {});
  }
}
