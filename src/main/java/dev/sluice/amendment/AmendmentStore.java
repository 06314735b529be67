package dev.sluice.amendment;

import dev.sluice.trail.Entry;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Keeps what administrators have changed.
 *
 * <p>Each call is one atomic step and takes effect when its Uni is subscribed to. Where the store
 * is not in this process, a call fails with a {@link dev.sluice.redis.StoreFailure} while it cannot
 * be asked.
 */
public interface AmendmentStore {

  /** What is kept now; {@link Amendments#NONE} where nothing is. */
  Uni<Amendments> read();

  /**
   * What is kept now, where it is another than the one known.
   *
   * @param label of the one that is known
   */
  Uni<Optional<Amendments>> other(String label);

  /**
   * Keeps the next one, and the entry about it in the audit trail, in one step.
   *
   * @param next of the version that follows the one kept
   * @return whether it is kept now: where the store has replicas, one of them has it, too; false
   *     where another change was faster, and nothing was changed
   */
  Uni<Boolean> keep(Amendments next, Entry entry);

  /**
   * Keeps what this process knows, where the store has an older one or none: it has forgotten.
   * Otherwise changes nothing.
   */
  Uni<Void> restore(Amendments known);
}
