package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApixoDeskTest {

  private static final String KEY = "Bearer the-key";

  private final TestTime time = new TestTime();
  private final SandboxRules rules =
      new SandboxRules(
          "the-key",
          List.of(new WindowLimit(5, 60_000)),
          2,
          new DurationRange(3000, 6000),
          0,
          Optional.empty());
  private final Judge judge = new Judge(rules, time, time.clock(), new Random(1));
  private final ApixoDesk desk =
      new ApixoDesk(
          rules,
          judge,
          new Webhooks(time, (url, letter) -> Uni.createFrom().item(200)),
          time.clock());

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer the-keys", "Bearer ", "the-key", "Basic the-key", "Bearer THE-KEY"})
  void aWrongKeyIs401AndIsNotCounted(String authorization) {
    assertSaid(
        desk.submit(authorization, "flux2", "application/json", body("p")),
        401,
        "{\"code\":401,\"message\":\"Invalid or missing API key\"}");
    assertSaid(
        desk.balance(null), 401, "{\"code\":401,\"message\":\"Invalid or missing API key\"}");
    assertThat(judge.stats()).containsEntry("accepted", 0L).containsEntry("refused", 0L);
  }

  @Test
  void aStatusThatNobodyAnswersIs400AndNamesTheWord() {
    assertSaid(
        (Said.Answer) submit("a cat [status:999]"),
        400,
        "{\"code\":400,\"message\":\"Invalid request\",\"data\":{\"error\":\"Invalid field:"
            + " input.prompt: [status:999] is no status from 200 to 599\"}}");
    assertThat(judge.started()).isZero();
  }

  @Test
  void beyondTheWindowIs429WithATruthfulRetryAfter() {
    for (int i = 0; i < 5; i++) {
      desk.balance(KEY);
      time.advance(Duration.ofSeconds(1));
    }

    Said.Answer refused = (Said.Answer) desk.status(KEY, "flux2", "x");

    assertSaid(refused, 429, "{\"code\":429,\"message\":\"Rate limit exceeded\",\"data\":null}");
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(55));
    time.advance(Duration.ofSeconds(55));
    assertThat(((Said.Answer) desk.balance(KEY)).status()).isEqualTo(200);
  }

  @Test
  void beyondTheUnfinishedTasksIs429UntilOneHasEnded() {
    submit("[slow:10s]");
    submit("[slow:20s]");

    Said.Answer refused = (Said.Answer) submit("[slow:10s]");

    assertSaid(
        refused,
        429,
        "{\"code\":429,\"message\":\"Concurrent task limit exceeded\",\"data\":null}");
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(10));
    time.advance(Duration.ofSeconds(10));
    assertThat(((Said.Answer) submit("p")).status()).isEqualTo(200);
  }

  @Test
  void aStatusWordStartsNothingButCountsAsARequest() {
    assertSaid(
        submit("[status:503]"),
        503,
        "{\"code\":503,\"message\":\"Service unavailable\",\"data\":null}");
    assertSaid(
        submit("[status:418]"), 418, "{\"code\":418,\"message\":\"Status 418\",\"data\":null}");
    assertThat(((Said.Answer) submit("[429]")).retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(judge.stats())
        .containsEntry("submits", 3L)
        .containsEntry("started", 0L)
        .containsEntry("refused", 0L);
  }

  @Test
  void timeoutStartsATaskAndHangStartsNone() {
    assertThat(submit("[timeout]")).isInstanceOf(Said.Nothing.class);
    assertThat(judge.stats()).containsEntry("started", 1L);

    assertThat(submit("[hang]")).isInstanceOf(Said.Nothing.class);
    assertThat(judge.stats()).containsEntry("started", 1L).containsEntry("submits", 2L);
  }

  @Test
  void aLagHoldsTheAnswerBackAndStartsTheTaskAtOnce() {
    Said.Answer answer = (Said.Answer) submit("[lag:2s]");

    assertThat(answer.lag()).isEqualTo(Duration.ofSeconds(2));
    assertThat(judge.stats()).containsEntry("unfinished", 1);
  }

  @Test
  void anInvalidSubmitCountsAsARequest() {
    assertSaid(
        desk.submit(
            KEY, "flux2", "application/json", "{\"input\":{}}".getBytes(StandardCharsets.UTF_8)),
        400,
        "{\"code\":400,\"message\":\"Invalid request\","
            + "\"data\":{\"error\":\"Missing required field: input.prompt\"}}");
    assertThat(((Said.Answer) desk.submit(KEY, "a b", "application/json", body("p"))).status())
        .isEqualTo(404);
    assertThat(judge.stats()).containsEntry("submits", 2L).containsEntry("started", 0L);
  }

  @Test
  void aTaskTakesACentOfTheBalance() {
    assertSaid(desk.balance(KEY), 200, "{\"code\":200,\"message\":\"success\",\"data\":100.0000}");
    submit("p");
    assertSaid(desk.balance(KEY), 200, "{\"code\":200,\"message\":\"success\",\"data\":99.9900}");
  }

  private Said submit(String prompt) {
    return desk.submit(KEY, "flux2", "application/json", body(prompt));
  }

  private static byte[] body(String prompt) {
    return "{\"input\":{\"prompt\":\"%s\"}}".formatted(prompt).getBytes(StandardCharsets.UTF_8);
  }

  private static void assertSaid(Said said, int status, String body) {
    Said.Answer answer = (Said.Answer) said;
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(body);
    assertThat(answer.status()).isEqualTo(status);
  }
}
