package dev.sluice.deferral;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Cancellation;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What teams and whoever runs the gateway may ask of the deferred submits. */
public final class DeferralDesk {

  private final DeferredQueue queue;
  private final DeferredEnds ends;
  private final Backlogs backlogs;
  private final Supplier<DeferralSettings> settings;

  DeferralDesk(
      DeferredQueue queue,
      DeferredEnds ends,
      Backlogs backlogs,
      Supplier<DeferralSettings> settings) {
    this.queue = queue;
    this.ends = ends;
    this.backlogs = backlogs;
    this.settings = settings;
  }

  /** What came of an attempt to cancel. */
  public enum Outcome {
    /** It will not be sent, and reads failed. */
    CANCELLED(Reason.CONFLICT, "It was cancelled."),
    /** It is about to be sent, or was, or is over. */
    TOO_LATE(
        Reason.CONFLICT,
        "It is about to be sent, or was, or is over. It cannot be cancelled any more."),
    /** There is no such deferred submit. */
    UNKNOWN(Reason.NOT_FOUND, "No submit of this id waits. One that was sent cannot be cancelled.");

    private final Refusal refusal;

    Outcome(Reason reason, String detail) {
      this.refusal = Refusal.of(reason, detail);
    }

    /** What is answered to who wanted it cancelled, where it was not. */
    public Refusal refusal() {
      return refusal;
    }
  }

  /**
   * What waits of a team.
   *
   * @param count how many
   * @param limit how many may
   * @param oldest for how long the oldest waits
   * @param expected how long one has to wait that is deferred now, at the pace of the last half
   *     minute; empty where nothing has gone of late
   */
  public record Waiting(int count, int limit, Duration oldest, Optional<Duration> expected) {}

  /**
   * Cancels a submit that is not about to be sent.
   *
   * @param team whose it must be; empty for any
   * @return completes when it is kept that it will not be sent; fails with a {@link
   *     dev.sluice.redis.StoreFailure} where that cannot be said now
   */
  public Uni<Outcome> cancel(Optional<String> team, String id) {
    return ends.cancel(team, id)
        .map(
            cancellation -> {
              if (cancellation instanceof Cancellation.Cancelled) {
                return Outcome.CANCELLED;
              }
              return cancellation instanceof Cancellation.TooLate
                  ? Outcome.TOO_LATE
                  : Outcome.UNKNOWN;
            });
  }

  /**
   * A page of what waits: team after team by name, the oldest first of each; without bodies and
   * headers.
   *
   * @param team the only one; empty for all
   * @param cursor of the page before; empty for the first
   */
  public Uni<DeferredQueue.Page> list(Optional<String> team, Optional<String> cursor) {
    return queue.list(team, cursor);
  }

  /** What waits of a team, as of about a second ago. */
  public Waiting waiting(String team) {
    return new Waiting(
        backlogs.of(team).map(Backlog::entries).orElse(0),
        settings.get().room(team).entries(),
        backlogs.oldest(team),
        backlogs.expected(team));
  }
}
