package dev.sluice.task;

/**
 * How many tasks of one kind ended.
 *
 * @param kind what they have in common
 * @param tasks their number
 */
public record Usage(Kind kind, long tasks) {

  /**
   * What is told apart.
   *
   * @param model the model id as the upstream was told it; {@value UsageEntry#NOT_TOLD} where that
   *     is not known
   * @param provider the strategy that led to the upstream, as a word
   * @param outcome how they ended
   */
  public record Kind(String model, String provider, Outcome outcome) {}

  /** How a task ended, or a submit of which nobody knows whether a task came. */
  public enum Outcome {
    /** The upstream said that it succeeded. */
    SUCCESS,
    /** The upstream said that it failed. */
    FAILED,
    /** See {@link TaskEnd.Cause#LOST}. */
    LOST,
    /** See {@link TaskEnd.Cause#EXPIRED}; or nothing is known of the task but its old slot. */
    EXPIRED,
    /** The submit was on its way, and until its hold was over nobody heard of a task (law S7). */
    UNKNOWN;

    /** That of a task. */
    static Outcome of(TaskEnd.Cause cause) {
      return switch (cause) {
        case SUCCESS -> SUCCESS;
        case FAILED -> FAILED;
        case LOST -> LOST;
        case EXPIRED -> EXPIRED;
      };
    }
  }
}
