package dev.sluice.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.dialect.SubmitBody;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Durations;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.Refusal;
import dev.sluice.passage.Refused;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.SendPermit;
import dev.sluice.passage.StaleGrant;
import dev.sluice.passage.Started;
import dev.sluice.routing.Provider;
import dev.sluice.routing.UpstreamChoice;
import dev.sluice.settings.SandboxKey;
import dev.sluice.testing.Configured;
import dev.sluice.testing.Origin;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import jakarta.inject.Inject;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UpstreamStageTest {

  private static final String TASK =
      "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"t1\"}}";
  private static final byte[] BODY = "{ \"input\":{\"prompt\":\"\u00e9\"} }".getBytes(UTF_8);

  @Inject Vertx vertx;
  @Inject Timers timers;
  @Inject Ticker ticker;

  private Origin origin;
  private Roads roads;

  @AfterEach
  void close() throws Exception {
    roads.close();
    if (origin != null) {
      origin.close();
    }
  }

  @Test
  void aTaskThatWasStartedIsRelayedAsItCame() throws Exception {
    answering(Origin.json(200, TASK));
    Passage passage = passage(() -> true);

    Relayed relayed = (Relayed) enter(passage);

    assertThat(relayed.status()).isEqualTo(200);
    assertThat(relayed.body()).isEqualTo(TASK.getBytes(UTF_8));
    assertThat(relayed.headers())
        .containsOnly(
            Map.entry("Content-Type", "application/json"), Map.entry("Sluice-Upstream", "apixo"));
    assertThat(passage.started()).isEqualTo(Started.YES);
    SubmitOutcome outcome = passage.noted(SubmitOutcome.class);
    assertThat(outcome.upstream()).isEqualTo("apixo");
    assertThat(outcome.status()).isEqualTo(200);
    assertThat(outcome.reply().taskId()).contains("t1");
    assertThat(passage.noted(Durations.class).upstreamNanos()).isPositive();
    assertThat(origin.requests().get(0))
        .startsWith("POST /api/v1/generateTask/flux2 HTTP/1.1\r\n")
        .endsWith("\r\n\r\n" + new String(BODY, ISO_8859_1))
        .contains("Bearer shared-key", "X-Request-Id: id-1", "User-Agent: client/1")
        .doesNotContain("team-key", "Cookie");
  }

  @Test
  void aRefusalOfTheVendorIsRelayedAndStartedNothing() throws Exception {
    for (byte[] refusal :
        new byte[][] {
          Origin.json(400, "{\"code\":400,\"message\":\"Insufficient credits\",\"data\":null}"),
          Origin.json(200, "{\"code\":400,\"message\":\"m\"}"),
          Origin.json(503, "{\"code\":503,\"message\":\"m\"}"),
          Origin.answer(403, "text/html", "error code: 1010".getBytes(UTF_8))
        }) {
      answering(refusal);
      Passage passage = passage(() -> true);

      assertThat(((Relayed) enter(passage)).headers()).doesNotContainKey("Sluice-Outcome");
      assertThat(passage.started()).isEqualTo(Started.NO);
      assertThat(passage.find(SubmitOutcome.class)).isPresent();
      close();
    }
  }

  @Test
  void anAnswerThatLeavesTheOutcomeOpenIsRelayedAndSaysSo() throws Exception {
    for (byte[] open :
        new byte[][] {
          Origin.json(500, "{\"code\":500,\"message\":\"m\"}"),
          Origin.json(200, "{\"code\":200,\"data\":{}}"),
          Origin.answer(503, "text/html", "<html>".getBytes(UTF_8))
        }) {
      answering(open);
      Passage passage = passage(() -> true);

      assertThat(((Relayed) enter(passage)).headers()).containsEntry("Sluice-Outcome", "unknown");
      assertThat(passage.started()).isEqualTo(Started.UNKNOWN);
      close();
    }
  }

  @Test
  void whatTheUpstreamRefusesForItsLimitsSaysWhenToComeBack() throws Exception {
    answering(
        ("HTTP/1.1 429 Slow\r\nRetry-After: Thu, 01 Jan 2026 00:00:20 GMT\r\n"
                + "Content-Length: 12\r\n\r\n{\"code\":429}")
            .getBytes(UTF_8));
    Passage passage = passage(() -> true);

    assertThat(((Relayed) enter(passage)).status()).isEqualTo(429);
    assertThat(passage.started()).isEqualTo(Started.NO);
    assertThat(passage.noted(SubmitOutcome.class).retryAfter()).contains(Duration.ofSeconds(20));
  }

  @Test
  void whatWasSentAndNotAnsweredIsUnknown() throws Exception {
    answering((socket, request) -> socket.close());
    Passage passage = passage(() -> true);

    Refusal refusal = ((Refused) enter(passage)).refusal();

    assertThat(refusal.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
    assertThat(refusal.headers()).containsEntry("Sluice-Outcome", "unknown");
    assertThat(refusal.detail()).contains("may exist").contains("Do not resubmit");
    assertThat(passage.started()).isEqualTo(Started.UNKNOWN);
    assertThat(passage.find(SubmitOutcome.class)).isEmpty();
  }

  @Test
  void whatNeverLeftIsSafeToSubmitAgain() throws Exception {
    try (ServerSocket nobody = new ServerSocket(0)) {
      roads = roads(URI.create("http://localhost:" + nobody.getLocalPort()));
    }
    Passage passage = passage(() -> true);

    Refusal refusal = ((Refused) enter(passage)).refusal();

    assertThat(refusal.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(refusal.detail()).contains("Nothing was sent");
    assertThat(passage.started()).isEqualTo(Started.NEVER_SENT);
    assertThat(passage.find(StaleGrant.class)).isEmpty();
  }

  @Test
  void aGrantThatGrewStaleIsNotedAndTheNextAttemptForgetsIt() throws Exception {
    answering(Origin.json(200, TASK));
    Passage passage = passage(() -> false);

    assertThat(enter(passage)).isInstanceOf(Refused.class);
    assertThat(passage.started()).isEqualTo(Started.NEVER_SENT);
    assertThat(passage.find(StaleGrant.class)).isPresent();
    assertThat(origin.requests()).isEmpty();

    passage.note(SendPermit.class, () -> true);
    assertThat(enter(passage)).isInstanceOf(Relayed.class);
    assertThat(passage.started()).isEqualTo(Started.YES);
    assertThat(passage.find(StaleGrant.class)).isEmpty();
  }

  @Test
  void aClientThatLeftMakesNoGrantStale() throws Exception {
    answering(Origin.json(200, TASK));
    Passage passage = passage(() -> false);
    passage.depart();

    assertThat(enter(passage)).isInstanceOf(Refused.class);
    assertThat(passage.find(StaleGrant.class)).isEmpty();
    await().until(() -> origin.connections() == 1);
  }

  @Test
  void aSubmitThatIsCancelledAfterItWasSentIsUnknown() throws Exception {
    answering((socket, request) -> {});
    Passage passage = passage(() -> true);
    Cancellable call = stage().enter(passage, onward -> null).subscribe().with(answer -> {});
    await().until(() -> origin.requests().size() == 1);

    call.cancel();

    assertThat(passage.started()).isEqualTo(Started.UNKNOWN);
  }

  @Test
  void aSurpriseAfterItWasSentIsUnknown() throws Exception {
    answering(Origin.json(200, TASK));
    AtomicInteger asked = new AtomicInteger();
    Ticker broken =
        () -> {
          if (asked.getAndIncrement() > 0) {
            throw new IllegalStateException("broken");
          }
          return 0;
        };
    Passage passage = passage(() -> true);

    assertThatThrownBy(
            () ->
                new UpstreamStage(roads, broken)
                    .enter(passage, onward -> null)
                    .await()
                    .atMost(Duration.ofSeconds(10)))
        .hasMessage("broken");

    assertThat(passage.started()).isEqualTo(Started.UNKNOWN);
  }

  private void answering(byte[] answer) throws Exception {
    answering((socket, request) -> socket.write(io.vertx.core.buffer.Buffer.buffer(answer)));
  }

  private void answering(BiConsumer<NetSocket, String> answer) throws Exception {
    origin = Origin.of(vertx, answer);
    roads = roads(origin.url());
  }

  private Roads roads(URI url) {
    Configured configured =
        Configured.by(
            Map.of(
                "sluice.upstreams.apixo.url", url + "/api/v1",
                "sluice.upstreams.apixo.key", "shared-key",
                "sluice.upstreams.apixo.timeout", "5s"),
            UpstreamConfig.class,
            SandboxKey.Written.class);
    return new Roads(
        UpstreamSettingsTest.settings(configured),
        new OwnServer(configured.config()),
        timers,
        Clock.fixed(java.time.Instant.parse("2026-01-01T00:00:00Z"), java.time.ZoneOffset.UTC),
        ticker,
        new Meters(new SimpleMeterRegistry()));
  }

  private UpstreamStage stage() {
    return new UpstreamStage(roads, ticker);
  }

  private Answer enter(Passage passage) {
    // The answer comes from an event loop; this thread is the test's own and may wait for it.
    return stage().enter(passage, onward -> null).await().atMost(Duration.ofSeconds(10));
  }

  private static Passage passage(SendPermit permit) {
    Map<String, String> headers =
        Map.of("user-agent", "client/1", "authorization", "Bearer team-key", "cookie", "a=b");
    return new Passage(
            new RequestHead(
                Operation.SUBMIT,
                "id-1",
                "apixo",
                "flux2",
                "",
                name -> Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)))))
        .note(UpstreamChoice.class, new UpstreamChoice("apixo", Provider.AUTO, "flux2"))
        .note(SubmitBody.class, (SubmitBody) SubmitBody.read(BODY))
        .note(Durations.class, new Durations())
        .note(SendPermit.class, permit);
  }
}
