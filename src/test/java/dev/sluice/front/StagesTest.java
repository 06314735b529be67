package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.ApixoDialect;
import dev.sluice.dialect.SubmitBody;
import dev.sluice.dialect.SubmitReading;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Draining;
import dev.sluice.passage.Durations;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Stage;
import dev.sluice.passage.StatusWait;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StagesTest {

  private static final Relayed PASSED = new Relayed(200, Map.of(), new byte[0]);

  private final Passage passage =
      new Passage(
          new RequestHead(Operation.SUBMIT, "id-1", "apixo", "flux2", "", n -> Optional.empty()));

  @ParameterizedTest
  @CsvSource({
    "5,10000,true,5000", // what the client prefers
    "60,10000,true,10000", // at most what the team may
    "0,10000,true,0", // or not at all
    "5,10000,false,5000", // a preference counts for a team that else refuses, too
    ",10000,true,10000", // what the team has configured
    ",10000,false,0"
  })
  void aSubmitWaitsAsPreferredWithinItsTeamsBound(
      Integer preferred, long most, boolean waits, long millis) {
    assertThat(
            PatienceStage.patience(
                Optional.ofNullable(preferred).map(Duration::ofSeconds),
                Duration.ofMillis(most),
                waits))
        .hasMillis(millis);
  }

  @ParameterizedTest
  @CsvSource({"5,5", "60,60", "61,60", "3600,60"})
  void aStatusIsHeldAsPreferredForAMinuteAtMost(long preferred, long held) {
    passage.note(
        Preferences.class, new Preferences(Optional.of(Duration.ofSeconds(preferred)), false));

    enter(new StatusWaitStage());

    assertThat(passage.noted(StatusWait.class).limit()).hasSeconds(held);
  }

  @Test
  void aStatusThatNobodyWantsHeldIsNot() {
    enter(new StatusWaitStage());

    assertThat(passage.find(StatusWait.class)).isEmpty();
  }

  @Test
  void aBodyThatCanBeReadIsNotedAndItsReadingForgotten() {
    read("{\"input\":{}}");

    assertThat(enter(new BodyStage())).isSameAs(PASSED);
    assertThat(passage.noted(SubmitBody.class).bytes()).asString().isEqualTo("{\"input\":{}}");
    assertThat(passage.find(SubmitReading.class)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | input",
        "{\"input\":{},\"request_type\":\"later\"} | request_type",
        "{\"input\":{},\"provider\":7} | provider",
        "{\"input\":{},\"pro\\u0076ider\":\"auto\",\"provider\":\"value\"} | provider"
      })
  void aBodyThatIsWrongIsRefusedByTheMembersName(String body, String member) {
    read(body);

    assertThat(refusal(enter(new BodyStage())).reason()).isEqualTo(Reason.MALFORMED);
    read(body);
    assertThat(refusal(enter(new BodyStage())).detail()).contains(member);
  }

  @Test
  void anObjectionIsRaised() {
    Refusal refusal = Refusal.of(Reason.MALFORMED, "model: no");
    passage.note(Objection.class, new Objection(refusal));

    assertThat(refusal(enter(new ObjectionStage()))).isSameAs(refusal);
  }

  @Test
  void onceDrainingHasBegunASubmitIsRefusedWithATimeToComeBack() {
    Draining draining = new Draining();
    DrainingStage stage = new DrainingStage(draining);
    assertThat(enter(stage)).isSameAs(PASSED);

    stage.shutdownBegins(new ShutdownDelayInitiatedEvent());

    Refusal refusal = refusal(enter(stage));
    assertThat(refusal.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(refusal.retryAfter()).isPresent();
  }

  @Test
  void whoListensToDrainingIsToldOnceAlsoWhenLate() {
    Draining draining = new Draining();
    var heard = new java.util.ArrayList<String>();
    draining.onBegin(() -> heard.add("early"));

    draining.begin();
    draining.begin();
    draining.onBegin(() -> heard.add("late"));

    assertThat(heard).isEqualTo(List.of("early", "late"));
  }

  @Test
  void serverTimingIsInMillisecondsWithOneDigit() {
    Durations spent = new Durations();
    spent.waited(1_249_999);
    spent.upstream(34_550_000);

    assertThat(AnswerWriter.timing(spent)).isEqualTo("wait;dur=1.2, upstream;dur=34.6");
  }

  private Answer enter(Stage stage) {
    return stage
        .enter(passage, onward -> Uni.createFrom().item(PASSED))
        .await()
        .atMost(Duration.ofSeconds(1));
  }

  private static Refusal refusal(Answer answer) {
    assertThat(answer).isInstanceOf(Refused.class);
    return ((Refused) answer).refusal();
  }

  private void read(String body) {
    SubmitReading reading = SubmitBody.read(body.getBytes(StandardCharsets.UTF_8));
    passage.note(SubmitReading.class, new ApixoDialect().check(reading));
  }
}
