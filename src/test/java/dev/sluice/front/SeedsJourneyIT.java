package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static dev.sluice.front.VendorClient.members;
import static dev.sluice.front.VendorClient.state;
import static dev.sluice.front.VendorClient.taskId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the vendor's own pages show works on the packaged gateway, with another base URL, another
 * key and another host for callbacks. Tasks take 4 s here.
 */
@Tag("untimed")
class SeedsJourneyIT {

  private static final String TEAMS =
      """
      sluice:
        teams:
          red: { keys: [red-key] }
          narrow: { keys: [narrow-key], providers: [value], default-provider: value }
          frugal: { keys: [frugal-key], requests-per-minute: 3 }
        webhooks: { allow-loopback: true }
        sandbox: { duration: 4s }
        tasks: { first-check: 200ms, min-spacing: 200ms }
      """;

  private static final String[] SUBMITS = {
    "flux2-text-to-image", "flux2-image-to-image", "flux-kontext-text-to-image",
    "flux-kontext-style-transfer", "nano-banana-async", "nano-banana-callback"
  };

  private static Vertx vertx;
  private static Origin receiver;
  private static PackagedGateway gateway;
  private static VendorClient red;
  private static VendorClient sandbox;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    receiver = Origin.of(vertx, Origin.json(200, "{}"));
    gateway = PackagedGateway.start(TEAMS, Map.of());
    red = VendorClient.of(gateway, "red-key");
    sandbox = VendorClient.ofSandbox(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    receiver.close();
    vertx.close();
  }

  private static SeedCurl seed(String name) {
    return SeedCurl.of(name).at(gateway.uri(""), "red-key").callingBack(receiver.url());
  }

  static Stream<String> submits() {
    return Stream.of(SUBMITS);
  }

  @ParameterizedTest
  @MethodSource("submits")
  void aSubmitIsAnsweredAsThePageSays(String name) {
    SeedCurl curl = seed(name);
    assertThat(curl.url()).hasPort(gateway.port());

    Response answer = red.submit(curl);

    assertAccepted(answer.statusCode(), answer.asByteArray());
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Sluice-Upstream")).isEqualTo("sandbox");
  }

  @ParameterizedTest
  @MethodSource("submits")
  void theCommandItselfIsAnsweredAsThePageSays(String name) throws Exception {
    byte[] answer = run(seed(name));

    assertAccepted(200, answer);
  }

  @Test
  void theStatusCommandItselfTellsTheState() throws Exception {
    String id = taskId(red.submit(seed("flux2-text-to-image")));

    JsonNode answer = json(run(seed("flux2-status").askingFor(id)));

    assertThat(answer.at("/code").intValue()).isEqualTo(200);
    assertThat(answer.at("/data/taskId").textValue()).isEqualTo(id);
    assertThat(answer.at("/data/state").textValue()).isIn("pending", "processing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // JSON.stringify
        "{\"request_type\":\"async\",\"input\":{\"mode\":\"text-to-image\",\"prompt\":\"A futuristic"
            + " city at sunset\",\"aspect_ratio\":\"16:9\"}}",
        "{\"request_type\":\"callback\",\"callback_url\":\"RECEIVER/webhook/apixo\",\"input\":"
            + "{\"mode\":\"text-to-image\",\"prompt\":\"A futuristic city at sunset\","
            + "\"aspect_ratio\":\"16:9\"}}",
        // requests.post(json=...)
        "{\"request_type\": \"async\", \"input\": {\"mode\": \"text-to-image\", \"prompt\": \"A"
            + " futuristic city at sunset\", \"aspect_ratio\": \"16:9\"}}",
        "{\"request_type\": \"callback\", \"callback_url\": \"RECEIVER/webhook/apixo\", \"input\":"
            + " {\"mode\": \"text-to-image\", \"prompt\": \"A futuristic city at sunset\","
            + " \"aspect_ratio\": \"16:9\"}}"
      })
  void whatThePagesScriptsSendIsAcceptedToo(String body) {
    Response answer =
        red.submit("nano-banana", body.replace("RECEIVER", receiver.url().toString()));

    assertAccepted(answer.statusCode(), answer.asByteArray());
  }

