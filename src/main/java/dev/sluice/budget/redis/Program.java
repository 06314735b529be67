package dev.sluice.budget.redis;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** The program of one budget, wherever it runs. */
@FunctionalInterface
interface Program {

  /**
   * Runs it once, in at most the store's deadline.
   *
   * @return what it said; fails with a {@link dev.sluice.redis.StoreFailure}
   */
  Uni<Told> run(List<String> arguments);
}
