package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Cancellation;
import dev.sluice.deferral.DeferredQueue.Kept;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.GivenId;
import dev.sluice.passage.Passage;
import dev.sluice.redis.StoreFailure;
import dev.sluice.task.DeferredTasks;
import dev.sluice.team.Team;
import dev.sluice.upstream.EndToEndHeaders;
import io.smallrye.mutiny.Uni;
import java.time.Clock;

/**
 * Takes submits in: the queue first, then the record of the task, then a write that covers both, so
 * that whoever has that has them (law G4). Where any of it is in doubt, the submit is taken out
 * again, or nobody knows.
 */
final class DeferredIntake {

  private final DeferredQueue queue;
  private final DeferredTasks tasks;
  private final DeferredEnds ends;
  private final DeferralSettings settings;
  private final Clock clock;

  DeferredIntake(
      DeferredQueue queue,
      DeferredTasks tasks,
      DeferredEnds ends,
      DeferralSettings settings,
      Clock clock) {
    this.queue = queue;
    this.tasks = tasks;
    this.ends = ends;
    this.settings = settings;
    this.clock = clock;
  }

  /** What came of it. */
  sealed interface Outcome {

    /** It will be sent, or its end told, whatever becomes of this process. */
    record Taken(String id) implements Outcome {}

    /** There is no room. */
    record Full() implements Outcome {}

    /** The store is away, and it will not be sent. */
    record NotTaken() implements Outcome {}

    /** It may be sent. */
    record Unknown() implements Outcome {}
  }

  /** Whether any submit of this team may be taken in. */
  boolean serves(String team) {
    return settings.room(team).entries() > 0;
  }

  /**
   * Takes one in.
   *
   * @param said the submit as its team sent it
   */
  Uni<Outcome> take(Passage passage, SubmitBody said) {
    Deferred fresh = fresh(passage, said);
    return queue
        .keep(fresh, settings.room(fresh.team()))
        .chain(
            kept ->
                kept == Kept.FULL
                    ? Uni.createFrom().item(new Outcome.Full())
                    : recorded(fresh, said))
        .onFailure(StoreFailure.class)
        .recoverWithUni(failure -> doubtful(fresh, failure));
  }

  private Deferred fresh(Passage passage, SubmitBody said) {
    String team = passage.noted(Team.class).id();
    long now = clock.millis();
    return new Deferred(
        GivenId.fresh().id(),
        team,
        passage.head().dialect(),
        passage.head().model(),
        EndToEndHeaders.ofTeam(passage.head()),
        said.bytes(),
        now,
        now + settings.maxAge(team).toMillis());
  }

  private Uni<Outcome> recorded(Deferred fresh, SubmitBody said) {
    return tasks
        .open(
            new DeferredTasks.Waiting(
                fresh.id(),
                fresh.team(),
                fresh.door(),
                fresh.model(),
                Dialects.named(fresh.door()).callback(said),
                fresh.acceptedMillis()))
        .chain(() -> queue.confirm(fresh.id()))
        .replaceWith(new Outcome.Taken(fresh.id()));
  }

  private Uni<Outcome> doubtful(Deferred fresh, Throwable failure) {
    if (((StoreFailure) failure).kind() == StoreFailure.Kind.NEVER_SENT) {
      return Uni.createFrom().item(new Outcome.NotTaken());
    }
    return ends.cancel(fresh.team(), fresh.id())
        .<Outcome>map(
            cancellation ->
                cancellation instanceof Cancellation.Cancelled
                    ? new Outcome.NotTaken()
                    : new Outcome.Unknown())
        .onFailure(StoreFailure.class)
        .recoverWithItem(new Outcome.Unknown());
  }
}