  @ParameterizedTest
  @CsvSource({
    "flux2-text-to-image, flux2-status",
    "flux-kontext-text-to-image, flux-kontext-status"
  })
  void aTaskIsFollowedInTheUpstreamsOwnBytes(String submit, String status) {
    String target = submittedAndSeenPending(submit, status);

    byte[] processing = awaitSandbox(target, "processing");
    awaitBytes(target, processing);
    byte[] success = awaitSandbox(target, "success");
    awaitBytes(target, success);
    assertSucceeded(json(success), target.substring(target.indexOf('=') + 1));
  }

  @Test
  void aTaskThatFailsIsTwoHundredAndSaysWhy() {
    String id =
        taskId(
            red.submit(
                "flux2",
                "{\"input\":{\"prompt\":\"a cat [slow:500ms] [fail:CONTENT_VIOLATION]\"}}"));
    String target = "/api/v1/statusTask/flux2?taskId=" + id;
    byte[] failed = awaitSandbox(target, "failed");

    awaitBytes(target, failed);

    JsonNode data = json(failed).at("/data");
    assertThat(members(json(failed))).containsExactly("code", "message", "data");
    assertThat(json(failed).at("/code").intValue()).isEqualTo(200);
    assertThat(json(failed).at("/message").textValue()).isEqualTo("success");
    assertThat(members(data))
        .containsExactly("taskId", "state", "failCode", "failMsg", "createTime", "completeTime");
    assertThat(data.at("/failCode").textValue()).isEqualTo("CONTENT_VIOLATION");
    assertThat(data.at("/failMsg").textValue())
        .isEqualTo("Content does not meet safety guidelines");
  }

