package dev.sluice.task;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Relayed;
import dev.sluice.time.Ticker;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers that cost a request: asked for once, whoever asks in the meantime waits for the same one,
 * and kept for a while. A client that leaves disturbs nobody. Bounded, the least used go first.
 * Thread-safe.
 */
final class SharedAnswers<K> {

  private final Ticker ticker;
  private final int most;
  private final Map<K, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);

  private static final class Kept {
    private final Uni<Answer> answer;
    private volatile boolean there;
    private volatile long until;

    private Kept(Supplier<Uni<Answer>> ask, Function<Answer, Duration> life, Ticker ticker) {
      this.answer =
          Uni.createFrom()
              .deferred(() -> ask.get())
              .onFailure()
              .invoke(failure -> expire(Duration.ZERO, ticker))
              .invoke(item -> expire(life.apply(item), ticker))
              .memoize()
              .indefinitely();
    }

    private void expire(Duration after, Ticker ticker) {
      until = ticker.nanos() + after.toNanos();
      there = true;
    }

    private boolean usable(long now) {
      return !there || until - now > 0;
    }
  }

  SharedAnswers(Ticker ticker, int most) {
    this.ticker = ticker;
    this.most = most;
  }

  /**
   * The kept answer, marked as one that cost nothing, or the one that is asked for now.
   *
   * @param life how long an answer is kept
   */
  Uni<Answer> of(K key, Supplier<Uni<Answer>> ask, Function<Answer, Duration> life) {
    synchronized (kept) {
      Kept before = kept.get(key);
      if (before != null && before.usable(ticker.nanos())) {
        return before.answer.map(SharedAnswers::hit);
      }
      Kept fresh = new Kept(ask, life, ticker);
      kept.put(key, fresh);
      if (kept.size() > most) {
        kept.remove(kept.keySet().iterator().next());
      }
      return fresh.answer;
    }
  }

  private static Answer hit(Answer answer) {
    return answer instanceof Relayed relayed ? relayed.with("Cache-Status", "sluice; hit") : answer;
  }
}
