package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.LoadClient.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * For every accepted task a client that polls it until it hears of its end, and that takes every
 * answer but 200 for a failure. A poll whose gateway was killed meanwhile is sent to another one,
 * as a balancer would do.
 */
public final class Pollers {

  /** Failures that are kept; of a storm of them the first tell enough. */
  private static final int MOST_FAILURES = 200;

  private final LoadClient client;
  private final Duration spacing;
  private final Map<String, Task> open = new ConcurrentHashMap<>();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<Failure> failures = new CopyOnWriteArrayList<>();

  private record Task(String id, String key, long accepted) {}

  /**
   * A poll that was not answered 200.
   *
   * @param accepted when the task was accepted, by {@link System#nanoTime}
   * @param at when the answer came
   */
  public record Failure(String taskId, Reply reply, long accepted, long at) {}

  /**
   * @param spacing between an answer and the next poll of the same task
   */
  public Pollers(LoadClient client, Duration spacing) {
    this.client = client;
    this.spacing = spacing;
  }

  /** Hears of an accepted submit. */
  public void follow(String key, Reply submit) {
    accepted.incrementAndGet();
    Task task = new Task(submit.taskId(), key, System.nanoTime());
    open.put(task.id, task);
    later(task);
  }

  private void later(Task task) {
    client.after(spacing, () -> poll(task));
  }

  private void poll(Task task) {
    client.status(task.key, task.id).onSuccess(reply -> heard(task, reply));
  }

  private void heard(Task task, Reply reply) {
    if (reply.status() == LoadClient.GONE) {
      poll(task);
      return;
    }
    if (reply.status() == 200) {
      answered.incrementAndGet();
    } else {
      failed.incrementAndGet();
      if (failures.size() < MOST_FAILURES) {
        failures.add(new Failure(task.id, reply, task.accepted, System.nanoTime()));
      }
    }
    if (reply.state().equals("success") || reply.state().equals("failed")) {
      open.remove(task.id);
    } else {
      later(task);
    }
  }

  /** Tasks whose end nobody has heard of. */
  public int open() {
    return open.size();
  }

  /** Tasks that were accepted. */
  public long accepted() {
    return accepted.get();
  }

  /** Polls that were answered 200. */
  public long answered() {
    return answered.get();
  }

  /** Polls that were not answered 200, the first of them. */
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Every poll was answered 200. */
  public void assertThatEveryPollWasAnswered() {
    assertThat(failures).as("%s", this).isEmpty();
    assertThat(answered.get()).as("polls answered").isPositive();
  }

  /** Of every task that was accepted the end is heard. */
  public void assertThatNoTaskIsLost(Duration within) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(250))
        .atMost(within)
        .untilAsserted(() -> assertThat(open).as("%s", this).isEmpty());
  }

  @Override
  public String toString() {
    return "accepted=%d open=%d polls=%d failed=%d"
        .formatted(accepted.get(), open.size(), answered.get() + failed.get(), failed.get());
  }
}
