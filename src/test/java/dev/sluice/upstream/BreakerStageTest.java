package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Answer;
import dev.sluice.passage.AnsweredCode;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Started;
import dev.sluice.routing.Provider;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.settings.SandboxKey;
import dev.sluice.team.Team;
import dev.sluice.testing.Configured;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import dev.sluice.upstream.Circuit.State;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both of the circuit's stages, with a budget between them that lets everything pass. */
class BreakerStageTest {

  private static final Answer DONE = new Relayed(200, Map.of(), new byte[0]);
  private static final Duration OPEN = Duration.ofSeconds(10);

  private final TestTime time = new TestTime();
  private final Circuits circuits = circuits(time);
  private final BreakerStage breaker = new BreakerStage(circuits);
  private final WitnessStage witness = new WitnessStage(circuits, time);
  private int sent;

  @Test
  void anOpenCircuitRefusesAtOnceWithATrueRetryAfterAndNothingGoesOn() {
    open();
    time.advance(Duration.ofSeconds(3));
    int before = sent;

    Refusal refusal = ((Refused) submit(passage -> answered(passage, 200))).refusal();

    assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(refusal.violatedPolicies()).containsExactly("circuit");
    assertThat(sent).isEqualTo(before);
  }

  @Test
  void theNextSubmitAfterThatTimeTriesAndItsSuccessClosesTheCircuit() {
    open();
    time.advance(OPEN.plusMillis(1));

    assertThat(submit(passage -> answered(passage, 200))).isSameAs(DONE);
    assertThat(circuit().state()).isEqualTo(State.CLOSED);
  }

