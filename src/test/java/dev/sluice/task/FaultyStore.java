package dev.sluice.task;

import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store in memory that a test can take away, slow down, wipe, and that counts what it is asked.
 */
final class FaultyStore implements TaskStore {

  private final Fate fate;
  private TaskStore store;
  private Uni<Void> gate = Uni.createFrom().voidItem();

  /** Nothing that is asked is done. */
  boolean away;

  /** What is asked is done, and its answer lost. */
  boolean deaf;

  int lookups;

  /** Told of every end. */
  Consumer<ToldEnd> news = end -> {};

  /** Run when a record is kept, before whoever kept it hears of that. */
  Runnable bound = () -> {};

  FaultyStore(TaskStore store, Fate fate) {
    this.store = store;
    this.fate = fate;
  }

  /** From now on it is this one, which knows nothing of what was told before. */
  void wipe(TaskStore empty) {
    store = empty;
  }

  /** Answers wait for this. */
  void hold(Uni<Void> until) {
    gate = until;
  }

  int size() {
    return ((MemoryTaskStore) store).size();
  }

  private <T> Uni<T> asked(Supplier<Uni<T>> step) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (away) {
                return Uni.createFrom()
                    .failure(new StoreFailure(StoreFailure.Kind.NEVER_SENT, "away"));
              }
              Uni<T> done = gate.chain(() -> fate.of(step));
              return deaf
                  ? done.chain(
                      lost ->
                          Uni.createFrom()
                              .failure(new StoreFailure(StoreFailure.Kind.UNKNOWN, "deaf")))
                  : done;
            });
  }

  @Override
  public Uni<Binding> bind(TaskRecord open) {
    return asked(() -> store.bind(open).invoke(bound));
  }

  @Override
  public Uni<Optional<Trace>> find(String visibleId) {
    lookups++;
    return asked(() -> store.find(visibleId));
  }

  @Override
  public Uni<Optional<Trace>> find(TaskKey key) {
    return asked(() -> store.find(key));
  }

  @Override
  public Uni<Effect> seen(TaskKey key, Spoken word) {
    return asked(() -> store.seen(key, word));
  }

  @Override
  public Uni<Effect> end(TaskKey key, TaskEnd end, Optional<Spoken> word) {
    return asked(() -> store.end(key, end, word).invoke(effect -> tell(key, end, effect)));
  }

  /** As {@code end.lua} does. */
  private void tell(TaskKey key, TaskEnd end, Effect effect) {
    boolean late = effect == Effect.ENDED_BEFORE && end.foundBy() == FoundBy.CALLBACK;
    if (effect == Effect.DONE || late) {
      store
          .find(key)
          .map(ended -> ended.orElseThrow().visibleId())
          .map(id -> new ToldEnd(key, id, "", end.cause(), end.foundBy(), late))
          .subscribe()
          .with(news);
    }
  }

  @Override
  public Uni<Optional<Debt>> owed(TaskKey key) {
    return asked(() -> store.owed(key));
  }

  @Override
  public Uni<Void> drained(TaskKey key) {
    return asked(() -> store.drained(key));
  }

  @Override
  public void sweep() {
    store.sweep();
  }

  @Override
  public boolean certain() {
    return !away && store.certain();
  }
}
