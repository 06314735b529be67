package dev.sluice.time;

/** A monotonic source of elapsed time. Its zero means nothing; only differences do. */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since an arbitrary origin. */
  long nanos();
}
