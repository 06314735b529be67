package dev.sluice.sandbox;

import java.util.Optional;

/**
 * One task: where it stands follows from the time alone.
 *
 * @param id 32 lower-case hex digits
 * @param model the model it was submitted for
 * @param createMillis when it was accepted, Unix milliseconds
 * @param startNanos the same moment on the monotonic source
 * @param costMillis how long it takes, milliseconds
 * @param failCode why it fails at its end; empty where it succeeds
 */
record SandboxTask(
    String id,
    String model,
    long createMillis,
    long startNanos,
    long costMillis,
    Optional<String> failCode) {

  private static final long MILLI = 1_000_000;

  /** The vendor's states. */
  enum State {
    PENDING("pending"),
    PROCESSING("processing"),
    SUCCESS("success"),
    FAILED("failed");

    private final String word;

    State(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** The first moment, in monotonic nanoseconds, at which it has ended. */
  long endNanos() {
    return startNanos + costMillis * MILLI;
  }

  /** When it ends, Unix milliseconds. */
  long completeMillis() {
    return createMillis + costMillis;
  }

  /** Pending for the first fifth of its time, then processing, then ended for good. */
  State at(long now) {
    long age = now - startNanos;
    if (age >= costMillis * MILLI) {
      return ending();
    }
    return age < costMillis * MILLI / 5 ? State.PENDING : State.PROCESSING;
  }

  /** How it ends. */
  State ending() {
    return failCode.isPresent() ? State.FAILED : State.SUCCESS;
  }
}
