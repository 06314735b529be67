package dev.sluice.testing;

import dev.sluice.testing.TeamClient.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Clients that ask one thing after the other, each for itself, until they are told to stop. */
public final class Crowd {

  private final ExecutorService threads;
  private final List<Future<List<Heard>>> clients = new ArrayList<>();
  private final AtomicInteger number = new AtomicInteger();
  private volatile boolean over;

  private Crowd(int clients, IntFunction<Heard> deed) {
    this.threads = Executors.newFixedThreadPool(clients);
    for (int i = 0; i < clients; i++) {
      this.clients.add(threads.submit(() -> run(deed)));
    }
  }

  /**
   * Begins.
   *
   * @param deed what a client does once, with a number that no other deed has
   */
  public static Crowd of(int clients, IntFunction<Heard> deed) {
    return new Crowd(clients, deed);
  }

  private List<Heard> run(IntFunction<Heard> deed) {
    List<Heard> heard = new ArrayList<>();
    while (!over) {
      heard.add(deed.apply(number.getAndIncrement()));
    }
    return heard;
  }

  /** Everything that was heard, once the last one has. */
  public List<Heard> stop() {
    over = true;
    List<Heard> all = new ArrayList<>();
    try {
      for (Future<List<Heard>> client : clients) {
        all.addAll(client.get(90, TimeUnit.SECONDS));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
    return all;
  }

  /**
   * Lets time pass that is itself part of what is tested: a client's time between two deeds, one
   * that obeys a Retry-After, the length of a storm. Where a condition can be awaited, await it.
   */
  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
