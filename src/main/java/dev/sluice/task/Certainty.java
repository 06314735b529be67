package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Standing;
import dev.sluice.redis.StoreFailure;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Whether what a shared store does not know does not exist. Whoever could not reach it tells it
 * again within seconds; so not until it has been heard without a failure for {@link #QUIET}, and
 * not while a ledger does not serve. Thread-safe.
 */
final class Certainty {

  static final Duration QUIET = Duration.ofSeconds(5);

  private final Supplier<Collection<Budget>> budgets;
  private final Ticker ticker;
  private volatile long quietSince;

  Certainty(Supplier<Collection<Budget>> budgets, Ticker ticker) {
    this.budgets = budgets;
    this.ticker = ticker;
    this.quietSince = ticker.nanos() - QUIET.toNanos();
  }

  /** Takes note of how it ends. */
  <T> Uni<T> heed(Uni<T> asked) {
    return asked
        .onFailure(StoreFailure.class)
        .invoke(
            failure -> {
              if (((StoreFailure) failure).kind() != StoreFailure.Kind.REFUSED) {
                shaken();
              }
            });
  }

  /** The store did not answer. */
  void shaken() {
    quietSince = ticker.nanos();
  }

  boolean holds() {
    return ticker.nanos() - quietSince >= QUIET.toNanos()
        && budgets.get().stream()
            .allMatch(budget -> budget.standing().mode() == Standing.Mode.SERVING);
  }
}
