package dev.sluice.task;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Polls that are held for tasks which another replica watches: nobody here is told of the end, so
 * the record is read again. At most {@value #MOST} records a round, {@value #AT_ONCE} at once.
 */
final class HeldReads {

  static final int MOST = 1000;
  private static final int AT_ONCE = 32;

  private final TaskStore store;
  private final OpenTasks open;
  private final EndWaiters waiters;
  private final PollWishes wishes;
  private final AtomicBoolean reading = new AtomicBoolean();

  HeldReads(TaskStore store, OpenTasks open, EndWaiters waiters, PollWishes wishes) {
    this.store = store;
    this.open = open;
    this.waiters = waiters;
    this.wishes = wishes;
  }

  /** One round. To be called each second; does nothing while another is on its way. */
  void sweep() {
    List<TaskKey> elsewhere =
        waiters.tasks().stream().filter(key -> open.byKey(key).isEmpty()).limit(MOST).toList();
    if (elsewhere.isEmpty() || !reading.compareAndSet(false, true)) {
      return;
    }
    Multi.createFrom()
        .iterable(elsewhere)
        .onItem()
        .transformToUni(this::read)
        .merge(AT_ONCE)
        .onTermination()
        .invoke(() -> reading.set(false))
        .subscribe()
        .with(done -> {}, failure -> {});
  }

  private Uni<Boolean> read(TaskKey key) {
    return (key.deferred() ? store.find(key.taskId()) : store.find(key))
        .map(
            trace -> {
              if (trace.isEmpty()) {
                return false;
              }
              boolean over = !(trace.get() instanceof TaskRecord record) || record.ended();
              if (over) {
                waiters.wake(key);
              } else if (!trace.get().key().deferred()) {
                wishes.polled((TaskRecord) trace.get());
              }
              return over;
            })
        .onFailure()
        .recoverWithItem(false);
  }
}
