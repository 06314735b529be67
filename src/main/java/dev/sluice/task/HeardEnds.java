package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.dialect.Dialect;
import dev.sluice.redis.StoreFailure;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Ends tasks of which their upstream told that they are over, without having been asked. */
final class HeardEnds implements Callbacks.Ends {

  private static final Logger LOG = Logger.getLogger(HeardEnds.class);

  private final Outbox outbox;
  private final Budgets budgets;
  private final TeamWords words;
  private final Opening opening;
  private final Closing closing;
  private final Optional<IdempotentSubmits> keyed;

  /**
   * @param keyed who is told of the tasks of submits with an {@code Idempotency-Key}, if anybody
   */
  HeardEnds(
      Outbox outbox,
      Budgets budgets,
      TeamWords words,
      Opening opening,
      Closing closing,
      Optional<IdempotentSubmits> keyed) {
    this.outbox = outbox;
    this.budgets = budgets;
    this.words = words;
    this.opening = opening;
    this.closing = closing;
    this.keyed = keyed;
  }

  /** First who keeps the answer of its key: a callback that fails there comes again. */
  @Override
  public Uni<Heard> end(Submission submission, Trace trace, Finding.Over found) {
    Budget budget = budgets.of(submission.upstream());
    return kept(submission, keyed(submission, trace).chain(() -> end(budget, trace, found)));
  }

  @Override
  public Uni<Heard> runs(Submission submission, Trace trace) {
    return kept(submission, keyed(submission, trace).replaceWith(Heard.RUNNING));
  }

  private static Uni<Heard> kept(Submission submission, Uni<Heard> heard) {
    return heard
        .onFailure()
        .recoverWithItem(
            failure -> {
              if (!(failure instanceof StoreFailure)) {
                LOG.errorf(failure, "callback-not-kept slot=%s", submission.slot());
              }
              return Heard.NOT_NOW;
            });
  }

  /**
   * Of a task whose record has been dropped nobody knows the submit: no key is answered with it.
   */
  private Uni<Void> keyed(Submission submission, Trace trace) {
    Optional<Dialect> teams = words.spoken(trace.key(), trace.asked());
    if (keyed.isEmpty()
        || submission.claim().isEmpty()
        || teams.isEmpty()
        || !(trace instanceof TaskRecord)) {
      return Uni.createFrom().voidItem();
    }
    return keyed
        .get()
        .bound(
            submission.team(),
            submission.claim().get(),
            submission.upstream(),
            trace.visibleId(),
            teams.get())
        .replaceWithVoid();
  }

  /** Of a task whose record has been dropped nobody knows the slot: none is released. */
  private Uni<Heard> end(Budget budget, Trace trace, Finding.Over found) {
    if (!(trace instanceof TaskRecord record)) {
      return outbox.settle(budget, trace.key()).replaceWith(Heard.DUPLICATE);
    }
    return closing
        .over(opening.ending(record, budget), found, opening.age(record), FoundBy.CALLBACK)
        .map(
            told ->
                switch (told) {
                  case ENDED -> Heard.HEARD;
                  case BEFORE -> Heard.DUPLICATE;
                  case NOT_YET -> Heard.NOT_NOW;
                });
  }
}