  @ParameterizedTest
  @CsvSource({
    "YES, 200, CLOSED",
    "NO, 400, CLOSED",
    "NO, 402, CLOSED",
    "NO, 422, CLOSED",
    "NO, 501, CLOSED",
    "NO, 429, OPEN",
    "NO, 455, OPEN",
    "NO, 503, OPEN",
    "UNKNOWN, 500, OPEN",
    "UNKNOWN, 200, OPEN",
    "UNKNOWN, 502, OPEN",
    "UNKNOWN, 504, OPEN",
  })
  void answersCountByWhatTheySayOfTheUpstream(Started started, int code, State after) {
    open();
    time.advance(OPEN.plusMillis(1));

    submit(
        passage -> {
          passage.note(Started.class, started).note(AnsweredCode.class, new AnsweredCode(code));
          return Uni.createFrom().item(DONE);
        });

    assertThat(circuit().state()).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true | timeout | OPEN",
        "true | Connection reset | OPEN",
        "false | ConnectException | OPEN",
        "false | no connection in time | OPEN",
        "false | permit not usable | HALF_OPEN",
        "false | no room in the pool | HALF_OPEN",
      })
  void whatWasNotAnsweredCountsUnlessItIsOurOwnDoing(boolean sent, String cause, State after) {
    open();
    time.advance(OPEN.plusMillis(1));

    submit(
        passage -> {
          passage
              .note(Started.class, sent ? Started.UNKNOWN : Started.NEVER_SENT)
              .note(Reply.class, new Reply.Failed(sent, cause));
          return Uni.createFrom().item(Refusal.of(Reason.UNREACHABLE, "no").answer());
        });

    assertThat(circuit().state()).isEqualTo(after);
  }

  @Test
  void whatIsRefusedOnTheWayTakesNoTry() {
    open();
    time.advance(OPEN.plusMillis(1));
    Passage passage = passage();

    Now.of(
        breaker.enter(
            passage,
            onward ->
                Uni.createFrom().item(Refusal.byLimit("budget-tasks", "full", OPEN).answer())));

    assertThat(circuit().state()).isEqualTo(State.OPEN);
    assertThat(submit(sent -> answered(sent, 200))).isSameAs(DONE);
  }

  @Test
  void aSurpriseBeforeTheSendGivesTheTryBack() {
    open();
    time.advance(OPEN.plusMillis(1));

    witness
        .enter(
            passage(),
            onward -> {
              throw new IllegalStateException("broken");
            })
        .subscribe()
        .with(answer -> {}, failure -> {});

    assertThat(submit(sent -> answered(sent, 200))).isSameAs(DONE);
  }

  @Test
  void whatWaitedForItsBudgetWhileTheCircuitOpenedIsNotSent() {
    Passage passage = passage();
    List<UniEmitter<? super Answer>> waiting = new ArrayList<>();
    var answer =
        breaker
            .enter(
                passage,
                onward ->
                    Uni.createFrom()
                        .<Answer>emitter(waiting::add)
                        .chain(granted -> witness.enter(passage, p -> answered(p, 200))))
            .subscribeAsCompletionStage();
    open();
    int before = sent;

    waiting.get(0).complete(DONE);

    assertThat(((Refused) answer.join()).refusal().violatedPolicies()).containsExactly("circuit");
    assertThat(passage.started()).isEqualTo(Started.NEVER_SENT);
    assertThat(sent).isEqualTo(before);
  }

  @Test
  void whileOneTriesTheOthersAreRefusedBeforeTheyCostAnything() {
    open();
    time.advance(OPEN.plusMillis(1));
    List<UniEmitter<? super Answer>> trying = new ArrayList<>();
    Passage first = passage();
    var answer =
        breaker
            .enter(first, on -> witness.enter(first, p -> Uni.createFrom().emitter(trying::add)))
            .subscribeAsCompletionStage();

    Refusal refusal = ((Refused) submit(passage -> answered(passage, 200))).refusal();
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));

    first.note(Started.class, Started.YES);
    trying.get(0).complete(DONE);
    assertThat(answer.join()).isSameAs(DONE);
    assertThat(submit(passage -> answered(passage, 200))).isSameAs(DONE);
  }

  @Test
  void whatTakesTooLongHasFailedBeforeItIsAnsweredAndItsAnswerCountsNoMore() {
    List<UniEmitter<? super Answer>> hanging = new ArrayList<>();
    List<Passage> passages = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Passage passage = passage();
      passages.add(passage);
      breaker
          .enter(
              passage,
              onward -> witness.enter(passage, p -> Uni.createFrom().emitter(hanging::add)))
          .subscribe()
          .with(answer -> {});
    }
    time.advance(Duration.ofMillis(1999));
    assertThat(circuit().state()).isEqualTo(State.CLOSED);

    time.advance(Duration.ofMillis(1));
    assertThat(circuit().state()).isEqualTo(State.OPEN);

    time.advance(OPEN.plusMillis(1));
    assertThat(circuit().pass("blue").enter()).isEmpty();
    for (int i = 0; i < 5; i++) {
      passages.get(i).note(Started.class, Started.YES);
      hanging.get(i).complete(DONE);
    }
    assertThat(circuit().state()).as("the try alone decides").isEqualTo(State.HALF_OPEN);
  }

  /** The failure that opens it is told of the rest that it begins, and no earlier one is. */
  @Test
  void whatCouldNotBeReachedComesBackOnceTheCircuitHasRested() {
    List<Duration> told = new ArrayList<>();
    while (circuit().state() == State.CLOSED) {
      Refused refused = (Refused) submit(BreakerStageTest::unreachable);
      assertThat(refused.refusal().reason()).isEqualTo(Reason.UNREACHABLE);
      told.add(refused.refusal().retryAfter().orElseThrow());
    }

    assertThat(told).endsWith(OPEN);
    assertThat(told.subList(0, told.size() - 1)).containsOnly(Duration.ofSeconds(1));
  }

  private static Uni<Answer> unreachable(Passage passage) {
    passage
        .note(Started.class, Started.NEVER_SENT)
        .note(Reply.class, new Reply.Failed(false, "ConnectException"));
    return Uni.createFrom()
        .item(Refusal.of(Reason.UNREACHABLE, "no").retryAfter(Duration.ofSeconds(1)).answer());
  }

  @Test
  void healthTellsAndNeverTakesTheGatewayOut() {
    CircuitHealth health = new CircuitHealth(circuits);
    assertThat(health.call().getData().orElseThrow()).containsEntry("a", "circuit closed");

    open();
    time.advance(Duration.ofSeconds(4));

    assertThat(health.call().getStatus().name()).isEqualTo("UP");
    assertThat(health.call().getData().orElseThrow().get("a").toString())
        .isEqualTo("circuit open: nothing is sent, the next submit tries in 6000 ms");
    time.advance(OPEN);
    assertThat(health.call().getData().orElseThrow().get("a").toString())
        .isEqualTo("circuit open: the next submit tries");
  }

  private void open() {
    for (int i = 0; i < 10 && circuit().state() == State.CLOSED; i++) {
      submit(passage -> answered(passage, 503));
    }
    assertThat(circuit().state()).isEqualTo(State.OPEN);
  }

  private Circuit circuit() {
    return circuits.of("a");
  }

  private Answer submit(Onward upstream) {
    Passage passage = passage();
    return Now.of(breaker.enter(passage, onward -> witness.enter(passage, upstream)));
  }

  private Uni<Answer> answered(Passage passage, int code) {
    sent++;
    passage
        .note(Started.class, code == 200 ? Started.YES : Started.NO)
        .note(AnsweredCode.class, new AnsweredCode(code));
    return Uni.createFrom().item(DONE);
  }

  private static Passage passage() {
    var head =
        new RequestHead(Operation.SUBMIT, "r", "apixo", "flux2", "", name -> Optional.empty());
    return new Passage(head)
        .note(Team.class, new Team("red", List.of(), List.of(), true, false))
        .note(UpstreamChoice.class, new UpstreamChoice("a", Provider.AUTO, "flux2"));
  }

  private static Circuits circuits(TestTime time) {
    Configured configured =
        Configured.by(
            Map.of(
                "sluice.upstreams.a.url", "http://localhost",
                "sluice.upstreams.a.key", "k",
                "sluice.upstreams.a.timeout", "3s",
                "sluice.upstreams.a.breaker.calls", "10"),
            UpstreamConfig.class,
            SandboxKey.Written.class);
    return new Circuits(CircuitSettingsTest.settings(configured), time);
  }
}
