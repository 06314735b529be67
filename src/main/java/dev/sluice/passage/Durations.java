package dev.sluice.passage;

import java.util.concurrent.atomic.AtomicLong;

/** Where a request's time went, in nanoseconds: what {@code Server-Timing} reports. */
public final class Durations {

  private final AtomicLong waitNanos = new AtomicLong();
  private final AtomicLong upstreamNanos = new AtomicLong();

  public void waited(long nanos) {
    waitNanos.addAndGet(nanos);
  }

  public void upstream(long nanos) {
    upstreamNanos.addAndGet(nanos);
  }

  public long waitNanos() {
    return waitNanos.get();
  }

  public long upstreamNanos() {
    return upstreamNanos.get();
  }
}
