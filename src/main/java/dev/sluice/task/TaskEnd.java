package dev.sluice.task;

import dev.sluice.dialect.TaskState;

/**
 * That a task is over.
 *
 * @param cause how it is known
 * @param atMillis when it was found out, Unix milliseconds
 * @param foundBy how it was found out; told when it is, and not kept with the record
 */
public record TaskEnd(Cause cause, long atMillis, FoundBy foundBy) {

  /** An end that was found by a look. */
  public TaskEnd(Cause cause, long atMillis) {
    this(cause, atMillis, FoundBy.POLL);
  }

  /** How the end is known. */
  public enum Cause {
    /** The upstream said that it succeeded. */
    SUCCESS("success"),
    /** The upstream said that it failed. */
    FAILED("failed"),
    /** The upstream says, again and again, that there is no such task. */
    LOST("lost"),
    /** It reached its maximum age, and the upstream did not say that it still runs (law S3). */
    EXPIRED("expired");

    private final String label;

    Cause(String label) {
      this.label = label;
    }

    /** The metric label {@code state}. */
    public String label() {
      return label;
    }

    /**
     * The cause that a state of the upstream stands for.
     *
     * @throws IllegalArgumentException for a state that ends nothing
     */
    static Cause of(TaskState state) {
      return switch (state) {
        case SUCCEEDED -> SUCCESS;
        case FAILED -> FAILED;
        case RUNNING -> throw new IllegalArgumentException("a running task has not ended");
      };
    }
  }
}
