package dev.sluice.task;

import dev.sluice.budget.Budgets;
import dev.sluice.dialect.Dialect;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Relayed;
import dev.sluice.time.Ticker;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Polls for tasks whose envelope was dropped: the upstream is asked, for one token. Whoever asks
 * again within {@value #LIFE_SECONDS} s gets the same answer, so that polling an old task in a loop
 * does not spend the budget.
 */
final class LateReads {

  private static final int LIFE_SECONDS = 2;
  private static final int MOST_KEPT = 1000;

  private final Upstreams upstreams;
  private final Budgets budgets;
  private final PaidReads reads;
  private final TeamWords words;
  private final Meters meters;
  private final SharedAnswers<TaskKey> shared;

  LateReads(
      Upstreams upstreams,
      Budgets budgets,
      PaidReads reads,
      TeamWords words,
      Meters meters,
      Ticker ticker) {
    this.upstreams = upstreams;
    this.budgets = budgets;
    this.reads = reads;
    this.words = words;
    this.meters = meters;
    this.shared = new SharedAnswers<>(ticker, MOST_KEPT);
  }

  /**
   * The upstream's answer, in the words of the door.
   *
   * @param door the language of the door that was asked
   */
  Uni<Answer> read(Owned owned, Dialect door) {
    return shared
        .of(owned.key(), () -> ask(owned), answer -> Duration.ofSeconds(LIFE_SECONDS))
        .map(answer -> told(owned, answer, door));
  }

  private Uni<Answer> ask(Owned owned) {
    TaskKey key = owned.key();
    return reads.read(
        budgets.of(key.upstream()),
        upstreams.of(key.upstream()).dialect(),
        permit -> {
          meters.poll("upstream");
          return upstreams.of(key.upstream()).status(owned.model(), key.taskId(), permit);
        });
  }

  private Answer told(Owned owned, Answer answer, Dialect door) {
    if (!(answer instanceof Relayed relayed)) {
      return answer;
    }
    byte[] body = words.status(owned, new Spoken(relayed.status(), relayed.body()), door);
    return body == relayed.body()
        ? relayed
        : new Relayed(relayed.status(), relayed.headers(), body);
  }
}
