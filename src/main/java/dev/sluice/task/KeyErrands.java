package dev.sluice.task;

import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What the store of keys is to be told once a submit was answered: told at once, and where it
 * cannot be, again for ten minutes. What is given up then, or finds no room here, or goes with the
 * process, leaves its claim standing, which runs out into an unknown outcome: never a second
 * submit.
 *
 * <p>At most {@value #MOST} errands and 32 MiB of answers; those that only free a key may take half
 * the room. Thread-safe.
 */
final class KeyErrands {

  static final int MOST = 10_000;
  static final Duration PERSISTENCE = Duration.ofMinutes(10);

  private static final Logger LOG = Logger.getLogger(KeyErrands.class);
  private static final long MOST_BYTES = 32L << 20;
  private static final int ROUND = 256;
  private static final int AT_ONCE = 64;

  private final Ticker ticker;
  private final ArrayDeque<Errand> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean behind;
  private boolean running;

  private record Errand(Supplier<Uni<Void>> step, int weight, long since) {}

  KeyErrands(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Runs an errand.
   *
   * @param step idempotent
   * @param weight of the answer that it carries, in bytes; 0 where it carries none
   * @return completes after the first attempt, whatever came of it
   */
  Uni<Void> run(Supplier<Uni<Void>> step, int weight) {
    return attempt(new Errand(step, weight, ticker.nanos()));
  }

  /** Tries again what could not be told; to be called about once a second. */
  void retry() {
    List<Errand> round = round();
    if (!round.isEmpty()) {
      Multi.createFrom()
          .iterable(round)
          .onItem()
          .transformToUni(this::attempt)
          .merge(AT_ONCE)
          .collect()
          .asList()
          .subscribe()
          .with(done -> ended(), failure -> ended());
    }
  }

  /** How many wait to be tried again. */
  synchronized int size() {
    return waiting.size();
  }

  private Uni<Void> attempt(Errand errand) {
    return Uni.createFrom()
        .deferred(() -> errand.step().get())
        .onFailure()
        .recoverWithItem(
            failure -> {
              setAside(errand);
              return null;
            });
  }

  private synchronized void setAside(Errand errand) {
    int room = errand.weight() > 0 ? MOST : MOST / 2;
    boolean fits = waiting.size() < room && bytes + errand.weight() <= MOST_BYTES;
    if (!fits || ticker.nanos() - errand.since() >= PERSISTENCE.toNanos()) {
      LOG.warnf("idempotency-given-up answer=%s fits=%s", errand.weight() > 0, fits);
      return;
    }
    if (!behind) {
      behind = true;
      LOG.warn("idempotency-behind: the store of keys cannot be told; it is tried again");
    }
    waiting.add(errand);
    bytes += errand.weight();
  }

  private synchronized List<Errand> round() {
    List<Errand> round = new ArrayList<>();
    if (running) {
      return round;
    }
    while (round.size() < ROUND && !waiting.isEmpty()) {
      Errand next = waiting.poll();
      bytes -= next.weight();
      round.add(next);
    }
    running = !round.isEmpty();
    return round;
  }

  private synchronized void ended() {
    running = false;
    if (behind && waiting.isEmpty()) {
      behind = false;
      LOG.info("idempotency-caught-up");
    }
  }
}
