package dev.sluice.history;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/**
 * Keeps what all replicas saw of the last steps.
 *
 * <p>Each call takes effect when its Uni is subscribed to. Where the store is not in this process,
 * a call fails with a {@link dev.sluice.redis.StoreFailure} while it cannot be asked.
 */
public interface Samples {

  /** How long a step is kept after it was last told of. */
  Duration KEPT = Duration.ofMinutes(20);

  /**
   * Adds what one replica saw of a step: once, however often it is called for the same replica and
   * step.
   *
   * @param replica who saw it
   */
  Uni<Void> add(String replica, Sample seen);

  /**
   * The steps that any replica told of, in their order.
   *
   * @param from the first
   * @param to the last; at most {@link Sample#STEPS} after the first, those beyond are not told
   */
  Uni<List<Sample>> between(long from, long to);
}
