package dev.sluice.task;

import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store that many replicas share, with what this one knows of it before it.
 *
 * <p>A poll costs no round trip where the task is watched here, where it has ended and was read
 * once, and for half a second after another was asked; whoever asks for the same task meanwhile
 * waits for the same answer. While the store cannot be asked, what is known here is answered
 * however old it is, and what is told is told again until it is there ({@link Rewrites}); an end is
 * not, nor is a deferred submit: they are commits, and fail.
 */
final class NearTaskStore implements TaskStore {

  private final TaskStore far;
  private final OpenTasks open;
  private final Shelf shelf;
  private final Rewrites rewrites;
  private final Certainty certainty;
  private final Map<String, Uni<Optional<Trace>>> lookups = new ConcurrentHashMap<>();

  NearTaskStore(
      TaskStore far, OpenTasks open, Shelf shelf, Rewrites rewrites, Certainty certainty) {
    this.far = far;
    this.open = open;
    this.shelf = shelf;
    this.rewrites = rewrites;
    this.certainty = certainty;
  }

  @Override
  public Uni<Binding> bind(TaskRecord record) {
    Uni<Binding> bound = certainty.heed(far.bind(record));
    if (record.key().deferred()) {
      return bound;
    }
    return bound
        .onFailure(StoreFailure.class)
        .recoverWithItem(
            failure -> {
              rewrites.add(record);
              return new Binding.Bound(record);
            });
  }

  @Override
  public Uni<Optional<Trace>> find(String visibleId) {
    Optional<OpenTask> watched = open.byVisibleId(visibleId);
    if (watched.isPresent()) {
      return Uni.createFrom().item(Optional.of(watched.get().record()));
    }
    Optional<Trace> current = shelf.current(visibleId);
    return current.isPresent() ? Uni.createFrom().item(current) : lookUp(visibleId);
  }

  @Override
  public Uni<Optional<Trace>> find(TaskKey key) {
    return certainty.heed(far.find(key)).invoke(found -> found.ifPresent(shelf::keep));
  }

  @Override
  public Uni<Effect> seen(TaskKey key, Spoken word) {
    return certainty
        .heed(far.seen(key, word))
        .chain(
            effect ->
                effect == Effect.UNKNOWN
                    ? ours(key).map(this::restore).orElse(Uni.createFrom().item(effect))
                    : Uni.createFrom().item(effect))
        .onFailure(StoreFailure.class)
        .recoverWithItem(
            failure -> {
              ours(key).ifPresent(rewrites::add);
              return Effect.DONE;
            });
  }

  @Override
  public Uni<Effect> end(TaskKey key, TaskEnd end, Optional<Spoken> word) {
    return Uni.createFrom().deferred(() -> end(key, end, word, ours(key)));
  }

  /** The end may be told here before the answer comes that it is kept. */
  private Uni<Effect> end(
      TaskKey key, TaskEnd end, Optional<Spoken> word, Optional<TaskRecord> ours) {
    return certainty
        .heed(far.end(key, end, word))
        .chain(
            effect ->
                effect == Effect.UNKNOWN && ours.isPresent()
                    ? restore(ours.get()).chain(() -> far.end(key, end, word))
                    : Uni.createFrom().item(effect))
        .invoke(
            effect -> {
              if (effect == Effect.DONE) {
                ours.ifPresent(record -> shelf.keep(over(record, end, word)));
              }
            });
  }

  /** Whoever asks from now on does not get the answer that others wait for already. */
  @Override
  public void ended(String visibleId) {
    shelf.ended(visibleId);
    lookups.remove(visibleId);
  }

  @Override
  public Uni<Optional<Debt>> owed(TaskKey key) {
    return far.owed(key);
  }

  @Override
  public Uni<Void> drained(TaskKey key) {
    return far.drained(key);
  }

  @Override
  public void sweep() {
    if (!far.certain()) {
      certainty.shaken();
    }
    shelf.sweep();
    rewrites.sweep();
    far.sweep();
  }

  @Override
  public boolean certain() {
    return far.certain() && certainty.holds();
  }

  private Uni<Optional<Trace>> lookUp(String visibleId) {
    return lookups
        .computeIfAbsent(
            visibleId,
            id ->
                certainty
                    .heed(far.find(id))
                    .invoke(found -> found.ifPresent(shelf::keep))
                    .onTermination()
                    .invoke(() -> lookups.remove(id))
                    .memoize()
                    .indefinitely())
        .onFailure(StoreFailure.class)
        .recoverWithUni(
            failure -> {
              Optional<Trace> stale = shelf.stale(visibleId);
              return stale.isPresent()
                  ? Uni.createFrom().item(stale)
                  : Uni.createFrom().failure(failure);
            });
  }

  private Uni<Effect> restore(TaskRecord record) {
    rewrites.forgotten();
    return rewrites.tell(record);
  }

  private Optional<TaskRecord> ours(TaskKey key) {
    return open.byKey(key)
        .map(OpenTask::record)
        .or(() -> Optional.ofNullable(rewrites.untold().get(key)));
  }

  private static Trace over(TaskRecord record, TaskEnd end, Optional<Spoken> word) {
    return word.isPresent() ? record.withEnd(end, word.get()) : record.owned();
  }
}
