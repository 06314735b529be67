package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import io.smallrye.mutiny.Uni;
import java.util.Map;

/** Makes the answer of a found task, and keeps it. */
final class FoundTasks implements IdempotentSubmits {

  private static final int OK = 200;

  private final IdempotencyStore store;

  FoundTasks(IdempotencyStore store) {
    this.store = store;
  }

  @Override
  public Uni<Boolean> bound(
      String team, String digest, String upstream, String taskId, Dialect dialect) {
    Map<String, String> headers =
        Map.of("Content-Type", "application/json", Keeping.UPSTREAM, upstream);
    return store.complete(
        team, digest, new KeptAnswer(false, false, OK, headers, dialect.accepted(taskId)));
  }
}
