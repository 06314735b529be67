package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Cancellation;
import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.meters.Meters;
import dev.sluice.redis.StoreFailure;
import dev.sluice.task.DeferredTasks;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Ends deferred submits that will not be sent any more: their tasks fail, with the reason. First
 * the queue says whether that is the caller's to do, then the record ends, then the queue forgets.
 * Where somebody dies in between, what has not departed is queued again, and what has is told of as
 * unknown; an end that was told stays.
 */
final class DeferredEnds {

  private static final Logger LOG = Logger.getLogger(DeferredEnds.class);

  /** Of each kind in one round. */
  private static final int MOST = 500;

  private final DeferredQueue queue;
  private final DeferredTasks tasks;
  private final Meters meters;
  private final String owner;
  private final Set<String> under = ConcurrentHashMap.newKeySet();

  DeferredEnds(DeferredQueue queue, DeferredTasks tasks, Meters meters, String owner) {
    this.queue = queue;
    this.tasks = tasks;
    this.meters = meters;
    this.owner = owner;
  }

  /**
   * Why a task fails.
   *
   * @param code {@code failCode}
   * @param sentence {@code failMsg}
   * @param outcome the metric label
   */
  record Why(String code, String sentence, String outcome) {

    static final Why CANCELLED =
        new Why(
            "CANCELLED", "The task was cancelled while it waited; it was not sent.", "cancelled");

    private static final Why TOO_LONG =
        new Why(
            "DEFERRED_TOO_LONG",
            "The task waited for its turn for as long as its team allows; it was not sent.",
            "expired");

    private static final Why UNKNOWN =
        new Why(
            "OUTCOME_UNKNOWN",
            "The task was sent, or was about to be, and nothing was heard of it: it may exist. Do"
                + " not resubmit it blindly.",
            "unknown");

    /** Why one ends whose claim says how it stands. */
    static Why of(Claim claim) {
      return switch (claim.state()) {
        case CLAIMED, OVERDUE -> TOO_LONG;
        case CANCELLED -> CANCELLED;
        case DEPARTED -> UNKNOWN;
      };
    }
  }

  /** The ids of those that are being ended. */
  Set<String> under() {
    return under;
  }

  /** One round: what is to be told of now. What cannot be told comes up again. */
  Uni<Void> sweep() {
    return queue
        .over(owner, MOST)
        .invoke(
            claims ->
                claims.forEach(
                    claim ->
                        end(claim, Why.of(claim))
                            .subscribe()
                            .with(
                                done -> {},
                                failure -> {
                                  if (!(failure instanceof StoreFailure)) {
                                    LOG.errorf(failure, "deferred-end id=%s", claim.submit().id());
                                  }
                                })))
        .replaceWithVoid();
  }

  /**
   * Takes a submit out that is still queued, and ends it. Fails where that cannot be kept now; then
   * somebody else may end it.
   */
  Uni<Cancellation> cancel(Optional<String> team, String id) {
    return queue
        .cancel(owner, team, id)
        .chain(
            cancellation ->
                cancellation instanceof Cancellation.Cancelled cancelled
                    ? end(cancelled.claim(), Why.CANCELLED).replaceWith(cancellation)
                    : Uni.createFrom().item(cancellation));
  }

  /** Ends one, where the claim is still its last one. Fails where that cannot be kept now. */
  Uni<Void> end(Claim claim, Why why) {
    String id = claim.submit().id();
    under.add(id);
    return queue
        .resign(claim)
        .chain(ours -> ours ? told(claim, why) : Uni.createFrom().voidItem())
        .onTermination()
        .invoke(() -> under.remove(id));
  }

  private Uni<Void> told(Claim claim, Why why) {
    String id = claim.submit().id();
    return tasks
        .fail(id, why.code(), why.sentence())
        .invoke(
            ended -> {
              if (ended) {
                meters.deferral(claim.submit().team(), why.outcome());
                LOG.infof(
                    "deferred-over team=%s id=%s failCode=%s",
                    claim.submit().team(), id, why.code());
              }
            })
        .chain(() -> queue.finish(claim))
        .replaceWithVoid();
  }
}
