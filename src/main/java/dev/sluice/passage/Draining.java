package dev.sluice.passage;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether this replica is about to stop. From then on it takes no submit and lets none wait, and
 * goes on answering polls. There is no way back.
 */
@Singleton
public final class Draining {

  private final AtomicBoolean begun = new AtomicBoolean();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Whether it has begun. */
  public boolean begun() {
    return begun.get();
  }

  /** Begins it and tells every listener, once. */
  public void begin() {
    if (begun.compareAndSet(false, true)) {
      listeners.forEach(Runnable::run);
    }
  }

  /**
   * Runs the task when draining begins, at once where it has begun. It must be idempotent and must
   * not block. For parts that live as long as the gateway: there is no way to take it back.
   */
  public void onBegin(Runnable task) {
    listeners.add(task);
    if (begun()) {
      task.run();
    }
  }
}
