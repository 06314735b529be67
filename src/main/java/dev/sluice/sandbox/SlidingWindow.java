package dev.sluice.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * An exact sliding window: keeps the time of every request that was counted, and admits one more
 * iff fewer than the limit came in the last width. A request that came exactly one width ago is
 * out. So no stretch of that width, wherever it starts, ever holds more than the limit.
 *
 * <p>Times are nanoseconds of one monotonic source and never step back. Not for several threads.
 */
final class SlidingWindow {

  private final WindowLimit limit;
  private final long widthNanos;
  private final ArrayDeque<Long> arrivals = new ArrayDeque<>();
  private int largest;

  SlidingWindow(WindowLimit limit) {
    this.limit = limit;
    this.widthNanos = Duration.ofMillis(limit.widthMillis()).toNanos();
  }

  /** What it enforces. */
  WindowLimit limit() {
    return limit;
  }

  boolean admits(long now) {
    forget(now);
    return arrivals.size() < limit.requests();
  }

  /** Counts a request that came now. To be called only where {@link #admits} says so. */
  void count(long now) {
    forget(now);
    arrivals.addLast(now);
    largest = Math.max(largest, arrivals.size());
  }

  /** How long from now until one more is admitted; zero where it is already. */
  Duration opensIn(long now) {
    return admits(now) ? Duration.ZERO : Duration.ofNanos(widthNanos - (now - arrivals.getFirst()));
  }

  /** The most requests that any stretch of one width has held so far. */
  int largest() {
    return largest;
  }

  private void forget(long now) {
    while (!arrivals.isEmpty() && now - arrivals.getFirst() >= widthNanos) {
      arrivals.removeFirst();
    }
  }
}
