package dev.sluice.deferral;

import dev.sluice.testing.TestTime;
import java.time.Duration;

class MemoryDeferredQueueTest extends DeferredQueueContract {

  private TestTime time;

  @Override
  protected DeferredQueue queue() {
    time = new TestTime();
    return new MemoryDeferredQueue(ALL, LEASE, time.clock());
  }

  @Override
  protected void advance(Duration by) {
    time.advance(by);
  }

  @Override
  protected long now() {
    return time.clock().millis();
  }
}
