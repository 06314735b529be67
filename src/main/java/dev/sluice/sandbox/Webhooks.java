package dev.sluice.sandbox;

import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Tells the end of a task to whoever asked for it: the status envelope, at the task's end, again
 * after 1, 2 and 4 seconds until somebody answers 200. Nothing else is success.
 *
 * <p>What waits for a task's end is bounded by the limit of unfinished tasks; of ended ones at most
 * {@value #MOST_OUTSTANDING} are being told at once, and further ones are dropped with a warning.
 */
final class Webhooks {

  static final int MOST_OUTSTANDING = 1000;

  private static final Logger LOG = Logger.getLogger(Webhooks.class);
  private static final List<Duration> DELAYS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

  private final Timers timers;
  private final WebhookPost post;
  private final AtomicInteger outstanding = new AtomicInteger();

  Webhooks(Timers timers, WebhookPost post) {
    this.timers = timers;
    this.post = post;
  }

  /** To be called when the task starts. */
  void tellAtEnd(String url, SandboxTask task) {
    timers.after(Duration.ofMillis(task.costMillis()), () -> begin(url, task));
  }

  private void begin(String url, SandboxTask task) {
    if (outstanding.incrementAndGet() > MOST_OUTSTANDING) {
      outstanding.decrementAndGet();
      LOG.warnf("sandbox webhook dropped: task=%s outstanding=%d", task.id(), MOST_OUTSTANDING);
      return;
    }
    attempt(url, task, 0);
  }

  private void attempt(String url, SandboxTask task, int number) {
    post.send(url, Envelopes.status(task, task.ending()))
        .subscribe()
        .with(
            status -> heard(url, task, number, status == 200),
            failure -> heard(url, task, number, false));
  }

  private void heard(String url, SandboxTask task, int number, boolean success) {
    if (!success && number < DELAYS.size()) {
      timers.after(DELAYS.get(number), () -> attempt(url, task, number + 1));
      return;
    }
    outstanding.decrementAndGet();
    if (!success) {
      LOG.warnf("sandbox webhook given up: task=%s attempts=%d", task.id(), number + 1);
    }
  }
}
