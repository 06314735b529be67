package dev.sluice.task;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.StatusEnvelope;
import dev.sluice.redis.StoreFailure;
import dev.sluice.upstream.Upstreams;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What an upstream's callback does. It ends its task as a look would (laws T1, T2, S4); where the
 * task is not known yet, its slot is bound to it first, if that is still held (laws S6 and S7).
 * Whatever is not the end of its own submit's task changes nothing, but for a task that its
 * upstream, being asked, says still runs: that is bound, too.
 *
 * <p>Thread-safe; any replica may hear any callback, any number of times.
 */
public final class Callbacks {

  private static final Logger LOG = Logger.getLogger(Callbacks.class);

  private final TaskStore store;
  private final Upstreams upstreams;
  private final UnboundSlots unbound;
  private final Ends ends;
  private final Optional<SecondReads> second;

  /**
   * @param second reads the status again before anything is believed; empty where callbacks are
   *     believed as they are
   */
  Callbacks(
      TaskStore store,
      Upstreams upstreams,
      UnboundSlots unbound,
      Ends ends,
      Optional<SecondReads> second) {
    this.store = store;
    this.upstreams = upstreams;
    this.unbound = unbound;
    this.ends = ends;
    this.second = second;
  }

  /** What follows for a task that is known. */
  interface Ends {

    /**
     * Ends it, and pays what that owes, or what its end still owes.
     *
     * @return {@link Heard#HEARD}, {@link Heard#DUPLICATE} or {@link Heard#NOT_NOW}
     */
    Uni<Heard> end(Submission submission, Trace trace, Finding.Over found);

    /**
     * It was found and runs.
     *
     * @return {@link Heard#RUNNING} or {@link Heard#NOT_NOW}
     */
    Uni<Heard> runs(Submission submission, Trace trace);
  }

  /**
   * Hears one.
   *
   * @param submission what it is about, as its own address says
   * @param body the whole body
   * @param genuine whether its upstream signed a callback about the task of this id, so far as its
   *     upstream signs any
   * @return completes when what it says is kept; fails only by surprise
   */
  public Uni<Heard> hear(Submission submission, byte[] body, Predicate<String> genuine) {
    if (upstreams.all().stream().noneMatch(u -> u.name().equals(submission.upstream()))) {
      return mismatch(submission);
    }
    Dialect dialect = upstreams.of(submission.upstream()).dialect();
    Optional<StatusEnvelope> read = dialect.readCallback(body);
    Optional<String> taskId = read.flatMap(StatusEnvelope::taskId);
    if (taskId.isEmpty()) {
      return Uni.createFrom().item(Heard.MALFORMED);
    }
    if (!genuine.test(taskId.get())) {
      return mismatch(submission);
    }
    if (!read.get().state().ended()) {
      return Uni.createFrom().item(Heard.RUNNING);
    }
    TaskKey key = new TaskKey(submission.upstream(), taskId.get());
    int form = dialect.callsInItsOwnForm() ? Spoken.CALLED : Finding.GOOD;
    Finding.Over said = new Finding.Over(new Spoken(form, dialect.forTeam(body)), read.get());
    return store
        .find(key)
        .chain(
            trace ->
                trace.isPresent()
                    ? known(submission, trace.get(), said)
                    : unknown(submission, key, said))
        .onFailure(StoreFailure.class)
        .recoverWithItem(Heard.NOT_NOW);
  }

  private Uni<Heard> known(Submission submission, Trace trace, Finding.Over said) {
    if (!theirs(submission, trace)) {
      return mismatch(submission);
    }
    boolean over = !(trace instanceof TaskRecord record) || record.ended();
    return over
        ? end(submission, trace, said)
        : believed(
            submission,
            trace.key(),
            said,
            found -> end(submission, trace, found),
            () -> Uni.createFrom().item(Heard.RUNNING));
  }

  /** Of a task whose record has been dropped only the team is known. */
  private static boolean theirs(Submission submission, Trace trace) {
    return trace.team().equals(submission.team())
        && (!(trace instanceof TaskRecord record)
            || record.origin().slot().equals(submission.slot()));
  }

  /**
   * What the upstream says still runs, when it is asked, is bound all the same: it is watched from
   * now on, and not lost where no callback follows.
   */
  private Uni<Heard> unknown(Submission submission, TaskKey key, Finding.Over said) {
    return believed(
        submission,
        key,
        said,
        found ->
            bound(submission, key, trace -> end(submission, trace, found).map(Callbacks::early)),
        () -> bound(submission, key, trace -> ends.runs(submission, trace)));
  }

  /** Goes on with the task that the slot is bound to now, if it is this submit's own. */
  private Uni<Heard> bound(Submission submission, TaskKey key, Function<Trace, Uni<Heard>> onward) {
    return unbound
        .bind(submission, key)
        .chain(
            outcome -> {
              if (outcome instanceof UnboundSlots.Task task) {
                return theirs(submission, task.trace())
                    ? onward.apply(task.trace())
                    : mismatch(submission);
              }
              return outcome instanceof UnboundSlots.Ended
                  ? late(submission)
                  : mismatch(submission);
            });
  }

  private Uni<Heard> end(Submission submission, Trace trace, Finding.Over found) {
    store.ended(trace.visibleId());
    return ends.end(submission, trace, found);
  }

  private static Heard early(Heard heard) {
    return heard == Heard.HEARD ? Heard.EARLY : heard;
  }

  /** Goes on with what is believed: what was said, or what the upstream says when it is asked. */
  private Uni<Heard> believed(
      Submission submission,
      TaskKey key,
      Finding.Over said,
      Function<Finding.Over, Uni<Heard>> onward,
      Supplier<Uni<Heard>> running) {
    if (second.isEmpty()) {
      return onward.apply(said);
    }
    return second
        .get()
        .read(key, submission.model())
        .chain(
            finding -> {
              if (finding instanceof Finding.Over over) {
                return onward.apply(over);
              }
              if (finding instanceof Finding.Missing) {
                return mismatch(submission);
              }
              return finding instanceof Finding.Running
                  ? running.get()
                  : Uni.createFrom().item(Heard.NOT_NOW);
            });
  }

  private static Uni<Heard> mismatch(Submission submission) {
    LOG.warnf("callback-mismatch upstream=%s slot=%s", submission.upstream(), submission.slot());
    return Uni.createFrom().item(Heard.MISMATCH);
  }

  private static Uni<Heard> late(Submission submission) {
    LOG.infof("callback-late upstream=%s slot=%s", submission.upstream(), submission.slot());
    return Uni.createFrom().item(Heard.LATE);
  }
}
