package dev.sluice.sandbox;

import java.util.Optional;

/**
 * One task: where it stands follows from the time alone.
 *
 * @param id 32 lower-case hex digits
 * @param wanted what it was submitted for
 * @param createMillis when it was accepted, Unix milliseconds
 * @param startNanos the same moment on the monotonic source
 * @param costMillis how long it takes, milliseconds
 * @param failCode why it fails at its end; empty where it succeeds
 */
record SandboxTask(
    String id,
    Wanted wanted,
    long createMillis,
    long startNanos,
    long costMillis,
    Optional<String> failCode) {

  private static final long MILLI = 1_000_000;

  /** How far it is; each vendor has words of its own for that. */
  enum State {
    PENDING,
    QUEUED,
    PROCESSING,
    SUCCESS,
    FAILED
  }

  /** The first moment, in monotonic nanoseconds, at which it has ended. */
  long endNanos() {
    return startNanos + costMillis * MILLI;
  }

  /** When it ends, Unix milliseconds. */
  long completeMillis() {
    return createMillis + costMillis;
  }

  /**
   * Pending for the first tenth of its time, queued until a fifth of it is over, then processing,
   * then ended for good.
   */
  State at(long now) {
    long age = now - startNanos;
    if (age >= costMillis * MILLI) {
      return ending();
    }
    if (age >= costMillis * MILLI / 5) {
      return State.PROCESSING;
    }
    return age < costMillis * MILLI / 10 ? State.PENDING : State.QUEUED;
  }

  /** How it ends. */
  State ending() {
    return failCode.isPresent() ? State.FAILED : State.SUCCESS;
  }
}
