package dev.sluice.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.ApixoDialect;
import dev.sluice.dialect.KieDialect;
import dev.sluice.dialect.TaskState;
import dev.sluice.routing.Provider;
import dev.sluice.task.TaskEnd.Cause;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastWordsTest {

  private final ApixoDialect apixo = new ApixoDialect();
  private final LastWords words =
      new LastWords(name -> name.equals("a") ? Optional.of(apixo) : Optional.empty());

  @Test
  void theUpstreamsWordIsToldWhereItEndsTheTask() {
    assertThat(said(Cause.SUCCESS, "a", "{\"x\":1}")).contains("{\"x\":1}");
    assertThat(said(Cause.FAILED, "a", "{\"x\":2}")).contains("{\"x\":2}");
  }

  @Test
  void aTaskThatIsLostOrExpiredIsToldAsFailedWhateverWasSaid() {
    assertThat(said(Cause.LOST, "a", "{\"code\":404}"))
        .contains(
            "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"T1\",\"state\":\"failed\","
                + "\"failCode\":\"TASK_LOST\",\"failMsg\":\"The upstream does not know this task any"
                + " more.\",\"createTime\":77}}");
    String expired = said(Cause.EXPIRED, "a", null).orElseThrow();
    assertThat(expired).contains("TASK_EXPIRED");
    assertThat(apixo.readStatus(expired.getBytes(UTF_8)).orElseThrow().state())
        .isEqualTo(TaskState.FAILED);
  }

  @Test
  void aFailureWhoseReasonIsGoneIsStillToldAndASuccessIsNot() {
    assertThat(said(Cause.FAILED, "a", null)).get().asString().contains("TASK_FAILED");
    assertThat(said(Cause.SUCCESS, "a", null)).isEmpty();
  }

  @Test
  void aTaskOfKieIsToldInKiesWords() {
    byte[] told = new KieDialect().failed("T1", 77, "TASK_LOST", "gone");

    assertThat(new String(told, UTF_8)).startsWith("{\"code\":200,\"msg\":\"success\"");
    assertThat(new KieDialect().readStatus(told).orElseThrow().state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void whatIsLostIsToldAsTheTeamsOwnVendorWouldCall() {
    Debt debt =
        new Debt(
            new TaskKey("a", "T1"),
            "sl_1",
            new Origin(
                "red",
                "flux2",
                Provider.AUTO,
                "s",
                Optional.empty(),
                Optional.of(new Asked("kie", "flux-2/pro"))),
            77,
            new TaskEnd(Cause.LOST, 99),
            Optional.empty());

    assertThat(words.of(debt).map(told -> new String(told, UTF_8)))
        .contains(
            "{\"code\":501,\"msg\":\"Playground task failed.\",\"data\":{\"taskId\":\"sl_1\","
                + "\"state\":\"fail\",\"failCode\":\"TASK_LOST\",\"failMsg\":\"The upstream does"
                + " not know this task any more.\",\"createTime\":77}}");
  }

  @Test
  void nothingIsInventedInALanguageThatNobodyKnows() {
    assertThat(said(Cause.LOST, "gone", null)).isEmpty();
    assertThat(said(Cause.SUCCESS, "gone", "{}")).contains("{}");
  }

  private Optional<String> said(Cause cause, String upstream, String body) {
    Debt debt =
        new Debt(
            new TaskKey(upstream, "T1"),
            "T1",
            new Origin("red", "flux2", Provider.AUTO, "s"),
            77,
            new TaskEnd(cause, 99),
            Optional.ofNullable(body).map(text -> new Spoken(200, text.getBytes(UTF_8))));
    return words.of(debt).map(told -> new String(told, UTF_8));
  }
}
