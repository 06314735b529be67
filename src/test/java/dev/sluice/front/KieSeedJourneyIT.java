package dev.sluice.front;

import static dev.sluice.front.KieClient.body;
import static dev.sluice.front.VendorClient.json;
import static dev.sluice.front.VendorClient.members;
import static dev.sluice.front.VendorClient.state;
import static dev.sluice.front.VendorClient.taskId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Scrape;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Kie's page for flux-2 shows works on the packaged gateway in front of an upstream that
 * speaks Kie, with another base URL, another key and another host for callbacks.
 */
@Tag("untimed")
class KieSeedJourneyIT {

  private static final String TEAMS =
      """
      sluice:
        upstreams:
          sandbox: { requests-per-minute: 10000, concurrent-tasks: 1000 }
        routes: { auto: [sandbox-kie] }
        teams:
          red: { keys: [red-key] }
          narrow: { keys: [narrow-key], models: ["flux-2/*"], show-balance: false }
        webhooks: { allow-loopback: true }
        sandbox: { duration: 4s }
        tasks: { first-check: 200ms, min-spacing: 200ms }
      """;

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Set<String> STATES =
      new LinkedHashSet<>(java.util.List.of("waiting", "queuing", "generating", "success"));

  private static Vertx vertx;
  private static Origin receiver;
  private static PackagedGateway gateway;
  private static KieClient red;
  private static KieClient narrow;
  private static KieClient sandbox;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    receiver = Origin.of(vertx, Origin.json(200, "{}"));
    gateway = PackagedGateway.start(TEAMS, Map.of());
    red = KieClient.of(gateway, "red-key");
    narrow = KieClient.of(gateway, "narrow-key");
    sandbox = KieClient.ofSandbox(gateway);
  }

  @AfterAll
  static void stop() {
    try {
      assertThat(String.join("\n", gateway.log())).doesNotContain("ERROR");
    } finally {
      gateway.close();
      receiver.close();
      vertx.close();
    }
  }

  @Test
  void aSubmitIsAnsweredAsThePageSaysWithACallbackAndWithout() {
    for (String body :
        new String[] {
          body("a cat"),
          body("a cat", receiver.url() + "/api/callback"),
          body("a cat").replace("{\"model\"", " {\n  \"callBackUrl\": null,\n  \"model\""),
          body("a cat").replace("flex-text-to-image", "pro-text-to-image"),
          body("a cat").replace("\"1:1\"", "\"16:9\", \"nsfw_checker\": false"),
          "{\"input\":{\"prompt\":\"a cat\",\"input_urls\":[\"https://example.com/a.png\"],"
              + "\"aspect_ratio\":\"auto\"},\"model\":\"flux-2\\/flex-image-to-image\"}"
        }) {
      Response answer = red.create(body);

      assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
      String id = taskId(answer);
      assertThat(answer.asString())
          .isEqualTo("{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"" + id + "\"}}");
      assertThat(answer.header("Content-Type")).isEqualTo("application/json");
      assertThat(answer.header("Sluice-Upstream")).isEqualTo("sandbox-kie");
    }
  }

  @Test
  void aTaskIsFollowedThroughAllStatesInTheUpstreamsOwnBytes() {
    String id = taskId(red.create(body("a cat [slow:20s]")));
    Response first = red.record(id);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(state(first)).isEqualTo("waiting");
    Set<String> seen = new LinkedHashSet<>();

    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              Response own = sandbox.record(id);
              Response told = red.record(id);
              assertThat(own.asString()).contains("\"param\":\"{");
              assertThat(told.asString()).doesNotContain("param");
              assertThat(told.header("Cache-Status")).isEqualTo("sluice; hit");
              if (told.asString().equals(KieClient.forTeam(own))) {
                seen.add(state(told));
              }
              return seen.contains("success");
            });

    assertThat(seen).containsExactlyElementsOf(STATES);
    JsonNode data = json(red.record(id)).at("/data");
    assertThat(members(data))
        .containsExactly(
            "taskId",
            "model",
            "state",
            "resultJson",
            "failCode",
            "failMsg",
            "costTime",
            "completeTime",
            "createTime",
            "updateTime",
            "creditsConsumed");
    assertThat(data.at("/resultJson").textValue()).startsWith("{\"resultUrls\":[\"https://");
  }

  @Test
  void aTaskThatFailsIsTwoHundredAndSaysWhy() {
    String id = taskId(red.create(body("a cat [slow:500ms] [fail:422]")));

    Response failed = red.record(id, "Prefer", "wait=30");

    assertThat(failed.statusCode()).isEqualTo(200);
    assertThat(state(failed)).isEqualTo("fail");
    assertThat(json(failed).at("/code").intValue()).isEqualTo(200);
    assertThat(json(failed).at("/data/failCode").textValue()).isEqualTo("422");
    assertThat(failed.asString()).isEqualTo(KieClient.forTeam(sandbox.record(id)));
  }

  @Test
  void aCallbackTellsTheSameAsTheStatusInItsOwnForm() {
    String id = taskId(red.create(body("a cat", receiver.url() + "/api/callback")));

    await().atMost(SOON).until(() -> receiver.requests().stream().anyMatch(r -> r.contains(id)));
    String told = receiver.requests().stream().filter(r -> r.contains(id)).findFirst().get();
    assertThat(told).startsWith("POST /api/callback HTTP/1.1\r\n");
    String status = red.record(id).asString();
    assertThat(status).isEqualTo(KieClient.forTeam(sandbox.record(id)));
    assertThat(told.substring(told.indexOf("\r\n\r\n") + 4))
        .as("its text is another, and it counts seconds")
        .isEqualTo(
            status
                .replace(
                    "\"success\",\"data\"", "\"Playground task completed successfully.\",\"data\"")
                .replace("\"costTime\":4000", "\"costTime\":4"));
    assertThat(sandbox.record(id).asString())
        .as("the upstream was not told the team's own URL")
        .doesNotContain("callBackUrl");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 404, 422, 455, 500, 501, 505})
  void eachCodeOfThePagePassesAsHttpStatusAndInsideOfATwoHundred(int code) {
    for (String word : new String[] {"status", "code"}) {
      String body = body("a cat [%s:%d]".formatted(word, code));
      Response own = sandbox.create(body);

      Response answer = red.create(body);

      assertThat(own.statusCode()).isEqualTo(word.equals("status") ? code : 200);
      assertThat(json(own).at("/code").intValue()).isEqualTo(code);
      assertThat(answer.statusCode()).isEqualTo(own.statusCode());
      assertThat(answer.asByteArray()).isEqualTo(own.asByteArray());
      assertThat(answer.header("Sluice-Outcome")).isEqualTo(code == 500 ? "unknown" : null);
      assertThat(answer.header("Sluice-Upstream")).isEqualTo("sandbox-kie");
    }
  }

  @Test
  void aRefusalGivesItsSlotBackAndAnUnknownOutcomeKeepsIt() {
    try (PackagedGateway other = PackagedGateway.start(TEAMS, Map.of())) {
      KieClient team = KieClient.of(other, "red-key");
      Scrape metrics = new Scrape(other);
      for (int code : new int[] {401, 402, 404, 422, 455, 501, 505}) {
        team.create(body("a cat [status:%d]".formatted(code)));
        team.create(body("a cat [code:%d]".formatted(code)));
      }
      assertThat(metrics.slots("red")).isZero();

      team.create(body("a cat [status:500]"));
      team.create(body("a cat [code:500]"));

      assertThat(metrics.slots("red")).isEqualTo(2);
    }
  }

  @Test
  void anUpstreamsOwnRefusalForItsLimitsBecomesOursInBothForms() {
    try (PackagedGateway other = PackagedGateway.start(TEAMS, Map.of())) {
      KieClient team = KieClient.of(other, "red-key");
      for (String word : new String[] {"status", "code"}) {
        Response answer = team.create(body("a cat [%s:429]".formatted(word)), "Prefer", "wait=0");

        assertError(answer, 429);
        assertThat(json(answer).at("/violated-policies/0").textValue()).isEqualTo("upstream");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        await()
            .atMost(SOON)
            .until(() -> team.create(body("a cat"), "Prefer", "wait=0").statusCode() == 200);
      }
    }
  }

  @Test
  void theCreditsAreTheVendorsNumber() {
    Response first = red.credit();
    Response second = red.credit();

    assertThat(first.asString()).matches("\\{\"code\":200,\"msg\":\"success\",\"data\":\\d+}");
    assertThat(second.header("Cache-Status")).isEqualTo("sluice; hit");
    assertError(narrow.credit(), 403);
  }

  @Test
  void dollarsAreNotToldWhereNoUpstreamSpeaksOfThem() {
    Response answer = red.plain().balance();

    assertError(answer, 404);
    assertThat(json(answer).at("/detail").textValue()).contains("none speaks apixo");
  }

  @Test
  void whatTheVendorMissesInTheInputItSaysItself() {
    Response answer = red.create(body("a cat").replace("1:1", "21:9"));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.asString())
        .isEqualTo(
            "{\"code\":422,\"msg\":\"aspect_ratio is not within the range of allowed options\","
                + "\"data\":null}");
  }

  @Test
  void ourOwnErrorsAreReadByTheVendorsClientsToo() {
    KieClient stranger = KieClient.of(gateway, "YOUR_API_KEY");

    assertError(stranger.create(body("a cat")), 401);
    assertError(stranger.record("t"), 401);
    assertError(stranger.credit(), 401);
    assertError(red.record("task_12345678"), 404);
    assertError(red.record(""), 400);
    assertError(red.create("{\"input\":{}}"), 400);
    assertError(red.create(body("a cat", "http://169.254.169.254/")), 400);
    assertError(red.plain().get(KieClient.CREATE), 405);
  }

  @Test
  void aTeamsModelsAreGlobsOfKiesIds() {
    assertThat(narrow.create(body("a cat")).statusCode()).isEqualTo(200);

    Response answer = narrow.create(body("a cat").replace(KieClient.MODEL, "suno/v5"));

    assertError(answer, 403);
    assertThat(json(answer).at("/detail").textValue()).contains("model", "flux-2/*");
  }

  @Test
  void anothersTaskIsAnsweredLikeOneThatDoesNotExist() {
    String id = taskId(red.create(body("a cat")));

    assertThat(narrow.record(id).statusCode()).isEqualTo(404);
    assertThat(narrow.record(id).asByteArray()).isEqualTo(narrow.record("nobodys").asByteArray());
  }

  @Test
  void anAnswerIsKeptForItsKeyAndTheKeyStandsForNothingElseNotEvenAtTheOtherDoor() {
    String body = body("a cat with a key");
    Response first = red.create(body, "Idempotency-Key", "k-1");

    Response again = red.create(body, "Idempotency-Key", "k-1");
    Response other = red.create(body("another cat"), "Idempotency-Key", "k-1");
    Response elsewhere = red.plain().submit("flux2", VendorClient.GOOD, "Idempotency-Key", "k-1");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertError(other, 422);
    assertError(elsewhere, 422);
  }

  private static void assertError(Response answer, int status) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    JsonNode body = json(answer.asString().getBytes(StandardCharsets.UTF_8));
    assertThat(members(body)).startsWith("code", "message", "msg", "data");
    assertThat(body.at("/code").intValue()).isEqualTo(status);
    assertThat(body.at("/msg").textValue()).isNotBlank().isEqualTo(body.at("/message").textValue());
    assertThat(body.at("/data").isNull()).isTrue();
  }
}
