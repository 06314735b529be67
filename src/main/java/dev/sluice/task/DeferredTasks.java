package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.routing.Provider;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Optional;

/**
 * The tasks of submits that no upstream has yet: each has a record from the start, under an id of
 * the gateway's own, in whose place the vendor's task comes when the submit is sent. One that is
 * never sent, or of which nobody knows, ends as failed, and its team is told where it asked for
 * that. It held no slot, and is not counted as used.
 */
public final class DeferredTasks {

  private final TaskStore store;
  private final EndNotices notices;
  private final EndWaiters waiters;
  private final Clock clock;

  DeferredTasks(TaskStore store, EndNotices notices, EndWaiters waiters, Clock clock) {
    this.store = store;
    this.notices = notices;
    this.waiters = waiters;
    this.clock = clock;
  }

  /**
   * A submit that was accepted and waits for its turn.
   *
   * @param givenId under which its team knows it
   * @param door the dialect of the door to which it came
   * @param model the model id that the team asked for
   * @param callback the URL at which the team wants to be told of the end, if it does
   * @param acceptedMillis when it was accepted, Unix milliseconds
   */
  public record Waiting(
      String givenId,
      String team,
      String door,
      String model,
      Optional<String> callback,
      long acceptedMillis) {}

  /** Records one, as waiting. */
  public Uni<Void> open(Waiting waiting) {
    Dialect door = Dialects.named(waiting.door());
    TaskRecord record =
        TaskRecord.open(
            TaskKey.deferred(waiting.givenId()),
            new Origin(
                waiting.team(),
                waiting.model(),
                Provider.AUTO,
                waiting.givenId(),
                waiting.callback(),
                Optional.of(new Asked(waiting.door(), waiting.model()))),
            waiting.acceptedMillis(),
            new Spoken(Finding.GOOD, door.waiting(waiting.givenId(), waiting.acceptedMillis())));
    return store.bind(record).replaceWithVoid();
  }

  /**
   * Ends one as failed, unless a task has come of it or it has ended before, and tells its team.
   * May be called again; it is told once.
   *
   * @param failCode why, as a word in capitals or a number
   * @param failMsg why, as a sentence
   * @return whether it has ended by this or by an earlier such call; false where a task has come of
   *     it, or nothing is known of it. Fails where that cannot be kept now
   */
  public Uni<Boolean> fail(String givenId, String failCode, String failMsg) {
    TaskKey key = TaskKey.deferred(givenId);
    return store
        .find(key)
        .chain(
            found ->
                found.isPresent() && found.get() instanceof TaskRecord record
                    ? ended(record, failCode, failMsg)
                    : Uni.createFrom().item(found.isPresent()));
  }

  private Uni<Boolean> ended(TaskRecord record, String failCode, String failMsg) {
    TaskKey key = record.key();
    byte[] last =
        record
            .asked()
            .map(asked -> Dialects.named(asked.dialect()))
            .orElseThrow()
            .failed(record.visibleId(), record.acceptedMillis(), failCode, failMsg);
    TaskEnd end = new TaskEnd(TaskEnd.Cause.FAILED, clock.millis());
    store.ended(record.visibleId());
    return store
        .end(key, end, Optional.of(new Spoken(Finding.GOOD, last)))
        .chain(
            effect ->
                effect == TaskStore.Effect.UNKNOWN
                    ? Uni.createFrom().item(false)
                    : told(key).replaceWith(true))
        .invoke(() -> waiters.wake(key));
  }

  private Uni<Void> told(TaskKey key) {
    return store.owed(key).chain(owed -> owed.map(this::pay).orElse(Uni.createFrom().voidItem()));
  }

  private Uni<Void> pay(Debt debt) {
    Uni<Void> told =
        debt.origin().callback().isPresent() ? notices.keep(debt) : Uni.createFrom().voidItem();
    return told.chain(() -> store.drained(debt.key()));
  }
}
