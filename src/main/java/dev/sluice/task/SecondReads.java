package dev.sluice.task;

import dev.sluice.budget.Budgets;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Relayed;
import dev.sluice.upstream.Reply;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Asks the upstream itself about a task of which somebody says that it has ended, for one token of
 * the watcher (law W1).
 */
final class SecondReads {

  private final Upstreams upstreams;
  private final Budgets budgets;
  private final PaidReads reads;
  private final Meters meters;

  SecondReads(Upstreams upstreams, Budgets budgets, PaidReads reads, Meters meters) {
    this.upstreams = upstreams;
    this.budgets = budgets;
    this.reads = reads;
    this.meters = meters;
  }

  /** Asks. Where there was no token, or no answer, that is unclear; never fails. */
  Uni<Finding> read(TaskKey key, String model) {
    Upstream upstream = upstreams.of(key.upstream());
    return reads
        .read(
            budgets.of(key.upstream()),
            upstream.dialect(),
            permit -> {
              meters.poll("upstream");
              return upstream.status(model, key.taskId(), permit);
            })
        .map(answer -> finding(upstream, key, answer));
  }

  private static Finding finding(Upstream upstream, TaskKey key, Answer answer) {
    if (answer instanceof Relayed relayed) {
      Reply reply =
          new Reply.Answered(relayed.status(), relayed.headers(), relayed.body(), Optional.empty());
      return Finding.of(reply, upstream.dialect(), key.taskId());
    }
    return new Finding.Unclear(false, "not read");
  }
}
