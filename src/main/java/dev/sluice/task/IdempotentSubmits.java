package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import io.smallrye.mutiny.Uni;

/** What is to be told of submits with an {@code Idempotency-Key} whose task turned up later. */
public interface IdempotentSubmits {

  /**
   * A task was bound to a submit that had no answer: its key now stands for the answer that names
   * the task. An answer that names one already stays; telling it again changes nothing.
   *
   * @param team whose submit it was
   * @param digest of its key, see {@link dev.sluice.passage.ClaimedKey}
   * @param upstream who runs the task
   * @param taskId the id under which the team knows it
   * @param dialect in which the team spoke
   * @return whether such an answer stands now; fails where the store cannot be asked, and may then
   *     be told again
   */
  Uni<Boolean> bound(String team, String digest, String upstream, String taskId, Dialect dialect);
}
