package dev.sluice.sandbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.common.mapper.TypeRef;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(SandboxResourceTest.ShortTasks.class)
class SandboxResourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  public static final class ShortTasks implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.http.test-port", "0",
          "sluice.sandbox.enabled", "true",
          "sluice.sandbox.windows", "100000/60s",
          "sluice.sandbox.concurrent-tasks", "25",
          "sluice.sandbox.duration", "500ms..800ms");
    }
  }

  @Inject Vertx vertx;
  @Inject HeldAnswers held;

  @ParameterizedTest
  @ValueSource(
      strings = {
        // flux2
        "flux2 {\"request_type\":\"async\",\"input\":{\"mode\":\"pro-text-to-image\",\"prompt\":\"a"
            + " cozy cyberpunk cafe with neon lights\",\"aspect_ratio\":\"16:9\",\"resolution\":"
            + "\"1K\"}}",
        "flux2 {\"request_type\":\"async\",\"input\":{\"mode\":\"flex-image-to-image\",\"prompt\":"
            + "\"make it look like sunrise\",\"image_urls\":[\"https://example.com/image.jpg\"],"
            + "\"aspect_ratio\":\"9:16\",\"resolution\":\"2K\"}}",
        // flux-kontext
        "flux-kontext {\"request_type\":\"async\",\"input\":{\"mode\":\"pro\",\"prompt\":\"a castle"
            + " on the hill at sunset\",\"aspect_ratio\":\"16:9\",\"output_format\":\"jpeg\"}}",
        "flux-kontext {\"request_type\":\"async\",\"provider\":\"official\",\"input\":{\"mode\":"
            + "\"max\",\"prompt\":\"transform this into a watercolor painting\",\"aspect_ratio\":"
            + "\"16:9\",\"image_urls\":[\"https://example.com/ref.jpg\"],\"output_format\":\"png\","
            + "\"safetyTolerance\":2}}",
        // nano-banana
        "nano-banana {\"request_type\":\"async\",\"input\":{\"mode\":\"text-to-image\",\"prompt\":"
            + "\"A futuristic city at sunset\",\"aspect_ratio\":\"16:9\"}}"
      })
  void theVendorsOwnExamplesRunToSuccess(String example) {
    String model = example.substring(0, example.indexOf(' '));
    Response submitted = submit(model, example.substring(example.indexOf(' ') + 1));

    submitted
        .then()
        .statusCode(200)
        .contentType("application/json")
        .body("code", equalTo(200))
        .body("message", equalTo("success"))
        .body("data.taskId", matchesPattern("[0-9a-f]{32}"));
    String taskId = submitted.path("data.taskId");
    assertThat(submitted.asString())
        .isEqualTo("{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"%s\"}}", taskId);

    Response ended = untilEnded(model, taskId);

    assertThat(ended.asString())
        .matches(
            "\\{\"code\":200,\"message\":\"success\",\"data\":\\{\"taskId\":\""
                + taskId
                + "\",\"state\":\"success\",\"resultJson\":\"\\{\\\\\"resultUrls\\\\\":\\["
                + "\\\\\"https://[^\"]+\\.png\\\\\"]}\",\"createTime\":\\d{13},\"completeTime\":"
                + "\\d{13},\"costTime\":\\d{3}}}");
    assertThat(ended.<Long>path("data.completeTime") - ended.<Long>path("data.createTime"))
        .isEqualTo(ended.<Integer>path("data.costTime").longValue())
        .isBetween(500L, 800L);
  }

  @Test
  void aTaskIsPendingThenProcessing() {
    String taskId = submit("flux2", prompt("[slow:5s]")).path("data.taskId");

    status("flux2", taskId).then().statusCode(200).body("data.state", equalTo("pending"));
    await()
        .atMost(PATIENCE)
        .until(() -> status("flux2", taskId).path("data.state").equals("processing"));
    assertThat(status("flux2", taskId).asString())
        .matches(
            ".*\"data\":\\{\"taskId\":\"\\w+\",\"state\":\"processing\",\"createTime\":\\d+}}");
  }

  @Test
  void aPromptMayFailItsTask() {
    String taskId = submit("flux2", prompt("[fail:CONTENT_VIOLATION]")).path("data.taskId");

    untilEnded("flux2", taskId)
        .then()
        .statusCode(200)
        .body("code", equalTo(200))
        .body("data.state", equalTo("failed"))
        .body("data.failCode", equalTo("CONTENT_VIOLATION"))
        .body("data.failMsg", equalTo("Content does not meet safety guidelines"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 304, 400, 402, 403, 429, 451, 500, 503, 599})
  void aPromptMayChooseTheStatus(int status) {
    Response answer = submit("flux2", prompt("[status:" + status + "]"));

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 204 || status == 304) {
      assertThat(answer.asString()).isEmpty();
    } else {
      assertThat(answer.<Integer>path("code")).isEqualTo(status);
      assertThat(answer.<Object>path("data")).isNull();
    }
  }

  @Test
  void errorsAreTheVendors() {
    assertThat(submit("flux2", prompt("[status:400]")).asString())
        .isEqualTo("{\"code\":400,\"message\":\"Insufficient credits\",\"data\":null}");
    Response limited = submit("flux2", prompt("[429]"));
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.header("Retry-After")).isEqualTo("1");
    submit("flux2", "{\"input\":{\"mode\":\"pro-image-to-image\",\"prompt\":\"p\"}}")
        .then()
        .statusCode(400)
        .body("data.error", equalTo("Missing required field: input.image_urls"));
    status("flux2", "task_12345678").then().statusCode(404).body("code", equalTo(404));
    withKey().get("/sandbox/api/v1/statusTask/flux2").then().statusCode(400);
    withKey()
        .body("")
        .contentType("application/json")
        .post("/sandbox/api/v1/generateTask/flux2")
        .then()
        .statusCode(400);
    withKey()
        .contentType("text/plain")
        .body("{}")
        .post("/sandbox/api/v1/generateTask/flux2")
        .then()
        .statusCode(400)
        .body("data.error", equalTo("Content-Type must be application/json"));
    withKey().post("/sandbox/api/v1/generateTask/flux2").then().statusCode(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"statusTask/flux2?taskId=x", "apikeys/current-balance"})
  void withoutTheKeyItIs401(String path) {
    String refused = "{\"code\":401,\"message\":\"Invalid or missing API key\"}";

    assertThat(given().get("/sandbox/api/v1/" + path).asString()).isEqualTo(refused);
    given()
        .header("Authorization", "Bearer demo-key")
        .get("/sandbox/api/v1/" + path)
        .then()
        .statusCode(401);
  }

  @Test
  void theBalanceIsANumberWithFourDecimals() {
    assertThat(withKey().get("/sandbox/api/v1/apikeys/current-balance").asString())
        .matches("\\{\"code\":200,\"message\":\"success\",\"data\":\\d{2,3}\\.\\d{4}}");
  }

  @Test
  void tasksBeyondTheLimitAreRefusedUntilOneHasEnded() {
    awaitNoTasks();
    long refusedBefore = stat("refusedForTasks");
    for (int i = 0; i < 25; i++) {
      submit("flux2", prompt("[slow:3s]")).then().statusCode(200);
    }

    Response refused = submit("flux2", prompt("p"));

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 3);
    assertThat(stat("refusedForTasks")).isEqualTo(refusedBefore + 1);
    assertThat(stat("mostUnfinished")).isEqualTo(25);
    awaitNoTasks();
    submit("flux2", prompt("p")).then().statusCode(200);
  }

  @Test
  void theEndIsPostedToTheCallbackUrlUntilItIsHeard() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    var receiver =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request.bodyHandler(
                        body -> {
                          heard.add(request.method() + " " + request.uri() + " " + body);
                          request.response().setStatusCode(heard.size() == 1 ? 204 : 200).end();
                        }))
            .listen(0)
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    try {
      String url = "http://localhost:" + receiver.actualPort() + "/webhook/apixo";
      String taskId =
          submit(
                  "nano-banana",
                  "{\"request_type\":\"callback\",\"callback_url\":\"%s\",\"input\":{\"prompt\":\"p\"}}"
                      .formatted(url))
              .path("data.taskId");

      await().atMost(PATIENCE).until(() -> heard.size() == 2);

      String expected = "POST /webhook/apixo " + status("nano-banana", taskId).asString();
      assertThat(heard).containsExactly(expected, expected);
    } finally {
      receiver.close();
    }
  }

  @Test
  void aSilentAnswerIsHeldOnlyAsLongAsTheClientStays() throws IOException {
    long startedBefore = stat("started");
    int heldBefore = held.held();
    try (Socket client = raw("[timeout]");
        Socket other = raw("[hang]")) {
      await().atMost(PATIENCE).until(() -> held.held() == heldBefore + 2);
      client.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
      assertThat(stat("started")).isEqualTo(startedBefore + 1);
    }
    await().atMost(PATIENCE).until(() -> held.held() == heldBefore);
  }

  @Test
  void aLaggingAnswerComesLateAndItsTaskStartsAtOnce() {
    Response answer = submit("flux2", prompt("[lag:700ms]"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.time()).isGreaterThanOrEqualTo(700);
    status("flux2", answer.path("data.taskId")).then().statusCode(200);
  }

  @Test
  void theStatisticsAreOpenAndNumbers() {
    Map<String, Object> stats =
        given().get("/sandbox/stats").then().statusCode(200).extract().as(new TypeRef<>() {});

    assertThat(stats)
        .containsOnlyKeys(
            "accepted",
            "refused",
            "refusedForRate",
            "refusedForTasks",
            "submits",
            "polls",
            "largestWindow",
            "windowLimit",
            "windowSeconds",
            "unfinished",
            "mostUnfinished",
            "taskSeconds",
            "started",
            "startedByModel",
            "ended",
            "nowMillis",
            "windows")
        .containsEntry("windowLimit", 100000);
    assertThat(stats.remove("windows"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window).containsOnlyKeys("limit", "largest");
              assertThat(window.get("limit")).isEqualTo("100000/60s");
              assertThat(window.get("largest")).isEqualTo(stats.get("largestWindow"));
            });
    assertThat((Map<?, ?>) stats.remove("startedByModel")).isNotEmpty();
    assertThat(stats.values()).allMatch(Number.class::isInstance);
  }

  private static Response submit(String model, String body) {
    return withKey()
        .contentType("application/json")
        .body(body)
        .post("/sandbox/api/v1/generateTask/" + model);
  }

  private static Response status(String model, String taskId) {
    return withKey().get("/sandbox/api/v1/statusTask/" + model + "?taskId=" + taskId);
  }

  private static Response untilEnded(String model, String taskId) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> status(model, taskId),
            answer -> List.of("success", "failed").contains(answer.<String>path("data.state")));
  }

  private static String prompt(String prompt) {
    return "{\"input\":{\"mode\":\"text-to-image\",\"prompt\":\"%s\"}}".formatted(prompt);
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 11_000, 1_000_000})
  void aLargeBodyIsReadWhole(int length) {
    String filler = "a".repeat(length);

    submit("flux2", "{\"x\":\"" + filler + "\",\"input\":{\"prompt\":\"a cat\"}}")
        .then()
        .statusCode(200);
  }

  private static RequestSpecification withKey() {
    return given().redirects().follow(false).header("Authorization", "Bearer sandbox-key");
  }

  private static long stat(String name) {
    return given().get("/sandbox/stats").jsonPath().getLong(name);
  }

  private static void awaitNoTasks() {
    await().atMost(PATIENCE).until(() -> stat("unfinished") == 0);
  }

  private static Socket raw(String prompt) throws IOException {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    var socket = new Socket("localhost", port);
    String body = prompt(prompt);
    socket
        .getOutputStream()
        .write(
            ("POST /sandbox/api/v1/generateTask/flux2 HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer sandbox-key\r\nContent-Type: application/json\r\n"
                    + "Content-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
