package dev.sluice.task;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Reads in the store whether tasks that are watched here have ended elsewhere, where that may have
 * been told in vain: all of them once after a gap, and again and again while it lasts. At most
 * {@value #MOST} a second, {@value #AT_ONCE} at once; costs the upstream nothing.
 */
final class CatchUp {

  static final int MOST = 500;
  private static final int AT_ONCE = 32;

  private final OpenTasks open;
  private final Function<OpenTask, Uni<Void>> again;
  private final Queue<OpenTask> doubted = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile boolean deaf;

  /**
   * @param again reads whether a task has ended, and lets it go then; never fails
   */
  CatchUp(OpenTasks open, Function<OpenTask, Uni<Void>> again) {
    this.open = open;
    this.again = again;
  }

  /** Ends are told from now on, or are not. */
  void hearing(boolean now) {
    deaf = !now;
    if (now) {
      doubted.clear();
      doubted.addAll(open.all());
      sweep();
    }
  }

  /** One round. To be called each second. */
  void sweep() {
    if (deaf && doubted.isEmpty()) {
      doubted.addAll(open.all());
    }
    if (doubted.isEmpty() || !reading.compareAndSet(false, true)) {
      return;
    }
    List<OpenTask> some = new ArrayList<>();
    for (int i = 0; i < MOST && !doubted.isEmpty(); i++) {
      OpenTask task = doubted.poll();
      if (task != null && open.bySlot(task.slot()).filter(task::equals).isPresent()) {
        some.add(task);
      }
    }
    Multi.createFrom()
        .iterable(some)
        .onItem()
        .transformToUni(again::apply)
        .merge(AT_ONCE)
        .onTermination()
        .invoke(() -> reading.set(false))
        .subscribe()
        .with(done -> {}, failure -> {});
  }
}
