package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KieDeskTest {

  private static final String KEY = "Bearer the-key";
  private static final String MODEL = "flux-2/flex-text-to-image";
  private static final String HMAC_KEY = "an-hmac-key";

  private final TestTime time = new TestTime();
  private final SandboxRules rules =
      new SandboxRules(
          "the-key",
          List.of(new WindowLimit(60, 60_000)),
          2,
          new DurationRange(3000, 6000),
          0,
          Optional.of(HMAC_KEY));
  private final Judge judge = new Judge(rules, time, time.clock(), new Random(1));
  private final List<Letter> letters = new ArrayList<>();
  private final Webhooks webhooks =
      new Webhooks(
          time,
          (url, letter) -> {
            letters.add(letter);
            return Uni.createFrom().item(200);
          });
  private final KieDesk desk = new KieDesk(rules, judge, webhooks, time.clock());
  private final ApixoDesk apixo = new ApixoDesk(rules, judge, webhooks, time.clock());

  @Test
  void aWrongKeyIs401AndIsNotCounted() {
    String refused = "{\"code\":401,\"msg\":\"You do not have access permissions\"}";

    assertSaid(
        desk.createTask("Bearer x", "application/json", text("p", "").getBytes()), 401, refused);
    assertSaid(desk.recordInfo(null, "t"), 401, refused);
    assertSaid(desk.credit("the-key"), 401, refused);
    assertThat(judge.stats()).containsEntry("accepted", 0L).containsEntry("refused", 0L);
  }

  @Test
  void aTaskWalksThroughAllStatesAndEchoesItsRequest() {
    String body = text("a cat [slow:10s]", ",\"callBackUrl\":\"https://h/x\"");
    String id = id(submit(body));
    String head =
        "{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"%s\",\"model\":\"%s\",\"state\":\""
            .formatted(id, MODEL);
    String param = "\",\"param\":\"" + body.replace("\"", "\\\"") + "\",";
    String running =
        param
            + "\"failCode\":\"\",\"failMsg\":\"\",\"createTime\":1767225600000,"
            + "\"updateTime\":1767225600000}}";

    assertThat(record(id)).isEqualTo(head + "waiting" + running);
    time.advance(Duration.ofMillis(1000));
    assertThat(record(id)).isEqualTo(head + "queuing" + running);
    time.advance(Duration.ofMillis(1000));
    assertThat(record(id)).isEqualTo(head + "generating" + running);
    time.advance(Duration.ofMillis(8000));
    assertThat(record(id))
        .isEqualTo(
            head
                + "success"
                + param
                + "\"resultJson\":\"{\\\"resultUrls\\\":[\\\"https://example.com/sandbox/"
                + id
                + ".png\\\"]}\",\"failCode\":\"\",\"failMsg\":\"\",\"costTime\":10000,"
                + "\"completeTime\":1767225610000,\"createTime\":1767225600000,"
                + "\"updateTime\":1767225610000,\"creditsConsumed\":1}}");
  }

  @Test
  void aTaskThatFailsSaysWhyInAGoodEnvelope() {
    String id = id(submit(text("a cat [slow:3s] [fail:422]", "")));

    time.advance(Duration.ofSeconds(3));

    assertThat(record(id))
        .startsWith("{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"" + id)
        .contains(
            "\"state\":\"fail\"",
            "\"failCode\":\"422\",\"failMsg\":\"Generation failed\",\"costTime\":3000,")
        .doesNotContain("resultJson");
  }

  @Test
  void aCallbackHasItsOwnFormAndIsSigned() throws Exception {
    String url = ",\"callBackUrl\":\"https://h/x\"";
    String good = id(submit(text("a cat [slow:8s]", url)));
    String bad = id(submit(text("a cat [slow:21s] [fail:500]", url)));

    time.advance(Duration.ofSeconds(21));

    assertThat(letters).hasSize(2);
    assertThat(new String(letters.get(0).json()))
        .startsWith(
            "{\"code\":200,\"msg\":\"Playground task completed successfully.\",\"data\":{\"taskId\":\""
                + good)
        .contains("\"state\":\"success\"", "\"param\":\"{", "\"resultJson\":\"{")
        .endsWith(
            "\"failCode\":null,\"failMsg\":null,\"costTime\":8,\"completeTime\":1767225608000,"
                + "\"createTime\":1767225600000,\"updateTime\":1767225608000,"
                + "\"consumeCredits\":1,\"remainedCredits\":9998}}");
    assertThat(new String(letters.get(1).json()))
        .startsWith(
            "{\"code\":501,\"msg\":\"Playground task failed.\",\"data\":{\"taskId\":\"" + bad)
        .contains(
            "\"state\":\"fail\"",
            "\"resultJson\":null,\"failCode\":\"500\",\"failMsg\":\"Generation failed\",\"costTime\":21,");
    assertThat(letters.get(1).headers())
        .containsOnlyKeys("X-Webhook-Timestamp", "X-Webhook-Signature")
        .containsEntry("X-Webhook-Timestamp", "1767225621")
        .containsEntry("X-Webhook-Signature", signature(bad + ".1767225621"));
  }

  @Test
  void anUnknownIdHasNoRecordAndNoneIsMissing() {
    String none = "{\"code\":422,\"msg\":\"recordInfo is null\",\"data\":null}";
    Said submitted =
        apixo.submit(KEY, "flux2", "application/json", "{\"input\":{\"prompt\":\"p\"}}".getBytes());

    assertSaid(desk.recordInfo(KEY, "task_1"), 422, none);
    assertSaid(desk.recordInfo(KEY, id(submitted)), 422, none);
    assertSaid(
        desk.recordInfo(KEY, null),
        400,
        "{\"code\":400,\"msg\":\"taskId is required\",\"data\":null}");
    assertThat(judge.stats()).containsEntry("polls", 3L);
  }

  @Test
  void theOtherVendorKnowsNoneOfItsTasks() {
    String id = id(submit(text("p p", "")));

    assertThat(((Said.Answer) apixo.status(KEY, MODEL, id)).status()).isEqualTo(404);
  }

  @Test
  void bothDesksFillTheSameWindowsAndTakeTheSameTasks() {
    submit(text("a cat [slow:10s]", ""));
    apixo.submit(
        KEY,
        "flux2",
        "application/json",
        "{\"input\":{\"prompt\":\"a cat [slow:10s]\"}}".getBytes());

    assertSaid(
        submit(text("a cat", "")),
        429,
        "{\"code\":429,\"msg\":\"Concurrent task limit exceeded\",\"data\":null}");
    assertThat(judge.stats()).containsEntry("largestWindow", 2).containsEntry("unfinished", 2);
  }

  @ParameterizedTest
  @CsvSource({
    "401,You do not have access permissions",
    "402,Insufficient credits",
    "404,The requested resource does not exist",
    "422,Request parameters failed validation",
    "429,Request frequency limit has been exceeded",
    "455,The system is under maintenance",
    "500,An unexpected error occurred",
    "501,Content generation task failed",
    "505,The requested feature is currently unavailable"
  })
  void aWordChoosesACodeAsHttpStatusOrInAGoodAnswer(int code, String text) {
    String answer = "{\"code\":%d,\"msg\":\"%s\",\"data\":null}".formatted(code, text);

    assertSaid(submit(text("a cat [status:%d]".formatted(code), "")), code, answer);
    assertSaid(submit(text("a cat [code:%d]".formatted(code), "")), 200, answer);
    assertThat(judge.stats()).containsEntry("submits", 2L).containsEntry("started", 0L);
  }

  @Test
  void anInvalidSubmitIs422AndCountsAsARequest() {
    assertSaid(
        submit("{\"input\":{\"prompt\":\"p\"}}"),
        422,
        "{\"code\":422,\"msg\":\"model is required\",\"data\":null}");
    assertThat(judge.stats()).containsEntry("submits", 1L).containsEntry("started", 0L);
  }

  @Test
  void whoIsNotAnsweredIsCrowdedOutInTheVendorsWords() {
    assertThat(submit(text("a cat [hang]", "")))
        .isInstanceOfSatisfying(
            Said.Nothing.class,
            nothing ->
                assertSaid(
                    nothing.crowded(),
                    503,
                    "{\"code\":503,\"msg\":\"Service unavailable\",\"data\":null}"));
  }

  @Test
  void aTaskTakesACredit() {
    assertSaid(desk.credit(KEY), 200, "{\"code\":200,\"msg\":\"success\",\"data\":10000}");
    submit(text("a cat", ""));
    assertSaid(desk.credit(KEY), 200, "{\"code\":200,\"msg\":\"success\",\"data\":9999}");
  }

  private static String signature(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HMAC_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Said submit(String body) {
    return desk.createTask(KEY, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private String record(String id) {
    Said.Answer answer = (Said.Answer) desk.recordInfo(KEY, id);
    assertThat(answer.status()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String id(Said said) {
    String body = new String(((Said.Answer) said).body(), StandardCharsets.UTF_8);
    assertThat(body).contains("\"taskId\":\"");
    int from = body.indexOf("\"taskId\":\"") + 10;
    return body.substring(from, from + 32);
  }

  private static String text(String prompt, String more) {
    return "{\"model\":\"%s\",\"input\":{\"prompt\":\"%s\"}%s}".formatted(MODEL, prompt, more);
  }

  private static void assertSaid(Said said, int status, String body) {
    Said.Answer answer = (Said.Answer) said;
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(body);
    assertThat(answer.status()).isEqualTo(status);
  }
}
