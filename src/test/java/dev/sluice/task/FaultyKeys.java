package dev.sluice.task;

import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** A store of keys that can be away, and then may have done what it was asked. */
final class FaultyKeys implements IdempotencyStore {

  private final IdempotencyStore store;
  boolean away;

  /** Whether what is asked meanwhile is done all the same. */
  boolean obeys;

  StoreFailure.Kind kind = StoreFailure.Kind.UNKNOWN;
  int told;

  FaultyKeys(IdempotencyStore store) {
    this.store = store;
  }

  @Override
  public Uni<KeyStanding> claim(KeyedSubmit submit, Duration within) {
    return through(store.claim(submit, within));
  }

  @Override
  public Uni<Void> keep(KeyedSubmit submit, KeptAnswer answer) {
    return through(store.keep(submit, answer));
  }

  @Override
  public Uni<Void> free(KeyedSubmit submit) {
    return through(store.free(submit));
  }

  @Override
  public Uni<Void> withdraw(KeyedSubmit submit) {
    return through(store.withdraw(submit));
  }

  @Override
  public Uni<Boolean> complete(String team, String digest, KeptAnswer answer) {
    return through(store.complete(team, digest, answer));
  }

  @Override
  public void sweep() {
    store.sweep();
  }

  private <T> Uni<T> through(Uni<T> step) {
    return Uni.createFrom()
        .deferred(
            () -> {
              told++;
              if (!away) {
                return step;
              }
              Uni<T> failed = Uni.createFrom().failure(new StoreFailure(kind, "away"));
              return obeys ? step.chain(() -> failed) : failed;
            });
  }
}
