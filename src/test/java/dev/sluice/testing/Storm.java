package dev.sluice.testing;

import dev.sluice.testing.LoadClient.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Crowds of a team's clients that submit until the storm is over. Every crowd is bounded: in
 * clients, or in submits under way.
 */
public final class Storm {

  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration BREATH = Duration.ofMillis(100);
  private static final int MOST_UNDER_WAY = 1500;

  private final LoadClient client;
  private final BiConsumer<String, Reply> accepted;
  private volatile boolean over;

  /**
   * @param accepted hears of every accepted submit: the team's key, and the answer
   */
  public Storm(LoadClient client, BiConsumer<String, Reply> accepted) {
    this.client = client;
    this.accepted = accepted;
  }

  /** What a crowd has sent and heard so far. */
  public static final class Tally {
    private final LongAdder sent = new LongAdder();
    private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
    private final LongAdder untold = new LongAdder();
    private final AtomicInteger underWay = new AtomicInteger();

    public long sent() {
      return sent.sum();
    }

    /** Answers of this status; 0 stands for none. */
    public long answered(int status) {
      LongAdder count = answers.get(status);
      return count == null ? 0 : count.sum();
    }

    /** Answers by status. */
    public Map<Integer, Long> answers() {
      Map<Integer, Long> counts = new TreeMap<>();
      answers.forEach((status, count) -> counts.put(status, count.sum()));
      return counts;
    }

    /** Refusals that do not say when to come back. */
    public long untold() {
      return untold.sum();
    }

    @Override
    public String toString() {
      return "sent=" + sent() + " answers=" + answers();
    }

    private void sending() {
      sent.increment();
      underWay.incrementAndGet();
    }

    private void heard(Reply reply) {
      underWay.decrementAndGet();
      answers.computeIfAbsent(reply.status(), status -> new LongAdder()).increment();
      if ((reply.status() == 429 || reply.status() == 503) && reply.retryAfter() < 1) {
        untold.increment();
      }
    }
  }

  /** Submits that come so many a second, whatever becomes of those before. */
  public Tally flood(String key, double perSecond, int wait) {
    Tally tally = new Tally();
    double[] owed = {0};
    long[] last = {System.nanoTime()};
    client.every(
        TICK,
        () -> {
          long now = System.nanoTime();
          owed[0] = Math.min(owed[0] + perSecond * (now - last[0]) / 1e9, perSecond);
          last[0] = now;
          for (; owed[0] >= 1; owed[0]--) {
            if (tally.underWay.get() < MOST_UNDER_WAY) {
              submit(key, wait, tally, reply -> {});
            }
          }
          return !over;
        });
    return tally;
  }

  /** Submits that are never closer to each other than this. */
  public Tally paced(String key, Duration spacing, int wait) {
    Tally tally = new Tally();
    pace(key, spacing, wait, tally);
    return tally;
  }

  private void pace(String key, Duration spacing, int wait, Tally tally) {
    client.after(
        spacing,
        () -> {
          if (!over) {
            submit(key, wait, tally, reply -> {});
            pace(key, spacing, wait, tally);
          }
        });
  }

  /** Clients of which each has one submit waiting at all times. */
  public Tally queue(String key, int clients, int wait) {
    return clients(key, clients, wait, reply -> Duration.ZERO);
  }

  /** The same, but who is refused comes back when he was told to. */
  public Tally patient(String key, int clients, int wait) {
    return clients(key, clients, wait, reply -> Duration.ofSeconds(reply.retryAfter()));
  }

  /** Clients that do not wait, and come back when they were told to. */
  public Tally obedient(String key, int clients) {
    return clients(key, clients, 0, reply -> Duration.ofSeconds(reply.retryAfter()));
  }

  private Tally clients(
      String key, int clients, int wait, java.util.function.Function<Reply, Duration> pause) {
    Tally tally = new Tally();
    for (int i = 0; i < clients; i++) {
      client.after(Duration.ofMillis(1 + i), () -> goOn(key, wait, tally, pause));
    }
    return tally;
  }

  private void goOn(
      String key, int wait, Tally tally, java.util.function.Function<Reply, Duration> pause) {
    if (over) {
      return;
    }
    submit(
        key,
        wait,
        tally,
        reply -> {
          Duration rest =
              reply.status() == 200 ? Duration.ZERO : longer(BREATH, pause.apply(reply));
          if (rest.isZero()) {
            goOn(key, wait, tally, pause);
          } else {
            client.after(rest, () -> goOn(key, wait, tally, pause));
          }
        });
  }

  private void submit(String key, int wait, Tally tally, java.util.function.Consumer<Reply> then) {
    tally.sending();
    client
        .submit(key, "a storm", wait)
        .onSuccess(
            reply -> {
              tally.heard(reply);
              if (reply.status() == 200) {
                accepted.accept(key, reply);
              }
              then.accept(reply);
            });
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Nothing new is sent from now on; what is under way is answered. */
  public void end() {
    over = true;
  }
}
