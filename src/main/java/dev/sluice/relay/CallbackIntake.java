package dev.sluice.relay;

import dev.sluice.meters.Meters;
import dev.sluice.task.Callbacks;
import dev.sluice.task.Heard;
import dev.sluice.task.Submission;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Takes upstreams' callbacks. The address says which submit one is about ({@link CallbackToken});
 * what it does is the task room's to say ({@link Callbacks}). Thread-safe.
 */
public final class CallbackIntake {

  private static final Logger LOG = Logger.getLogger(CallbackIntake.class);

  /** Vendors wait for 15 s and more; who gets no answer here comes again. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Hearing hearing;
  private final Signatures signatures;
  private final Meters meters;
  private final Timers timers;

  /** What a callback does; see {@link Callbacks#hear}. */
  @FunctionalInterface
  interface Hearing {
    Uni<Heard> hear(Submission submission, byte[] body, Predicate<String> genuine);
  }

  /** Whether vendors signed their callbacks, where that can be known. */
  @FunctionalInterface
  interface Signatures {

    /**
     * Whether the upstream signed a callback about this task.
     *
     * @param headers the first value of a header by its name, in any case
     * @return true where this upstream's signature is not checked
     */
    boolean genuine(String upstream, String taskId, Function<String, Optional<String>> headers);
  }

  CallbackIntake(Hearing hearing, Signatures signatures, Meters meters, Timers timers) {
    this.hearing = hearing;
    this.signatures = signatures;
    this.meters = meters;
    this.timers = timers;
  }

  /**
   * Takes one. It runs to its end whoever listens, and is answered after {@link #PATIENCE} at the
   * latest.
   *
   * @param submission what its address says
   * @param headers the first value of a header by its name, in any case
   * @param body the whole body
   * @return never fails
   */
  public Uni<Heard> take(
      Submission submission, Function<String, Optional<String>> headers, byte[] body) {
    Predicate<String> genuine =
        taskId -> signatures.genuine(submission.upstream(), taskId, headers);
    return Uni.createFrom()
        .<Heard>emitter(
            out -> {
              Timers.Alarm late = timers.after(PATIENCE, () -> out.complete(Heard.NOT_NOW));
              out.onTermination(late::cancel);
              Uni.createFrom()
                  .deferred(() -> hearing.hear(submission, body, genuine))
                  .subscribe()
                  .with(
                      out::complete,
                      failure -> {
                        LOG.errorf(failure, "callback-failed slot=%s", submission.slot());
                        out.complete(Heard.NOT_NOW);
                      });
            })
        .invoke(heard -> meters.callback(submission.upstream(), heard.label()));
  }
}
