package dev.sluice.time;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value that many ask for and that is looked up at most once in a while. Who asks while it is
 * looked up waits for the same answer; a failure is told to those, and not kept. Several threads
 * may meet here.
 */
public final class Recent<T> {

  private final Supplier<Uni<T>> lookup;
  private final long freshNanos;
  private final Ticker ticker;
  private Optional<T> value = Optional.empty();
  private long heardAt;
  private Optional<Uni<T>> asking = Optional.empty();

  /**
   * @param fresh how old it may be
   */
  public Recent(Supplier<Uni<T>> lookup, Duration fresh, Ticker ticker) {
    this.lookup = lookup;
    this.freshNanos = fresh.toNanos();
    this.ticker = ticker;
  }

  /** The value, as it was not longer than that ago. A lookup goes on when nobody waits any more. */
  public Uni<T> get() {
    Uni<T> asked;
    synchronized (this) {
      if (value.isPresent() && ticker.nanos() - heardAt < freshNanos) {
        return Uni.createFrom().item(value.get());
      }
      if (asking.isPresent()) {
        return asking.get();
      }
      long from = ticker.nanos();
      asked =
          Uni.createFrom()
              .deferred(lookup::get)
              .onItemOrFailure()
              .invoke((item, failure) -> heard(Optional.ofNullable(item), from))
              .memoize()
              .indefinitely();
      asking = Optional.of(asked);
    }
    return asked;
  }

  /** Whether nobody has asked for it for so long that it is of no use any more. */
  public synchronized boolean old() {
    return asking.isEmpty() && ticker.nanos() - heardAt >= freshNanos;
  }

  private synchronized void heard(Optional<T> item, long from) {
    asking = Optional.empty();
    value = item;
    heardAt = from;
  }
}
