package dev.sluice.quota;

import java.time.Duration;

/**
 * One ceiling of one team.
 *
 * @param policy the name under which it refuses
 * @param quota submits a window, at least 1
 * @param window its length
 * @param calendar whether windows are calendar days (UTC) instead of any stretch of this length
 */
public record Ceiling(String policy, long quota, Duration window, boolean calendar) {

  static final Duration MINUTE = Duration.ofMinutes(1);
  public static final Duration DAY = Duration.ofDays(1);

  /** How many may come at once (law Q2): all of a day's, a tenth of any other window's. */
  public long capacity() {
    return calendar ? quota : Math.max(1, quota / 10);
  }

  /**
   * How many come back in a window, so that capacity and refill together never pass the quota (law
   * Q2). A quota of one has no room for both: its one token comes back after a whole window, and no
   * window holds two.
   */
  public long refill() {
    return calendar ? quota : Math.max(1, quota - capacity());
  }

  /** How long this many take to come back to an empty bucket, without what it held before. */
  public Duration refilling(long tokens) {
    return calendar
        ? window.multipliedBy((tokens - 1) / refill() + 1)
        : Duration.ofNanos((long) Math.ceil((double) window.toNanos() * tokens / refill()));
  }

  /** How it stands with so many left, until one more would pass. */
  public QuotaBuckets.Level level(long remaining, Duration nextAfter) {
    return new QuotaBuckets.Level(
        policy, quota, window.plusNanos(999_999_999).toSeconds(), remaining, nextAfter);
  }
}
