package dev.sluice.task;

import dev.sluice.time.Ticker;
import java.time.Duration;

/**
 * What polls tell the watcher: somebody would like to know. A poll takes no lock and no step of the
 * ledger; the watcher serves wishes with idle tokens, never below {@code min-spacing}.
 */
final class PollWishes {

  private final OpenTasks open;
  private final Ticker ticker;

  PollWishes(OpenTasks open, Ticker ticker) {
    this.open = open;
    this.ticker = ticker;
  }

  /** Somebody asked for this task. */
  void polled(TaskRecord record) {
    open.bySlot(record.origin().slot()).ifPresent(task -> task.wish(ticker.nanos()));
  }

  /** Somebody waits for this task's end, for so long at most. */
  void held(TaskRecord record, Duration limit) {
    open.bySlot(record.origin().slot())
        .ifPresent(task -> task.hold(ticker.nanos() + limit.toNanos()));
  }
}