  @Test
  void aCallbackTellsTheSameAsTheStatus() {
    String id = taskId(red.submit(seed("nano-banana-callback")));
    String target = "/api/v1/statusTask/nano-banana?taskId=" + id;
    byte[] success = awaitSandbox(target, "success");

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> receiver.requests().stream().anyMatch(request -> request.contains(id)));
    String told =
        receiver.requests().stream().filter(request -> request.contains(id)).findFirst().get();
    assertThat(told).startsWith("POST /webhook/apixo HTTP/1.1\r\n");
    assertThat(told.substring(told.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo(success);
    awaitBytes(target, success);
  }

  @Test
  void theErrorOfThePageReachesTheTeamLetterForLetter() {
    Response answer = red.submit("flux2", "{\"input\":{\"prompt\":\"[status:400]\"}}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.asString())
        .isEqualTo("{\"code\":400,\"message\":\"Insufficient credits\",\"data\":null}");
  }

  @Test
  void whatTheVendorMissesInTheInputItSaysItself() {
    Response answer =
        red.submit("flux2", "{\"input\":{\"mode\":\"pro-image-to-image\",\"prompt\":\"a cat\"}}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.asString())
        .isEqualTo(
            "{\"code\":400,\"message\":\"Invalid request\",\"data\":"
                + "{\"error\":\"Missing required field: input.image_urls\"}}");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 404, 455, 500, 503})
  void theUpstreamsErrorsKeepStatusAndBody(int status) {
    String body = "{\"input\":{\"prompt\":\"[status:%d]\"}}".formatted(status);
    Response own = sandbox.submit("flux2", body);

    Response answer = red.submit("flux2", body);

    assertThat(own.statusCode()).isEqualTo(status);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.asByteArray()).isEqualTo(own.asByteArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"YOUR_API_KEY", "RED-KEY", "red-ke", "red-key2", "sandbox-key", "demo-key"})
  void aWrongKeyIsFourHundredAndOne(String key) {
    VendorClient stranger = VendorClient.of(gateway, key);

    for (Response answer :
        new Response[] {
          stranger.submit(seed("flux2-text-to-image")),
          stranger.get(seed("flux2-status").target()),
          stranger.balance()
        }) {
      assertError(answer, 401);
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void aProviderThatTheTeamMayNotNameIsFourHundredAndThree() {
    Response answer =
        VendorClient.of(gateway, "narrow-key").submit(seed("flux-kontext-style-transfer"));

    assertError(answer, 403);
    assertThat(json(answer).at("/detail").textValue()).contains("provider", "value");
  }

  @Test
  void beyondItsQuotaATeamIsToldWhenToComeBack() {
    VendorClient frugal = VendorClient.of(gateway, "frugal-key");
    String body = new String(SeedCurl.of("flux2-text-to-image").body(), StandardCharsets.UTF_8);
    assertThat(frugal.submit("flux2", body, "Prefer", "wait=0").statusCode()).isEqualTo(200);

    Response answer = frugal.submit("flux2", body, "Prefer", "wait=0");

    assertError(answer, 429);
    assertThat(json(answer).at("/violated-policies/0").textValue()).isEqualTo("team-requests");
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
  }

  @Test
  void anIdThatNobodyHasIsNotFound() {
    assertError(red.get(seed("flux2-status").target()), 404);
  }

  private static void assertAccepted(int status, byte[] body) {
    assertThat(status).isEqualTo(200);
    String id = json(body).at("/data/taskId").textValue();
    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(new String(body, StandardCharsets.UTF_8))
        .isEqualTo("{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"" + id + "\"}}");
  }

  private static void assertSucceeded(JsonNode answer, String id) {
    JsonNode data = answer.at("/data");
    assertThat(members(answer)).containsExactly("code", "message", "data");
    assertThat(members(data))
        .containsExactly("taskId", "state", "resultJson", "createTime", "completeTime", "costTime");
    assertThat(data.at("/taskId").textValue()).isEqualTo(id);
    assertThat(data.at("/createTime").isIntegralNumber()).isTrue();
    assertThat(data.at("/completeTime").longValue() - data.at("/createTime").longValue())
        .isEqualTo(data.at("/costTime").longValue());
    JsonNode result = json(data.at("/resultJson").textValue().getBytes(StandardCharsets.UTF_8));
    assertThat(members(result)).containsExactly("resultUrls");
    assertThat(result.at("/resultUrls/0").textValue()).startsWith("https://");
  }

  private static void assertError(Response answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    JsonNode body = json(answer);
    assertThat(members(body)).startsWith("code", "message", "msg", "data");
    assertThat(body.at("/code").intValue()).isEqualTo(status);
    assertThat(body.at("/message").textValue()).isNotBlank().isEqualTo(body.at("/msg").textValue());
    assertThat(body.at("/data").isNull()).isTrue();
  }

  /**
   * Submits until the gateway was seen telling the sandbox's own pending answer, and not only its
   * own first one; on a slow machine that may be over before anybody has looked.
   */
  private static String submittedAndSeenPending(String submit, String status) {
    for (int attempt = 0; attempt < 5; attempt++) {
      String id = taskId(red.submit(seed(submit)));
      String target = seed(status).askingFor(id).target();
      byte[] pending = sandbox.get(target).asByteArray();
      Response answer = red.get(target);
      JsonNode first = json(answer);
      assertThat(members(first)).containsExactly("code", "message", "data");
      assertThat(first.at("/data/taskId").textValue()).isEqualTo(id);
      while (state(answer).equals("pending")) {
        assertThat(members(json(answer).at("/data")))
            .containsExactly("taskId", "state", "createTime");
        if (Arrays.equals(answer.asByteArray(), pending)) {
          return target;
        }
        answer = red.get(target);
      }
    }
    throw new AssertionError("the sandbox's own pending answer was never told");
  }

  /** What the sandbox itself says as soon as the task is there. */
  private static byte[] awaitSandbox(String target, String state) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> sandbox.get(target), answer -> state(answer).equals(state))
        .asByteArray();
  }

  private static void awaitBytes(String target, byte[] bytes) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              Response answer = red.get(target);
              assertThat(answer.header("Cache-Status")).isEqualTo("sluice; hit");
              assertThat(answer.asByteArray()).isEqualTo(bytes);
            });
  }

  /** Runs the command as a shell does; where there is no curl there is nothing to run. */
  private static byte[] run(SeedCurl curl) throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl"))),
        "no curl is installed");
    Process process =
        new ProcessBuilder("sh", "-c", curl.text())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return out;
  }
}
