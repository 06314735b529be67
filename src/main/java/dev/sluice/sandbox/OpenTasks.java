package dev.sluice.sandbox;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Counts unfinished tasks, as of the time it was last brought to by {@link #settle}: a task is
 * unfinished from its start until its end, the end itself excluded.
 *
 * <p>Times are nanoseconds of one monotonic source and never step back. Not for several threads.
 */
final class OpenTasks {

  private static final long SECOND = 1_000_000_000;

  private final PriorityQueue<SandboxTask> open =
      new PriorityQueue<>((a, b) -> Long.signum(a.endNanos() - b.endNanos()));
  private final Consumer<SandboxTask> ended;
  private long settledAt;
  private int most;
  private long taskSeconds;
  private long taskNanos;

  /**
   * @param now the time from which on it counts
   * @param ended hears of every task that ends, in the order of their ends
   */
  OpenTasks(long now, Consumer<SandboxTask> ended) {
    this.settledAt = now;
    this.ended = ended;
  }

  /** Brings the count to now: everything that has ended by then is out. */
  void settle(long now) {
    for (var next = open.peek(); next != null && now - next.endNanos() >= 0; next = open.peek()) {
      spend(next.endNanos());
      ended.accept(open.remove());
    }
    spend(now);
  }

  /** Takes in a task that starts now, at the time settled last. */
  void begin(SandboxTask task) {
    open.add(task);
    most = Math.max(most, open.size());
  }

  int unfinished() {
    return open.size();
  }

  /** The most unfinished tasks there ever were at once. */
  int most() {
    return most;
  }

  /** How long from now until the next task ends; zero where there is none. */
  Duration nextEndIn(long now) {
    SandboxTask next = open.peek();
    return next == null ? Duration.ZERO : Duration.ofNanos(next.endNanos() - now);
  }

  /** The integral over time of the number of unfinished tasks, in seconds, exact to 1 ns. */
  BigDecimal taskSeconds() {
    return BigDecimal.valueOf(taskSeconds).add(BigDecimal.valueOf(taskNanos, 9));
  }

  private void spend(long until) {
    long sum = taskNanos + open.size() * (until - settledAt);
    taskSeconds += sum / SECOND;
    taskNanos = sum % SECOND;
    settledAt = until;
  }
}
