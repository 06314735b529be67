package dev.sluice.deferral;

import dev.sluice.deferral.DeferredEnds.Why;
import dev.sluice.deferral.DeferredQueue.Kept;
import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.passage.GivenId;
import dev.sluice.passage.Passage;
import dev.sluice.redis.StoreFailure;
import dev.sluice.task.DeferredTasks;
import dev.sluice.team.Team;
import dev.sluice.time.Timers;
import dev.sluice.upstream.EndToEndHeaders;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes submits in: the queue first, then the record of the task, then a write that covers both, so
 * that whoever has that has them (law G4). Where any of it is in doubt, the submit is taken out
 * again, or nobody knows.
 */
final class DeferredIntake {

  private static final Logger LOG = Logger.getLogger(DeferredIntake.class);

  /** How many are taken in at a time: fewer than the store takes. */
  private static final int AT_ONCE = 256;

  private static final int LINE = 10_000;

  /** For so long submits hold while the store is away (law G5). */
  private static final Duration HOLD = Duration.ofSeconds(8);

  private static final Duration AGAIN = Duration.ofMillis(500);

  private final DeferredQueue queue;
  private final DeferredTasks tasks;
  private final Supplier<DeferralSettings> settings;
  private final Timers timers;
  private final Clock clock;
  private final Turnstile turnstile = new Turnstile(AT_ONCE, LINE);

  DeferredIntake(
      DeferredQueue queue,
      DeferredTasks tasks,
      Supplier<DeferralSettings> settings,
      Timers timers,
      Clock clock) {
    this.queue = queue;
    this.tasks = tasks;
    this.settings = settings;
    this.timers = timers;
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
    return settings.get().room(team).entries() > 0;
  }

  /**
   * Takes one in. While the store does not answer it is asked again, for as long as submits hold:
   * every step may be repeated.
   *
   * @param said the submit as its team sent it
   */
  Uni<Outcome> take(Passage passage, SubmitBody said) {
    long untilMillis = clock.millis() + HOLD.toMillis();
    return turnstile.pass(
        () ->
            passage.departed() || clock.millis() >= untilMillis
                ? Uni.createFrom().item(new Outcome.NotTaken())
                : take(fresh(passage, said), said, untilMillis, false),
        new Outcome.NotTaken());
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
        now + settings.get().maxAge(team).toMillis());
  }

  /**
   * @param perhaps whether it may be kept already
   */
  private Uni<Outcome> take(Deferred fresh, SubmitBody said, long untilMillis, boolean perhaps) {
    return queue
        .keep(fresh, settings.get().room(fresh.team()))
        .onItemOrFailure()
        .transformToUni(
            (kept, failure) -> {
              if (failure != null) {
                return again(fresh, said, untilMillis, perhaps || mayHaveRun(failure), failure);
              }
              if (kept == Kept.FULL) {
                return perhaps
                    ? takenOut(fresh, new Outcome.Full())
                    : Uni.createFrom().item(new Outcome.Full());
              }
              return recorded(fresh, said, untilMillis);
            });
  }

  private static boolean mayHaveRun(Throwable failure) {
    return !(failure instanceof StoreFailure lost) || lost.kind() == StoreFailure.Kind.UNKNOWN;
  }

  private Uni<Outcome> recorded(Deferred fresh, SubmitBody said, long untilMillis) {
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
        .chain(waits -> waits ? Uni.createFrom().voidItem() : over(fresh))
        .<Outcome>replaceWith(new Outcome.Taken(fresh.id()))
        .onFailure()
        .recoverWithUni(failure -> again(fresh, said, untilMillis, true, failure));
  }

  /** It was sent, which its record tells, or it ended before there was a record to tell it. */
  private Uni<Void> over(Deferred fresh) {
    return tasks
        .fail(fresh.id(), "NOT_SENT", "The task was refused when its turn came; why is not kept.")
        .replaceWithVoid();
  }

  private Uni<Outcome> again(
      Deferred fresh, SubmitBody said, long untilMillis, boolean perhaps, Throwable why) {
    if (clock.millis() < untilMillis) {
      return pause().chain(() -> take(fresh, said, untilMillis, perhaps));
    }
    LOG.warnf("deferred-not-safe team=%s id=%s cause=%s", fresh.team(), fresh.id(), why);
    return perhaps
        ? takenOut(fresh, new Outcome.NotTaken())
        : Uni.createFrom().item(new Outcome.NotTaken());
  }

  /** It may be kept, and is not safe, or there is no room for it. */
  private Uni<Outcome> takenOut(Deferred fresh, Outcome out) {
    return queue
        .withdraw(fresh.id())
        .chain(
            withdrawn ->
                withdrawn
                    ? tasks
                        .fail(fresh.id(), Why.CANCELLED.code(), Why.CANCELLED.sentence())
                        .replaceWith(out)
                    : Uni.createFrom().<Outcome>item(new Outcome.Unknown()))
        .onFailure()
        .recoverWithItem(new Outcome.Unknown());
  }

  private Uni<Void> pause() {
    return Uni.createFrom()
        .emitter(
            out -> {
              Timers.Alarm over = timers.after(AGAIN, () -> out.complete(null));
              out.onTermination(over::cancel);
            });
  }
}
