package dev.sluice.task;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Verdict;
import dev.sluice.meters.Meters;
import dev.sluice.time.Ticker;
import dev.sluice.upstream.Reply;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * One paid look at a task, and what follows from what it tells. The task is to be begun before; it
 * rests afterwards, with its next look set, or is closed.
 */
final class Look {

  private static final Logger LOG = Logger.getLogger(Look.class);

  private final Upstreams upstreams;
  private final TaskStore store;
  private final Closing closing;
  private final LookTimes times;
  private final Meters meters;
  private final Ticker ticker;

  /** When each upstream last answered for a task, ticker time. */
  private final Map<String, Long> answered = new ConcurrentHashMap<>();

  Look(
      Upstreams upstreams,
      TaskStore store,
      Closing closing,
      LookTimes times,
      Meters meters,
      Ticker ticker) {
    this.upstreams = upstreams;
    this.store = store;
    this.closing = closing;
    this.times = times;
    this.meters = meters;
    this.ticker = ticker;
  }

  /**
   * Takes it.
   *
   * @param gap since the look before
   * @return completes when all is done; never fails
   */
  Uni<Void> take(OpenTask task, Verdict.Granted grant, Duration gap) {
    Budget budget = task.budget();
    return Uni.createFrom()
        .deferred(
            () ->
                upstream(task)
                    .status(task.origin().model(), task.key().taskId(), () -> budget.fresh(grant)))
        .onFailure()
        .recoverWithItem(failure -> new Reply.Failed(true, failure.getClass().getSimpleName()))
        .invoke(reply -> settle(budget, grant, reply))
        .chain(
            reply ->
                reply instanceof Reply.Failed failed && !failed.sent() && !budget.fresh(grant)
                    ? rest(task, times.schedule().retry())
                    : follow(task, read(task, reply), gap))
        .onFailure()
        .recoverWithUni(
            failure -> {
              LOG.errorf(failure, "task-look-failed slot=%s", task.slot());
              return rest(task, CheckSchedule.MOST_SPACING);
            });
  }

  /**
   * Asks the store, at no cost to the upstream, whether another replica has ended it; if so it is
   * not watched here any more. Never fails.
   */
  Uni<Void> again(OpenTask task) {
    return store
        .find(task.key())
        .chain(
            trace ->
                trace.isEmpty() || trace.get() instanceof TaskRecord record && !record.ended()
                    ? Uni.createFrom().voidItem()
                    : closing.elsewhere(task))
        .onFailure()
        .recoverWithItem((Void) null);
  }

  private Upstream upstream(OpenTask task) {
    return upstreams.of(task.key().upstream());
  }

  private Finding read(OpenTask task, Reply reply) {
    return reply instanceof Reply.Failed failed
        ? new Finding.Unclear(failed.sent(), failed.cause())
        : Finding.of(reply, upstream(task).dialect(), task.key().taskId());
  }

  private void settle(Budget budget, Verdict.Granted grant, Reply reply) {
    boolean sent = !(reply instanceof Reply.Failed failed) || failed.sent();
    budget.settle(grant.id(), sent ? Ending.STARTED_NOTHING : Ending.NEVER_SENT, Duration.ZERO);
    if (sent) {
      meters.poll("upstream");
    }
  }

  private Uni<Void> follow(OpenTask task, Finding finding, Duration gap) {
    long now = ticker.nanos();
    Duration age = task.age(now);
    if (finding instanceof Finding.Over over) {
      known(task, now);
      return closing.over(task, over, age.minus(gap.dividedBy(2)));
    }
    if (finding instanceof Finding.Running running) {
      known(task, now);
      task.saw(running.word());
      return store
          .seen(task.key(), running.word())
          .chain(
              effect ->
                  effect == TaskStore.Effect.ENDED_BEFORE
                      ? closing.elsewhere(task)
                      : rest(task, times.spacing(task, age)));
    }
    if (finding instanceof Finding.Throttled throttled) {
      task.budget().refusedByUpstream(throttled.retryAfter(), false);
      return rest(task, times.backoff(task, age));
    }
    boolean old = age.compareTo(times.maxAge(task.origin().model())) >= 0;
    if (finding instanceof Finding.Missing missing) {
      long lastGood = sinceAnswered(task.key().upstream(), now);
      if (task.absence().missing(now, age, lastGood)) {
        return closing.lost(task, missing.word());
      }
      return old ? closing.expired(task) : rest(task, times.schedule().afterMissing(age));
    }
    Finding.Unclear unclear = (Finding.Unclear) finding;
    if (old && unclear.asked()) {
      return closing.expired(task);
    }
    LOG.debugf("task-look-unclear slot=%s cause=%s", task.slot(), unclear.why());
    return rest(task, times.backoff(task, age));
  }

  private Uni<Void> rest(OpenTask task, Duration after) {
    task.spare(times.spares(task, ticker.nanos()));
    return task.budget()
        .reschedule(task.slot(), after)
        .eventually(() -> task.rest(ticker.nanos(), after));
  }

  private void known(OpenTask task, long now) {
    task.clear();
    task.absence().present();
    answered.put(task.key().upstream(), now);
  }

  private long sinceAnswered(String upstream, long now) {
    Long last = answered.get(upstream);
    return last == null ? Long.MAX_VALUE : now - last;
  }
}
