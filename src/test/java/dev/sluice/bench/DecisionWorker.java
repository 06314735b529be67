package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jboss.logging.Logger;

/**
 * One process: so many callers, each of which asks again as soon as it was answered. What was not
 * answered at the end counts with its age, so that a decider that starves some does not look
 * better.
 *
 * <p>Arguments: decider, Redis, callers, seconds. Talks with {@link DecisionBench} over its
 * standard streams, and so prints nothing else there: says {@code ready}, begins at a line on its
 * input, and ends with one line: decisions, granted, failed, and the histogram of microseconds.
 */
final class DecisionWorker {

  private static final Logger LOG = Logger.getLogger(DecisionWorker.class);

  /** What this program is for goes to standard output, and nothing else does. */
  private static final PrintStream RESULT = System.out;

  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private final Decider decider;
  private final long[] begun;
  private final LongAdder granted = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile Histogram times = new ConcurrentHistogram(3);
  private volatile boolean over;

  private DecisionWorker(Decider decider, int callers) {
    this.decider = decider;
    this.begun = new long[callers];
  }

  public static void main(String[] arguments) throws Exception {
    try {
      var worker =
          new DecisionWorker(
              Decider.named(arguments[0], arguments[1]), Integer.parseInt(arguments[2]));
      worker.run(Duration.ofSeconds(Integer.parseInt(arguments[3])));
      System.exit(0);
    } catch (Exception failed) {
      LOG.error("not measured", failed);
      System.exit(1); // event loops would keep it alive
    }
  }

  private void run(Duration measured) throws Exception {
    while (!Boolean.TRUE.equals(decider.decide(0).toCompletableFuture().get())) {
      pass(Duration.ofMillis(100)); // a new generation grants nothing at first
    }
    var orders = new BufferedReader(new InputStreamReader(System.in));
    RESULT.println("ready");
    orders.readLine();
    for (int caller = 0; caller < begun.length; caller++) {
      ask(caller);
    }
    pass(WARM_UP);
    granted.reset();
    failed.reset();
    Histogram measuring = new ConcurrentHistogram(3);
    times = measuring;
    pass(measured);
    over = true;
    Histogram all = measuring.copy();
    long decisions = all.getTotalCount();
    long now = System.nanoTime();
    for (long since : begun.clone()) {
      all.recordValue(micros(now - since));
    }
    RESULT.println(decisions + " " + granted.sum() + " " + failed.sum() + " " + text(all));
  }

  private static void pass(Duration time) throws InterruptedException {
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Goes on in a loop where answers come at once, so that no stack grows. */
  private void ask(int caller) {
    while (!over) {
      begun[caller] = System.nanoTime();
      var answer = decider.decide(caller).toCompletableFuture();
      if (!answer.isDone()) {
        answer.whenComplete(
            (yes, failure) -> {
              answered(caller, yes, failure);
              ask(caller);
            });
        return;
      }
      answer.whenComplete((yes, failure) -> answered(caller, yes, failure));
    }
  }

  private void answered(int caller, Boolean yes, Throwable failure) {
    if (over) {
      return;
    }
    if (failure != null) {
      failed.increment();
      return;
    }
    times.recordValue(micros(System.nanoTime() - begun[caller]));
    if (yes) {
      granted.increment();
    }
  }

  private static long micros(long nanos) {
    return Math.max(1, nanos / 1000);
  }

  private static String text(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
  }
}
