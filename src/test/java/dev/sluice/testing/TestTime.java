package dev.sluice.testing;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Time that moves only when a test says so: ticker, timers and calendar in one. Not for several
 * threads.
 */
public final class TestTime implements Ticker, Timers {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
  private long now = 1;
  private long numbers;

  @Override
  public long nanos() {
    return now;
  }

  /** Moves time forward and runs, in order, what falls due on the way. */
  public void advance(Duration by) {
    long target = now + by.toNanos();
    while (!tasks.isEmpty() && tasks.peek().due() <= target) {
      Task task = tasks.poll();
      if (!task.cancelled().get()) {
        now = Math.max(now, task.due());
        task.run().run();
      }
    }
    now = target;
  }

  /** Makes the ticker jump, as a broken clock does; nothing falls due. */
  public void jump(Duration by) {
    now += by.toNanos();
  }

  @Override
  public Alarm after(Duration delay, Runnable task) {
    Task due =
        new Task(now + Math.max(1_000_000, delay.toNanos()), numbers++, task, new AtomicBoolean());
    tasks.add(due);
    return () -> due.cancelled().set(true);
  }

  @Override
  public Alarm every(Duration period, Runnable task) {
    Repeating repeating = new Repeating(period, task);
    repeating.next();
    return repeating;
  }

  /** The calendar: begins on the first of January 2026, UTC, and moves with the ticker. */
  public Clock clock() {
    InstantSource source = () -> START.plusNanos(now - 1);
    return source.withZone(ZoneOffset.UTC);
  }

  private record Task(long due, long number, Runnable run, AtomicBoolean cancelled) {}

  private final class Repeating implements Alarm {
    private final Duration period;
    private final Runnable task;
    private Alarm alarm = () -> {};
    private boolean cancelled;

    private Repeating(Duration period, Runnable task) {
      this.period = period;
      this.task = task;
    }

    private void next() {
      alarm =
          after(
              period,
              () -> {
                task.run();
                if (!cancelled) {
                  next();
                }
              });
    }

    @Override
    public void cancel() {
      cancelled = true;
      alarm.cancel();
    }
  }
}
