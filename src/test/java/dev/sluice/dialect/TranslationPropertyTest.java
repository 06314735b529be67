package dev.sluice.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TranslationPropertyTest {

  private static final int RUNS = 5_000;
  private static final Dialect APIXO = new ApixoDialect();
  private static final Dialect KIE = new KieDialect();
  private static final String GOOD = "\"success\"";
  private static final String SUCCEEDED = "\"Playground task completed successfully.\"";
  private static final String FAILED = "\"Playground task failed.\"";
  private static final List<String> KIE_WORDS =
      List.of("waiting", "queuing", "generating", "success", "fail", "success", "fail", "new");
  private static final List<String> APIXO_WORDS =
      List.of("pending", "processing", "success", "failed", "success", "failed", "processing_r2");

  @Test
  void theSameIsReadInBothLanguages() {
    for (long seed = 1; seed <= RUNS; seed++) {
      alike(seed, KIE, status(new RandomTask(seed, KIE_WORDS), "msg"), APIXO);
      alike(seed, APIXO, status(new RandomTask(seed, APIXO_WORDS), "message"), KIE);
    }
  }

  private static void alike(long seed, Dialect from, byte[] status, Dialect to) {
    StatusEnvelope before = from.readStatus(status).orElseThrow();

    StatusEnvelope after =
        to.readStatus(Translation.status(from, to, status, "model")).orElseThrow();

    assertThat(after.code()).as("seed %d", seed).isEqualTo(before.code());
    assertThat(after.taskId()).as("seed %d", seed).isEqualTo(before.taskId());
    assertThat(after.state()).as("seed %d", seed).isEqualTo(before.state());
    assertThat(after.createTime()).as("seed %d", seed).isEqualTo(before.createTime());
    if (before.state().ended()) {
      assertThat(after.completeTime()).as("seed %d", seed).isEqualTo(before.completeTime());
      assertThat(after.costTime()).as("seed %d", seed).isEqualTo(before.costTime());
    }
  }

  @Test
  void everyTokenThatBothLanguagesHaveIsCopiedAsItIsWritten() {
    for (long seed = 1; seed <= RUNS; seed++) {
      var task = new RandomTask(seed, KIE_WORDS);
      TaskState state = KIE.readStatus(status(task, "msg")).orElseThrow().state();

      byte[] told = Translation.status(KIE, APIXO, status(task, "msg"), "model");

      String expected =
          "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":%s,\"state\":\"%s\""
                  .formatted(task.taskId, apixoWord(task.state))
              + switch (state) {
                case SUCCEEDED ->
                    ",\"resultJson\":%s,\"costTime\":%d000,\"createTime\":%s,\"completeTime\":%s"
                        .formatted(
                            task.resultJson, task.seconds, task.createTime, task.completeTime);
                case FAILED ->
                    ",\"failCode\":%s,\"failMsg\":%s,\"costTime\":%d000,\"createTime\":%s"
                            .formatted(task.failCode, task.failMsg, task.seconds, task.createTime)
                        + ",\"completeTime\":"
                        + task.completeTime;
                case RUNNING -> ",\"createTime\":" + task.createTime;
              }
              + "}}";
      assertThat(new String(told, UTF_8)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static String apixoWord(String kie) {
    return switch (kie) {
      case "waiting", "queuing" -> "pending";
      case "success" -> "success";
      case "fail" -> "failed";
      default -> "processing";
    };
  }

  @Test
  void whatWentAcrossAndBackGoesAcrossAsTheSameBytes() {
    for (long seed = 1; seed <= RUNS; seed++) {
      byte[] once =
          Translation.status(KIE, APIXO, status(new RandomTask(seed, KIE_WORDS), "msg"), "model");

      byte[] back = Translation.status(APIXO, KIE, once, "model");

      assertThat(Translation.status(KIE, APIXO, back, "model")).as("seed %d", seed).isEqualTo(once);
    }
  }

  @Test
  void aCallbackOfKiesDiffersFromTheStatusInThoseTokensAndNoOtherByte() {
    for (long seed = 1; seed <= RUNS; seed++) {
      var task = new RandomTask(seed, List.of("success", "fail"));
      byte[] status = status(task, "msg");
      byte[] callback = callback(task, "msg", "taskId");

      assertThat(text(KIE.callbackOf(status))).as("seed %d", seed).isEqualTo(text(callback));
      assertThat(text(KIE.statusOf(callback))).as("seed %d", seed).isEqualTo(text(status));
    }
  }

  @Test
  void aCallbackOfKiesMayCallTheIdByItsOtherNameAndHaveAnyOfItsCodes() {
    for (long seed = 1; seed <= RUNS; seed++) {
      var task = new RandomTask(seed, List.of("fail"));
      String code = List.of("400", "500", "501", "200").get((int) (seed % 4));
      byte[] callback =
          task.written(code, "message", FAILED, "task_id", Integer.toString(task.seconds));

      byte[] told = KIE.statusOf(callback);

      assertThat(text(told)).as("seed %d", seed).isEqualTo(text(status(task, "message")));
      StatusEnvelope called = KIE.readCallback(callback).orElseThrow();
      StatusEnvelope read = KIE.readStatus(told).orElseThrow();
      assertThat(read)
          .as("seed %d", seed)
          .isEqualTo(
              new StatusEnvelope(
                  200,
                  called.taskId(),
                  Optional.of("fail"),
                  TaskState.FAILED,
                  called.createTime(),
                  called.completeTime(),
                  called.costTime()));
    }
  }

  @Test
  void whatIsNotOverIsToldInOneFormOnly() {
    for (long seed = 1; seed <= RUNS; seed++) {
      byte[] running = status(new RandomTask(seed, List.of("waiting", "new", "")), "msg");
      byte[] ended = status(new RandomTask(seed, APIXO_WORDS), "message");

      assertThat(KIE.callbackOf(running)).as("seed %d", seed).isSameAs(running);
      assertThat(KIE.statusOf(running)).as("seed %d", seed).isSameAs(running);
      assertThat(APIXO.callbackOf(ended)).as("seed %d", seed).isSameAs(ended);
      assertThat(APIXO.statusOf(ended)).as("seed %d", seed).isSameAs(ended);
    }
  }

  private static byte[] status(RandomTask task, String textName) {
    return task.written("200", textName, GOOD, "taskId", costMillis(task));
  }

  private static byte[] callback(RandomTask task, String textName, String idName) {
    boolean failed = task.state.equals("fail");
    return task.written(
        failed ? "501" : "200",
        textName,
        failed ? FAILED : SUCCEEDED,
        idName,
        Integer.toString(task.seconds));
  }

  private static String costMillis(RandomTask task) {
    return task.seconds == 0 ? "0" : task.seconds + "000";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
