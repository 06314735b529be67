package dev.sluice.task;

import dev.sluice.passage.Passage;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients whose status answer is held until their task ends. At most so many; each leaves when its
 * task ends, its time is over, or its client goes. Thread-safe.
 */
final class EndWaiters {

  /** How many may wait at once, over all tasks and teams. */
  static final int MOST = 10_000;

  private final Timers timers;
  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<TaskKey, Set<Waiter>> waiters = new ConcurrentHashMap<>();
  private volatile boolean closed;

  EndWaiters(Timers timers, int most) {
    this.timers = timers;
    this.most = most;
  }

  /**
   * A place to wait; empty where all are taken, or where it is closed.
   *
   * @return completes when the task ends or the time is over. The caller looks at the record again
   *     then
   */
  Optional<Waiter> enter(TaskKey key, Duration limit, Passage passage) {
    if (closed) {
      return Optional.empty();
    }
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      return Optional.empty();
    }
    Waiter waiter = new Waiter(key);
    waiters.compute(
        key,
        (k, set) -> {
          Set<Waiter> all = set == null ? ConcurrentHashMap.newKeySet() : set;
          all.add(waiter);
          return all;
        });
    waiter.setAlarm(timers.after(limit, waiter::leave));
    passage.onDeparture(waiter::leave);
    if (closed) {
      waiter.leave();
    }
    return Optional.of(waiter);
  }

  /** The task has ended: everybody goes on. */
  void wake(TaskKey key) {
    Set<Waiter> all = waiters.remove(key);
    if (all != null) {
      all.forEach(Waiter::leave);
    }
  }

  /** Everybody goes on, and nobody waits from now on. */
  void close() {
    closed = true;
    waiters.keySet().forEach(this::wake);
  }

  /** The tasks that somebody waits for. */
  Set<TaskKey> tasks() {
    return waiters.keySet();
  }

  int waiting() {
    return waiting.get();
  }

  /** One that waits. */
  final class Waiter {
    private final TaskKey key;
    private final AtomicBoolean left = new AtomicBoolean();
    private final Uni<Void> over;
    private volatile Timers.Alarm alarm = () -> {};
    private volatile Runnable onward = () -> {};

    private Waiter(TaskKey key) {
      this.key = key;
      this.over =
          Uni.createFrom()
              .<Void>emitter(
                  emitter -> {
                    onward = () -> emitter.complete(null);
                    if (left.get()) {
                      onward.run();
                    }
                  })
              .onCancellation()
              .invoke(this::leave);
    }

    private void setAlarm(Timers.Alarm end) {
      alarm = end;
      if (left.get()) {
        end.cancel();
      }
    }

    /** Completes when the wait is over. To be subscribed to once. */
    Uni<Void> over() {
      return over;
    }

    /** Goes on now. Does nothing the second time. */
    void leave() {
      if (left.compareAndSet(false, true)) {
        waiting.decrementAndGet();
        alarm.cancel();
        waiters.computeIfPresent(
            key,
            (k, set) -> {
              set.remove(this);
              return set.isEmpty() ? null : set;
            });
        onward.run();
      }
    }
  }
}
