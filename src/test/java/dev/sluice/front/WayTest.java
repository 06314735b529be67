package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.history.Tally;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Stage;
import dev.sluice.testing.Now;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WayTest {

  private static final Relayed DONE = new Relayed(200, Map.of(), new byte[0]);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Outcomes outcomes =
      new Outcomes(new Meters(registry), new Tally(Clock.systemUTC()));
  private final Passage passage = passage();

  @Test
  void stagesAreEnteredInTheirOrderAndLeftInReverse() {
    List<String> steps = new ArrayList<>();
    Way way = new Way(List.of(noting("a", steps), noting("b", steps), answering(DONE)), outcomes);

    Answer answer = walk(way);

    assertThat(answer).isSameAs(DONE);
    assertThat(steps).containsExactly("into a", "into b", "out of b", "out of a");
  }

  @Test
  void aStageThatThrowsIsAnAnswerOf500() {
    Way way =
        new Way(
            List.of(
                (passage, onward) -> {
                  throw new IllegalArgumentException("secret");
                }),
            outcomes);

    assertFault(walk(way));
  }

  @Test
  void aStageThatFailsIsAnAnswerOf500() {
    assertFault(
        walk(
            new Way(
                List.of(
                    (passage, onward) -> Uni.createFrom().failure(new RuntimeException("secret"))),
                outcomes)));
  }

  @Test
  void aPathWhoseLastStageGoesOnIsAnAnswerOf500() {
    assertFault(walk(new Way(List.of((passage, onward) -> onward.proceed(passage)), outcomes)));
  }

  @Test
  void aClientThatLeavesIsToldToThePassageAndCancelsNothing() {
    AtomicReference<UniEmitter<? super Answer>> held = new AtomicReference<>();
    List<String> seen = new ArrayList<>();
    Way way =
        new Way(
            List.of(
                (passage, onward) ->
                    onward
                        .proceed(passage)
                        .onCancellation()
                        .invoke(() -> seen.add("cancelled"))
                        .invoke(answer -> seen.add("recorded")),
                (passage, onward) -> Uni.createFrom().<Answer>emitter(held::set)),
            outcomes);
    var client = way.walk(passage).subscribe().with(answer -> seen.add("heard"));

    client.cancel();
    held.get().complete(DONE);

    assertThat(passage.departed()).isTrue();
    assertThat(seen).containsExactly("recorded");
  }

  @Test
  void aClientThatStaysHasNotDeparted() {
    walk(new Way(List.of(answering(DONE)), outcomes));

    assertThat(passage.departed()).isFalse();
  }

  @Test
  void whatALimitRefusedIsCountedForIt() {
    Refused refused = Refusal.byLimit("team-tasks", "x", Duration.ofSeconds(1)).answer();

    walk(new Way(List.of(answering(refused)), outcomes));

    assertThat(registry.get("sluice.refusals").tag("policy", "team-tasks").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("sluice.requests").tag("outcome", "refused").counter().count())
        .isEqualTo(1);
  }

  @Test
  void anOutcomeNobodyKnowsIsCountedAsSuch() {
    assertThat(Outcomes.outcome(passage, Refusal.of(Reason.OUTCOME_UNKNOWN, "x").answer()))
        .isEqualTo("unknown");
    assertThat(
            Outcomes.outcome(
                passage, new Relayed(500, Map.of("Sluice-Outcome", "unknown"), new byte[0])))
        .isEqualTo("unknown");
    assertThat(Outcomes.outcome(passage, new Relayed(503, Map.of(), new byte[0])))
        .isEqualTo("error");
  }

  @Test
  void whatAKeyDecidesIsCountedApart() {
    Map<String, String> replayed =
        Map.of("Idempotency-Replayed", "true", "Sluice-Outcome", "unknown");
    assertThat(Outcomes.outcome(passage, new Relayed(500, replayed, new byte[0])))
        .isEqualTo("replayed");
    assertThat(
            Outcomes.outcome(
                passage,
                Refusal.of(Reason.OUTCOME_UNKNOWN, "x")
                    .with("Idempotency-Replayed", "true")
                    .answer()))
        .isEqualTo("replayed");
    assertThat(Outcomes.outcome(passage, Refusal.of(Reason.CONFLICT, "x").answer()))
        .isEqualTo("conflict");
    assertThat(Outcomes.outcome(passage, Refusal.of(Reason.KEY_REUSED, "x").answer()))
        .isEqualTo("conflict");
  }

  private void assertFault(Answer answer) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal().reason()).isEqualTo(Reason.FAULT);
              assertThat(refused.refusal().detail()).doesNotContain("secret");
            });
    assertThat(registry.get("sluice.requests").tag("outcome", "error").counter().count())
        .isEqualTo(1);
  }

  private Answer walk(Way way) {
    return Now.of(way.walk(passage));
  }

  private static Stage answering(Answer answer) {
    return (passage, onward) -> Uni.createFrom().item(answer);
  }

  private static Stage noting(String name, List<String> steps) {
    return (passage, onward) -> {
      steps.add("into " + name);
      return onward.proceed(passage).invoke(answer -> steps.add("out of " + name));
    };
  }

  private static Passage passage() {
    return new Passage(
        new RequestHead(Operation.SUBMIT, "id-1", "apixo", "flux2", "", name -> Optional.empty()));
  }
}
