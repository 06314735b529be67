package dev.sluice.task;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How tasks are watched and how long they are remembered.
 *
 * @param retention how long the last envelope is kept after the end
 * @param memoryRecords how many such envelopes are kept at most
 * @param maxAge see {@link #maxAge(String)}
 * @param maxAges the same for single models
 * @param pace when tasks are looked at
 * @param unknownHold a fixed hold for slots of unknown outcome; empty where it is learned
 */
public record TaskRules(
    Duration retention,
    int memoryRecords,
    Duration maxAge,
    Map<String, Duration> maxAges,
    Pace pace,
    Optional<Duration> unknownHold) {

  /** How long ownership outlives a task: as long as the vendor keeps results. */
  public static final Duration OWNERSHIP = Duration.ofDays(15);

  /** How many ended tasks' ownership is kept at most, in memory. */
  public static final int OWNERSHIP_ENTRIES = 1_000_000;

  /**
   * @param firstCheck the first look at a task of a model that nothing is known of
   * @param minSpacing the least time between two scheduled looks at a task
   */
  public record Pace(Duration firstCheck, Duration minSpacing) {}

  public TaskRules {
    maxAges = Map.copyOf(maxAges);
  }

  /** The defaults. */
  public static TaskRules defaults() {
    return new TaskRules(
        Duration.ofHours(24),
        100_000,
        Duration.ofHours(2),
        Map.of(),
        new Pace(Duration.ofSeconds(3), Duration.ofSeconds(2)),
        Optional.empty());
  }

  /** The age at which a task of this model that is not said to run gives its slot back (S3). */
  public Duration maxAge(String model) {
    return maxAges.getOrDefault(model, maxAge);
  }
}
