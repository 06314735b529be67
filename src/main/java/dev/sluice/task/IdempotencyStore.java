package dev.sluice.task;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Keeps which {@code Idempotency-Key} stands for which submit, and how that was answered.
 *
 * <p>Each call is one atomic step, may be repeated, and takes effect when its Uni is subscribed to.
 * Where the store is not in this process, a call fails with a {@link dev.sluice.redis.StoreFailure}
 * while it cannot be asked, and what it was to change may or may not be changed. What a call has
 * changed survives a failover (law G4).
 *
 * <p>An answer is never dropped before its time.
 */
public interface IdempotencyStore {

  /**
   * Claims the key for this submit, where it stands for none. Asking again with the same token is
   * answered as the first time.
   *
   * @param within how long the submit may run from now; beyond it nobody runs it any more
   */
  Uni<KeyStanding> claim(KeyedSubmit submit, Duration within);

  /**
   * Keeps the answer to a submit that holds the claim. One that is open changes nothing where the
   * task was already found.
   */
  Uni<Void> keep(KeyedSubmit submit, KeptAnswer answer);

  /** Gives up the claim of a submit that was answered nothing that is to be kept. */
  Uni<Void> free(KeyedSubmit submit);

  /**
   * Gives up a claim of which nobody knows whether it was made: also one that arrives after this,
   * within a minute, is none.
   */
  Uni<Void> withdraw(KeyedSubmit submit);

  /**
   * Keeps the answer that a submit would have had, whose task was found later. Changes nothing
   * unless the submit still runs, or its outcome is unknown.
   *
   * @return whether such an answer stands now
   */
  Uni<Boolean> complete(String team, String digest, KeptAnswer answer);

  /** Drops what has outlived its time. Cheap; to be called about once a second. */
  void sweep();
}
