package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.front.RawHttp.Heard;
import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One upstream speaks Kie and one APIXO; {@code value} leads to the first and {@code official} to
 * the second, {@code auto} to the sandbox, which is a Kie upstream here and takes no other. Red
 * speaks APIXO and blue Kie. Each sees its own language throughout, whoever serves. A prompt says
 * how a task of the Kie upstream fares: {@code runs}, {@code ends}, {@code fails}.
 */
@Tag("untimed")
class CrossingJourneyIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Pattern PROMPT = Pattern.compile("\"prompt\":\"([^\"]*)\"");
  private static final Pattern TASK = Pattern.compile("taskId=([^& ]+)");
  private static final String RED = "Authorization: Bearer red-key\r\n";
  private static final String BLUE = "Authorization: Bearer blue-key\r\n";

  private static final String CONFIGURATION =
      """
      sluice:
        upstreams:
          kie: { dialect: kie, url: "%s", key: kie-shared-key, windows: ["1000/10s create", "1000/1s read"] }
          apixo: { url: "%s/api/v1", key: apixo-shared-key }
          rehearsal: { dialect: kie, url: "http://127.0.0.1:%d/sandbox", key: sandbox-key, windows: ["1000/10s create", "1000/1s read"] }
        routes: { value: [kie], official: [apixo], auto: [rehearsal] }
        sandbox: { enabled: true, key: sandbox-key, duration: 500ms }
        models:
          fast:
            kie: { model: flux-2/flex-text-to-image, input: { map: { size: { "big": "1K" } } } }
        budget: { cold-start: 0s }
        tasks: { first-check: 100ms, min-spacing: 100ms }
        webhooks: { allow-loopback: true }
        secret: a secret that is longer than 32 bytes
        teams:
          red: { keys: [red-key], callbacks: ["http://localhost:*/*"] }
          blue: { keys: [blue-key] }
      """;

  private static Vertx vertx;
  private static Origin kie;
  private static Origin apixo;
  private static Origin receiver;
  private static PackagedGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    kie = Origin.of(vertx, (socket, request) -> socket.write(buffer(asKie(request))));
    apixo = Origin.of(vertx, (socket, request) -> socket.write(buffer(asApixo(request))));
    receiver = Origin.of(vertx, Origin.json(200, "{}"));
    int port = Ports.free();
    gateway =
        PackagedGateway.start(
            CONFIGURATION.formatted(kie.url(), apixo.url(), port),
            Map.of(
                "quarkus.http.port",
                Integer.toString(port),
                "sluice.public-url",
                "http://127.0.0.1:" + port));
  }

  @AfterAll
  static void stop() {
    try {
      assertThat(String.join("\n", gateway.log()))
          .doesNotContain("ERROR", "kie-shared-key", "apixo-shared-key");
    } finally {
      gateway.close();
      List.of(kie, apixo, receiver).forEach(Origin::close);
      vertx.close();
    }
  }

  @Test
  void aKieUpstreamIsToldAValidKieSubmitAndTheTeamHearsApixo() throws IOException {
    Heard heard = red("value", "runs 1", "");

    assertThat(heard.status()).isEqualTo(200);
    assertThat(json(heard.bytes()))
        .isEqualTo(
            tree("{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"k-runs-1\"}}"));
    assertThat(heard.header("Sluice-Upstream")).isEqualTo("kie");
    String request = submitOf(kie, "runs 1");
    assertThat(request).startsWith("POST /api/v1/jobs/createTask HTTP/1.1\r\n");
    assertThat(request.toLowerCase(java.util.Locale.ROOT))
        .contains("authorization: bearer kie-shared-key\r\n", "content-type: application/json");
    String body = Origin.text(request);
    assertThat(VendorClient.members(tree(body)))
        .containsExactlyInAnyOrder("model", "callBackUrl", "input");
    assertThat(tree(body).at("/model").textValue()).isEqualTo("flux-2/pro-image-to-image");
    assertThat(tree(body).at("/callBackUrl").textValue()).startsWith("http://127.0.0.1:");
    assertThat(body)
        .endsWith(
            "\"input\":{\"prompt\":\"runs 1\",\"input_urls\":[\"https:\\/\\/a.example/1.png\"],"
                + "\"seed\":1.50,\"aspect_ratio\":\"1:1\",\"resolution\":\"1K\"}}");
  }

  @Test
  void whatIsToldIsASubmitThatAStrictKieUpstreamTakes() throws IOException {
    String good = taskId(red("auto", "a cat", ""));
    String bad = taskId(red("auto", "a cat [fail:CONTENT_VIOLATION]", ""));

    await().atMost(SOON).until(() -> state(good).equals("success"));
    await().atMost(SOON).until(() -> state(bad).equals("failed"));
    assertThat(json(status(bad).bytes()).at("/data/failCode").textValue()).isNotBlank();
  }

  @Test
  void itsStatusSuccessAndFailureReadAsApixos() throws IOException {
    String ends = taskId(red("value", "ends 1", ""));
    String fails = taskId(red("value", "fails 1", ""));
    String runs = taskId(red("value", "runs 2", ""));

    await().atMost(SOON).until(() -> state(ends).equals("success"));
    await().atMost(SOON).until(() -> state(fails).equals("failed"));
    assertThat(state(runs)).isIn("pending", "processing");
    assertThat(json(status(ends).bytes()).at("/message").textValue()).isEqualTo("success");
    assertThat(json(status(ends).bytes()).at("/data/resultJson").textValue())
        .isEqualTo("{\"resultUrls\":[\"https://r.example/1.png\"]}");
    assertThat(status(fails).body())
        .contains("\"failCode\":\"500\"", "\"failMsg\":\"no\"")
        .doesNotContain("\"msg\"", "param", "model");
  }

  @Test
  void itsCallbackReachesTheTeamAsApixos() throws IOException {
    String hook = receiver.url() + "/hook";
    String id =
        taskId(
            red(
                "value",
                "runs 3",
                "\"request_type\":\"callback\",\"callback_url\":\"" + hook + "\","));
    String own = tree(Origin.text(submitOf(kie, "runs 3"))).at("/callBackUrl").textValue();
    assertThat(own).contains("/callbacks/").doesNotContain("hook");

    URI uri = URI.create(own);
    String called =
        "{\"code\":501,\"msg\":\"Playground task failed.\",\"data\":{\"taskId\":\"%s\","
            + "\"model\":\"m\",\"state\":\"fail\",\"failCode\":\"500\",\"failMsg\":\"no\","
            + "\"param\":\"{}\",\"resultJson\":null,\"costTime\":8}}";
    assertThat(
            RawHttp.post(
                    uri,
                    uri.getPath(),
                    "Content-Type: application/json\r\n",
                    called.formatted(id).getBytes(UTF_8))
                .status())
        .isEqualTo(200);

    await().atMost(SOON).until(() -> !receiver.requests().isEmpty());
    String told = Origin.text(receiver.requests().get(0));
    assertThat(tree(told).at("/code").intValue()).isEqualTo(200);
    assertThat(tree(told).at("/message").isTextual()).isTrue();
    assertThat(tree(told).at("/data/state").textValue()).isEqualTo("failed");
    assertThat(tree(told).at("/data/taskId").textValue()).isEqualTo(id);
    assertThat(told).doesNotContain("\"msg\"", "param", "\"fail\"");
  }

  @Test
  void aRefusalOfKiesReadsAsApixosAndKeepsItsCode() throws IOException {
    Heard heard = red("value", "broke 1", "");
    assertThat(json(heard.bytes()).at("/code").intValue()).isEqualTo(402);
    assertThat(json(heard.bytes()).at("/message").textValue()).isEqualTo("no credits");
    assertThat(json(heard.bytes()).has("msg")).isFalse();
  }

  @Test
  void aModelWithoutWordsAndAModeWithoutAnIdAreNotToldToKie() throws IOException {
    int before = kie.requests().size();
    Heard kontext =
        RawHttp.post(
            gateway.uri(""),
            "/api/v1/generateTask/flux-kontext",
            RED,
            "{\"provider\":\"value\",\"input\":{\"mode\":\"pro\",\"prompt\":\"never\"}}"
                .getBytes(UTF_8));
    kontext.isRefusal(404);
    assertThat(kontext.body()).contains("kie: nothing says what it calls this model");
    Heard modeless =
        RawHttp.submit(
            gateway.uri(""),
            RED,
            "{\"provider\":\"value\",\"input\":{\"prompt\":\"never\"}}".getBytes(UTF_8));
    modeless.isRefusal(404);
    assertThat(modeless.body()).contains("input.mode must be one of");
    assertThat(kie.requests().subList(before, kie.requests().size()))
        .noneMatch(request -> request.contains("never"));
  }

  @Test
  void anAliasOfConfigurationIsToldInKiesWords() throws IOException {
    Heard heard =
        RawHttp.post(
            gateway.uri(""),
            "/api/v1/generateTask/fast",
            RED,
            "{\"provider\":\"value\",\"input\":{\"prompt\":\"runs 4\",\"size\":\"b\\u0069g\"}}"
                .getBytes(UTF_8));
    assertThat(heard.status()).isEqualTo(200);
    assertThat(Origin.text(submitOf(kie, "runs 4")))
        .contains("\"model\":\"flux-2/flex-text-to-image\"")
        .endsWith("\"input\":{\"prompt\":\"runs 4\",\"size\":\"1K\"}}");
  }

  @Test
  void aTeamThatSpeaksKieGoesToApixoAndHearsKie() throws IOException {
    Heard heard =
        RawHttp.post(
            gateway.uri(""),
            "/api/v1/jobs/createTask",
            BLUE,
            ("{\"model\":\"google/nano-banana\",\"provider\":\"official\","
                    + "\"input\":{\"prompt\":\"p\",\"image_size\":\"1:1\"}}")
                .getBytes(UTF_8));

    assertThat(json(heard.bytes()))
        .isEqualTo(tree("{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"a-1\"}}"));
    String request = submitOf(apixo, "p");
    assertThat(request).startsWith("POST /api/v1/generateTask/nano-banana HTTP/1.1\r\n");
    assertThat(Origin.text(request))
        .contains("\"provider\":\"official\"", "\"request_type\":\"callback\"")
        .doesNotContain("callBackUrl", "google/")
        .endsWith(
            "\"input\":{\"prompt\":\"p\",\"aspect_ratio\":\"1:1\",\"mode\":\"text-to-image\","
                + "\"output_format\":\"png\"}}");
    await()
        .atMost(SOON)
        .until(
            () ->
                RawHttp.ask(gateway.uri(""), "GET", "/api/v1/jobs/recordInfo?taskId=a-1", BLUE)
                    .body()
                    .contains("\"state\":\"fail\""));
  }

  private static Heard red(String provider, String prompt, String more) throws IOException {
    String body =
        ("{\"provider\":\"%s\",%s\"input\":{\"mode\":\"pro-image-to-image\",\"prompt\":\"%s\","
                + "\"image_urls\":[\"https:\\/\\/a.example/1.png\"],\"seed\":1.50}}")
            .formatted(provider, more, prompt);
    return RawHttp.submit(gateway.uri(""), RED, body.getBytes(UTF_8));
  }

  private static JsonNode tree(String text) {
    return json(text.getBytes(UTF_8));
  }

  private static String taskId(Heard heard) {
    return json(heard.bytes()).at("/data/taskId").textValue();
  }

  private static Heard status(String taskId) throws IOException {
    return RawHttp.ask(gateway.uri(""), "GET", "/api/v1/statusTask/flux2?taskId=" + taskId, RED);
  }

  private static String state(String taskId) throws IOException {
    return json(status(taskId).bytes()).at("/data/state").textValue();
  }

  private static String submitOf(Origin upstream, String prompt) {
    return upstream.requests().stream()
        .filter(request -> request.contains("\"prompt\":\"" + prompt + "\""))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] asKie(String request) {
    Matcher prompt = PROMPT.matcher(request);
    if (prompt.find()) {
      return prompt.group(1).startsWith("broke")
          ? Origin.json(402, "{\"code\":402,\"msg\":\"no credits\",\"data\":null}")
          : Origin.json(
              200,
              "{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"k-%s\"}}"
                  .formatted(prompt.group(1).replace(' ', '-')));
    }
    Matcher task = TASK.matcher(request);
    assertThat(task.find()).as(request).isTrue();
    String id = task.group(1);
    String rest =
        id.startsWith("k-ends")
            ? "\"state\":\"success\",\"resultJson\":"
                + "\"{\\\"resultUrls\\\":[\\\"https://r.example/1.png\\\"]}\",\"failCode\":\"\","
                + "\"failMsg\":\"\",\"costTime\":1000,\"completeTime\":1700000001000"
            : id.startsWith("k-fails")
                ? "\"state\":\"fail\",\"resultJson\":\"\",\"failCode\":\"500\",\"failMsg\":\"no\""
                : "\"state\":\"generating\"";
    return Origin.json(
        200,
        "{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"%s\",\"model\":\"m\",\"param\":\"{}\",%s,\"createTime\":1700000000000}}"
            .formatted(id, rest));
  }

  private static byte[] asApixo(String request) {
    return request.startsWith("POST ")
        ? Origin.json(200, "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"a-1\"}}")
        : Origin.json(
            200,
            "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"a-1\","
                + "\"state\":\"failed\",\"failCode\":\"NSFW\",\"failMsg\":\"no\"}}");
  }

  private static Buffer buffer(byte[] bytes) {
    return Buffer.buffer(bytes);
  }
}
