package dev.sluice.upstream;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Stage;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.team.Team;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses at once what an upstream in trouble would be sent, before it costs quota, token or slot.
 * Nobody waits for a circuit: it is there to say so soon.
 *
 * <p>It only looks. {@link WitnessStage} asks with the grant in hand, and takes what is to be
 * taken.
 */
@Singleton
public final class BreakerStage implements Stage {

  /** The name of the limit. */
  static final String POLICY = "circuit";

  private final Circuits circuits;

  BreakerStage(Circuits circuits) {
    this.circuits = circuits;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Optional<Duration> after =
        circuits
            .of(passage.noted(UpstreamChoice.class).upstream())
            .look(passage.noted(Team.class).id());
    return after.isPresent()
        ? Uni.createFrom().item(refusal(after.get()))
        : onward.proceed(passage);
  }

  static Answer refusal(Duration after) {
    return new Refusal(
            Reason.UNAVAILABLE,
            "The upstream is in trouble, and nothing is sent to it for a moment; nothing was."
                + " Submit again after the time in Retry-After.",
            Optional.of(after),
            List.of(POLICY),
            Map.of())
        .answer();
  }
}
