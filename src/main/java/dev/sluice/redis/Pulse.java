package dev.sluice.redis;

import dev.sluice.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Whether Redis answers. For any thread. */
final class Pulse {

  private final Ticker ticker;
  private final LongAdder failures = new LongAdder();
  private volatile boolean up = true;
  private volatile long lastAnswer;
  private volatile boolean everAnswered;

  Pulse(Ticker ticker) {
    this.ticker = ticker;
    this.lastAnswer = ticker.nanos();
  }

  /** Something was answered, be it with an error. */
  void answered() {
    lastAnswer = ticker.nanos();
    everAnswered = true;
    up = true;
  }

  /** A command was not sent, or not answered in time, or refused. */
  void failed(StoreFailure.Kind kind) {
    failures.increment();
    if (kind != StoreFailure.Kind.REFUSED) {
      up = false;
    }
  }

  boolean up() {
    return up;
  }

  boolean everAnswered() {
    return everAnswered;
  }

  /** How long nothing was answered, from the start where nothing ever was. */
  Duration silence() {
    return Duration.ofNanos(Math.max(0, ticker.nanos() - lastAnswer));
  }

  long failures() {
    return failures.sum();
  }
}
