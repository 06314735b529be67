package dev.sluice.upstream;

import dev.sluice.passage.Answer;
import dev.sluice.passage.AnsweredCode;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Stage;
import dev.sluice.passage.Started;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells the upstream's circuit of each send what became of it, and lets none through that the
 * circuit would not let in any more: it may have opened while the submit waited for its budget.
 *
 * <p>A send is let in here and leaves with its answer, so a try is never held by what waits. What
 * was not sent for a reason of ours (its grant too old, its client gone, no room in our own pool)
 * says nothing about the upstream.
 */
@Singleton
public final class WitnessStage implements Stage {

  private final Circuits circuits;
  private final Timers timers;

  WitnessStage(Circuits circuits, Timers timers) {
    this.circuits = circuits;
    this.timers = timers;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    return Uni.createFrom().deferred(() -> send(passage, onward));
  }

  private Uni<Answer> send(Passage passage, Onward onward) {
    Circuit circuit = circuits.of(passage.noted(UpstreamChoice.class).upstream());
    String team = passage.noted(Team.class).id();
    Pass pass = circuit.pass(team);
    Optional<Duration> after = pass.enter();
    if (after.isPresent()) {
      passage.note(Started.class, Started.NEVER_SENT);
      return Uni.createFrom().item(BreakerStage.refusal(after.get()));
    }
    Timers.Alarm slow = timers.after(pass.slow(), () -> pass.report(false));
    return Uni.createFrom()
        .deferred(() -> onward.proceed(passage))
        .onTermination()
        .invoke(
            () -> {
              slow.cancel();
              testimony(passage).ifPresent(pass::report);
              pass.end();
            })
        .map(answer -> outOfReach(answer) ? told((Refused) answer, circuit.look(team)) : answer);
  }

  private static boolean outOfReach(Answer answer) {
    return answer instanceof Refused refused && refused.refusal().reason() == Reason.UNREACHABLE;
  }

  /**
   * Where it was this failure that opened the circuit, coming back sooner than it rests is vain.
   */
  private static Answer told(Refused refused, Optional<Duration> rest) {
    return rest.map(after -> refused.refusal().retryAfter(after).answer()).orElse(refused);
  }

  /** Whether the upstream did well; empty where this send says nothing about it. */
  static Optional<Boolean> testimony(Passage passage) {
    Optional<Reply> reply = passage.find(Reply.class);
    if (reply.orElse(null) instanceof Reply.Failed failed && !failed.sent()) {
      boolean ours = Wire.WITHDRAWN.equals(failed.cause()) || Wire.NO_ROOM.equals(failed.cause());
      return ours ? Optional.empty() : Optional.of(false);
    }
    return switch (passage.started()) {
      case NEVER_SENT -> Optional.empty();
      case YES -> Optional.of(true);
      case NO -> passage.find(AnsweredCode.class).map(answered -> !answered.notNow());
      case UNKNOWN -> Optional.of(false);
    };
  }
}
