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
  private final Map<String, String> open = new ConcurrentHashMap<>();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<Failure> failures = new CopyOnWriteArrayList<>();

  /**
   * A poll that was not answered 200.
   *
   * @param millis when, by the machine's clock
   */
  public record Failure(String taskId, Reply reply, long millis) {}

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
    open.put(submit.taskId(), key);
    later(key, submit.taskId());
  }

  private void later(String key, String taskId) {
    client.after(spacing, () -> poll(key, taskId));
  }

  private void poll(String key, String taskId) {
    client.status(key, taskId).onSuccess(reply -> heard(key, taskId, reply));
  }

  private void heard(String key, String taskId, Reply reply) {
    if (reply.status() == LoadClient.GONE) {
      poll(key, taskId);
      return;
    }
    if (reply.status() == 200) {
      answered.incrementAndGet();
    } else {
      failed.incrementAndGet();
      if (failures.size() < MOST_FAILURES) {
        failures.add(new Failure(taskId, reply, System.currentTimeMillis()));
      }
    }
    if (reply.state().equals("success") || reply.state().equals("failed")) {
      open.remove(taskId);
    } else {
      later(key, taskId);
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
