package dev.sluice.sandbox;

import dev.sluice.time.Timers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Tells the end of a task to whoever asked for it: in its vendor's words, at the task's end, again
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

  /**
   * To be called when the task starts.
   *
   * @param letter what is to be told, written anew for each attempt
   */
  void tellAtEnd(String url, SandboxTask task, Supplier<Letter> letter) {
    timers.after(Duration.ofMillis(task.costMillis()), () -> begin(new Errand(url, task, letter)));
  }

  private record Errand(String url, SandboxTask task, Supplier<Letter> letter) {}

  private void begin(Errand errand) {
    if (outstanding.incrementAndGet() > MOST_OUTSTANDING) {
      outstanding.decrementAndGet();
      LOG.warnf(
          "sandbox webhook dropped: task=%s outstanding=%d", errand.task().id(), MOST_OUTSTANDING);
      return;
    }
    attempt(errand, 0);
  }

  private void attempt(Errand errand, int number) {
    post.send(errand.url(), errand.letter().get())
        .subscribe()
        .with(
            status -> heard(errand, number, status == 200),
            failure -> heard(errand, number, false));
  }

  private void heard(Errand errand, int number, boolean success) {
    if (!success && number < DELAYS.size()) {
      timers.after(DELAYS.get(number), () -> attempt(errand, number + 1));
      return;
    }
    outstanding.decrementAndGet();
    if (!success) {
      LOG.warnf("sandbox webhook given up: task=%s attempts=%d", errand.task().id(), number + 1);
    }
  }
}
