package dev.sluice.deferral;

import dev.sluice.dialect.Dialects;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.GivenId;
import dev.sluice.passage.MayDefer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Patience;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.Stage;
import dev.sluice.passage.Started;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a submit that finds no room now, and answers it with an id of the gateway's own. Only one
 * that may be deferred ({@link MayDefer}); all others pass.
 *
 * <p>It goes on first, with the patience it has; what a limit, a circuit or an unreachable upstream
 * refuses is kept. While its team has deferred submits, one that does not wait goes behind them at
 * once. While the store is away it is held as every submit is (law G5). Where it cannot be said
 * whether it is kept, the outcome is unknown, and is called so.
 *
 * <p>Needs {@link Team} and {@link SubmitBody} as the team sent it; leaves {@link GivenId} where it
 * was kept.
 */
public final class DeferStage implements Stage {

  /** The name of the limit. */
  private static final String POLICY = "deferred";

  private static final int OK = 200;
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private static final Answer LEFT =
      Refusal.of(Reason.UNAVAILABLE, "The client left before its submit was kept.").answer();

  private static final Answer NOT_KEPT =
      new Refusal(
              Reason.UNAVAILABLE,
              "The gateway's shared store is away, and the submit could not be kept. Nothing was"
                  + " sent: submit again after the time in Retry-After.",
              Optional.of(COME_BACK),
              List.of("store"),
              Map.of())
          .answer();

  private static final Answer NOBODY_KNOWS =
      Refusal.of(
              Reason.OUTCOME_UNKNOWN,
              "The shared store did not answer while the submit was being kept: it may be sent"
                  + " later. Do not resubmit it blindly.")
          .with("Sluice-Outcome", "unknown")
          .answer();

  private final DeferredIntake intake;
  private final Backlogs backlogs;
  private final Runnable kept;
  private final Meters meters;

  /**
   * @param kept is run after something new was kept
   */
  DeferStage(DeferredIntake intake, Backlogs backlogs, Runnable kept, Meters meters) {
    this.intake = intake;
    this.backlogs = backlogs;
    this.kept = kept;
    this.meters = meters;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    String team = passage.noted(Team.class).id();
    if (passage.find(MayDefer.class).isEmpty() || !intake.serves(team)) {
      return onward.proceed(passage);
    }
    SubmitBody said = passage.noted(SubmitBody.class);
    boolean waits = !passage.find(Patience.class).orElse(Patience.NONE).limit().isZero();
    if (!waits) {
      if (backlogs.waits(team)) {
        return keep(passage, said);
      }
      passage.note(Patience.class, Patience.ELSEWHERE);
    }
    return onward
        .proceed(passage)
        .chain(
            answer ->
                Shortage.ours(passage, answer).isPresent()
                    ? keep(passage, said)
                    : Uni.createFrom().item(answer));
  }

  private Uni<Answer> keep(Passage passage, SubmitBody said) {
    return passage.departed()
        ? Uni.createFrom().item(LEFT)
        : intake.take(passage, said).map(outcome -> answer(passage, outcome));
  }

  private Answer answer(Passage passage, DeferredIntake.Outcome outcome) {
    if (outcome instanceof DeferredIntake.Outcome.Taken taken) {
      return taken(passage, taken.id());
    }
    if (outcome instanceof DeferredIntake.Outcome.Full) {
      return full(passage.noted(Team.class).id());
    }
    if (outcome instanceof DeferredIntake.Outcome.NotTaken) {
      return NOT_KEPT;
    }
    passage.note(Started.class, Started.UNKNOWN);
    return NOBODY_KNOWS;
  }

  private Answer taken(Passage passage, String id) {
    String team = passage.noted(Team.class).id();
    passage.note(GivenId.class, new GivenId(id));
    passage.note(Started.class, Started.NEVER_SENT);
    meters.deferral(team, "kept");
    backlogs.kept(team);
    kept.run();
    return new Relayed(
        OK,
        Map.of("Content-Type", "application/json", "Preference-Applied", "respond-async"),
        Dialects.named(passage.head().dialect()).accepted(id));
  }

  private Answer full(String team) {
    meters.deferral(team, "full");
    return Refusal.byLimit(
            POLICY,
            "As many deferred submits of this team wait as may, or memory is short. Submit again"
                + " after the time in Retry-After, or without respond-async.",
            backlogs.untilRoom(team))
        .answer();
  }
}
