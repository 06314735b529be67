package dev.sluice.time;

import java.time.Duration;

/** Runs things later. A task must not block: it may run on an event loop. */
public interface Timers {

  /** Runs the task once, after the delay (at least 1 ms), unless cancelled before. */
  Alarm after(Duration delay, Runnable task);

  /** Runs the task again and again, each period (at least 1 ms), until cancelled. */
  Alarm every(Duration period, Runnable task);

  /** Something that was set to go off. */
  @FunctionalInterface
  interface Alarm {

    /** Takes it back. Does nothing where it went off already. */
    void cancel();
  }
}
