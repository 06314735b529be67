package dev.sluice.front;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of request bodies may be held at once, from their arrival until their requests are
 * answered, however many clients send and wait. Thread-safe.
 */
final class BodyRoom {

  /** On its way a body may stand in memory a few times, and others need some, too. */
  private static final int SHARE = 8;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  BodyRoom(long most) {
    this.most = most;
  }

  /** An eighth of the memory, and at least one body of the largest size. */
  static BodyRoom within(long memoryBytes, long largestBytes) {
    return new BodyRoom(Math.max(memoryBytes / SHARE, largestBytes));
  }

  /** Takes so many bytes, or none and says so. */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** Gives back what was taken. */
  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }
}
