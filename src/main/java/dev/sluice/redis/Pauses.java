package dev.sluice.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before a connection is opened again: at least 50 ms, at most twice as long with
 * each failure, never above 500 ms, and by chance in between, so that replicas do not come back all
 * at once. Not thread-safe.
 */
final class Pauses {

  static final int SHORTEST_MILLIS = 50;
  static final int LONGEST_MILLIS = 500;

  private int attempts;

  /** Before the next attempt. */
  Duration next() {
    int longest = Math.min(LONGEST_MILLIS, 2 * SHORTEST_MILLIS << Math.min(attempts, 8));
    attempts++;
    return Duration.ofMillis(ThreadLocalRandom.current().nextInt(SHORTEST_MILLIS, longest + 1));
  }

  /** The connection was of use. */
  void reset() {
    attempts = 0;
  }
}
