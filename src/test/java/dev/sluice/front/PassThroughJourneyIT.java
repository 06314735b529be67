package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.front.RawHttp.Heard;
import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes the packaged gateway towards an upstream and back, as that upstream sees it. */
@Tag("untimed")
class PassThroughJourneyIT {

  private static final String TEAMS =
      """
      sluice:
        upstreams:
          apixo: { url: "%s/api/v1", key: the-shared-key, breaker: { calls: 1000 } }
        budget: { cold-start: 0s }
        tasks: { first-check: 100ms, min-spacing: 100ms }
        teams:
          red: { keys: [red-key] }
          blue: { keys: [blue-key], show-balance: false }
          narrow: { keys: [narrow-key], providers: [value], default-provider: value, models: ["flux*"] }
          strict: { keys: [strict-key], providers: [value] }
      """;

  private static final byte[] GOOD = VendorClient.GOOD.getBytes(UTF_8);
  private static final String RED = "Authorization: Bearer red-key\r\n";
  private static final String NO_TASK = "{\"code\":400,\"message\":\"no\",\"data\":null}";

  private static Vertx vertx;
  private static Origin upstream;
  private static PackagedGateway gateway;
  private static URI server;
  private static volatile byte[] toSubmit;
  private static volatile byte[] toStatus;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    upstream =
        Origin.of(
            vertx,
            (socket, request) ->
                socket.write(Buffer.buffer(request.startsWith("POST ") ? toSubmit : toStatus)));
    gateway = PackagedGateway.start(TEAMS.formatted(upstream.url()), Map.of());
    server = gateway.uri("");
  }

  @AfterAll
  static void noKeyWasLogged() {
    try {
      assertThat(String.join("\n", gateway.log()))
          .doesNotContain("ERROR")
          .doesNotContain("the-shared-key", "red-key", "blue-key", "narrow-key", "strict-key");
    } finally {
      gateway.close();
      upstream.close();
      vertx.close();
    }
  }

  @BeforeEach
  void forget() {
    toSubmit = Origin.json(400, NO_TASK);
    toStatus = Origin.json(404, "{\"code\":404,\"message\":\"Task not found\",\"data\":null}");
    upstream.requests().clear();
  }

  @Test
  void theUpstreamHearsNothingOfTheTeamButWhatItMay() throws IOException {
    Heard heard =
        RawHttp.post(
            server,
            "/api/v1/generateTask/flux-2.pro_max?debug=secret",
            RED
                + """
                Content-Type: application/json; charset=utf-8
                User-Agent: curl/7.88.1
                Accept: text/html
                Accept-Encoding: gzip, br
                X-Forwarded-For: 10.1.2.3
                X-Forwarded-Host: team.internal
                X-Forwarded-Proto: https
                Forwarded: for=10.1.2.3;host=team.internal
                X-Real-IP: 10.1.2.3
                True-Client-IP: 10.1.2.3
                CF-Connecting-IP: 10.1.2.3
                Via: 1.1 proxy.team.internal
                Cookie: session=secret
                Referer: https://team.internal/page
                Origin: https://team.internal
                From: somebody@team.internal
                X-Api-Key: secret
                X-MCP-TOKEN: secret
                x-goog-api-key: secret
                Proxy-Authorization: Basic secret
                Connection: X-Named
                X-Named: secret
                Idempotency-Key: secret
                Prefer: wait=5
                X-Request-Id: id-of-the-team
                traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
                """
                    .replace("\n", "\r\n"),
            GOOD);

    assertThat(heard.status()).isEqualTo(400);
    String request = onlySubmit();
    assertThat(request).startsWith("POST /api/v1/generateTask/flux-2.pro_max HTTP/1.1\r\n");
    assertThat(Origin.headers(request))
        .containsExactlyInAnyOrder(
            "authorization: Bearer the-shared-key",
            "accept: */*",
            "via: 1.1 sluice",
            "user-agent: curl/7.88.1",
            "x-request-id: id-of-the-team",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "content-type: application/json",
            "content-length: " + GOOD.length,
            "host: localhost:" + upstream.url().getPort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"input\":{}}",
        " \r\n\t{ \"input\" : { } } \n",
        "{\"input\":{\"a\":1.0,\"b\":1e2,\"c\":-0,\"d\":1E+400,\"e\":0.1000000000000000055511151231257}}",
        "{\"input\":{\"n\":123456789012345678901234567890}}",
        "{\"input\":{\"x\":1,\"x\":2},\"extra\":null,\"webhook\":\"https://example.com/\"}",
        "{\"source\":\"mcp\",\"input\":{\"prompt\":\"zażółć gęślą jaźń 猫 \uD83D\uDE00\"}}",
        "{\"input\":{\"prompt\":\"\\u0000\\ud83d\\ude00\\ud800\\/\\\"\\\\ \u2028\u007f\"}}",
        "{\"inp\\u0075t\":{\"prompt\":\"a\"},\"provider\":\"\\u0061uto\"}",
        "{\"Provider\":\"x\",\"INPUT\":1,\"input\":{\"provider\":\"cheap\",\"request_type\":5}}",
        "{\"request_type\":\"async\",\"callback_url\":\"https://example.com/h?a=b&c=%20\",\"input\":{}}",
        "{\"\":0,\"__proto__\":{},\"input\":{\"deep\":[[[[[[[[[[]]]]]]]]]]}}"
      })
  void aBodyReachesTheUpstreamByteForByte(String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);

    Heard heard = RawHttp.submit(server, RED, bytes);

    assertThat(heard.body()).isEqualTo(NO_TASK);
    assertThat(Origin.body(onlySubmit())).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"input\":{}} | {\"provider\":\"value\",\"input\":{}}",
        "{ \"x\":1.0, \"input\":{}} | {\"provider\":\"value\", \"x\":1.0, \"input\":{}}",
        "{\"input\":{},\"provider\":\"value\"} | {\"input\":{},\"provider\":\"value\"}",
        "{\"provider\":\"value\",\"request_type\":\"callback\",\"callback_url\":\"https://example.com/\",\"input\":{}} | {\"provider\":\"value\",\"request_type\":\"async\",\"input\":{}}"
      })
  void aDefaultProviderIsPutInATeamsCallbackIsTakenOutAndNothingElseIsTouched(
      String body, String expected) throws IOException {
    RawHttp.submit(server, "Authorization: Bearer narrow-key\r\n", body.getBytes(UTF_8));

    assertThat(new String(Origin.body(onlySubmit()), UTF_8)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "narrow-key, flux2, auto, provider",
    "narrow-key, flux2, official, provider",
    "strict-key, flux2, '', provider",
    "strict-key, flux2, auto, provider",
    "narrow-key, nano-banana, value, model",
    "narrow-key, Flux2, value, model"
  })
  void whatATeamMayNotUseIsForbiddenByName(String key, String model, String provider, String name)
      throws IOException {
    String member = provider.isEmpty() ? "" : "\"provider\":\"" + provider + "\",";

    Heard heard =
        RawHttp.post(
            server,
            "/api/v1/generateTask/" + model,
            "Authorization: Bearer " + key + "\r\n",
            ("{" + member + "\"input\":{\"prompt\":\"a\"}}").getBytes(UTF_8));

    heard.isRefusal(403);
    assertThat(json(heard.bytes()).at("/detail").textValue()).contains(name);
    assertThat(submits()).isEmpty();
  }

  @Test
  void aHiddenBalanceIsNotEvenAskedFor() throws IOException {
    RawHttp.ask(
            server, "GET", "/api/v1/apikeys/current-balance", "Authorization: Bearer blue-key\r\n")
        .isRefusal(403);

    assertThat(upstream.requests()).noneMatch(request -> request.contains("current-balance"));
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.front.OddBodies#all")
  void anOddAnswerReachesTheTeamByteForByte(byte[] body) throws IOException {
    for (int status : new int[] {400, 402, 422, 455, 501, 505, 599}) {
      toSubmit = Origin.answer(status, "text/plain", body);

      Heard heard = RawHttp.submit(server, RED, GOOD);

      assertThat(heard.status()).isEqualTo(status);
      assertThat(heard.bytes()).isEqualTo(body);
      assertThat(heard.header("Content-Type")).startsWith("text/plain");
    }
  }

  @Test
  void headersThatNobodyKnowsPassAndThoseOfTheConnectionDoNot() throws IOException {
    toSubmit =
        ("HTTP/1.1 455 Under Repair\r\nX-Vendor-Trace: a;b=\"c\"\r\nX-Named: secret\r\n"
                + "Connection: X-Named\r\nSet-Cookie: a=b\r\nServer: vendor\r\n"
                + "X-RateLimit-Remaining: 5\r\nRateLimit: \"x\";r=1\r\nX-Request-Id: theirs\r\n"
                + "Access-Control-Allow-Origin: *\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\n\r\n{}")
            .getBytes(ISO_8859_1);

    Heard heard = RawHttp.submit(server, RED, GOOD);

    assertThat(heard.status()).isEqualTo(455);
    assertThat(heard.header("X-Vendor-Trace")).isEqualTo("a;b=\"c\"");
    assertThat(heard.header("RateLimit")).startsWith("\"team-requests\"").doesNotContain("|");
    assertThat(heard.header("X-Request-Id")).matches("[0-9a-f]{32}");
    assertThat(heard.headers())
        .doesNotContainKeys(
            "x-named",
            "set-cookie",
            "server",
            "x-ratelimit-remaining",
            "access-control-allow-origin");
  }

  @Test
  void aRedirectIsAnAnswerAndIsNotFollowed() throws IOException {
    toSubmit =
        ("HTTP/1.1 307 Elsewhere\r\nLocation: "
                + upstream.url()
                + "/other\r\nContent-Length: 0\r\n\r\n")
            .getBytes(ISO_8859_1);

    assertThat(RawHttp.submit(server, RED, GOOD).status()).isEqualTo(307);
    assertThat(upstream.requests()).noneMatch(request -> request.contains("/other"));
    assertThat(submits()).hasSize(1);
  }

  @Test
  void anUpstreamsOwnRefusalForItsLimitsBecomesOurs() throws IOException {
    toSubmit =
        "HTTP/1.1 429 Slow Down\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);

    Heard heard = RawHttp.submit(server, RED + "Prefer: wait=0\r\n", GOOD);

    heard.isRefusal(429);
    assertThat(json(heard.bytes()).at("/violated-policies/0").textValue()).isEqualTo("upstream");
    assertThat(Integer.parseInt(heard.header("Retry-After"))).isPositive();
    toSubmit = Origin.json(400, NO_TASK);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> RawHttp.submit(server, RED, GOOD).status() == 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task_1",
        "a/../b",
        "a b&c=d#e?f+g%2fh;i",
        "\u017c\u00f3\u0142w \uD83D\uDE00",
        "\"\\\\"
      })
  void aTaskIsFollowedWhateverItsIdLooksLike(String id) throws IOException {
    String written = id.replace("\"\\\\", "\\\"\\\\\\\\");
    toSubmit = accepted(written);
    byte[] odd =
        ("{ \"code\" : 200.0, \"msg\":\"\\u0061\", \"data\":{\"state\":\"processing_r2\",\"taskId\":\""
                + written
                + "\",\"createTime\":1.767965610929e12,\"new\":[1.0,\"\uD83D\uDE00\"]}} ")
            .getBytes(UTF_8);
    toStatus = Origin.answer(200, "application/json", odd);

    assertThat(RawHttp.submit(server, RED, GOOD).status()).isEqualTo(200);

    String target = "/api/v1/statusTask/flux2?taskId=" + URLEncoder.encode(id, UTF_8);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(RawHttp.ask(server, "GET", target, RED).bytes()).isEqualTo(odd));
    String asked =
        upstream.requests().stream()
            .filter(request -> request.startsWith("GET ") && idIn(request).equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(asked).startsWith("GET /api/v1/statusTask/flux2?taskId=");
    assertThat(Origin.headers(asked))
        .contains("authorization: Bearer the-shared-key", "via: 1.1 sluice");
    toStatus = Origin.json(200, "{\"code\":200,\"data\":{\"state\":\"failed\"}}");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> RawHttp.ask(server, "GET", target, RED).body().contains("failed"));
  }

  @Test
  void anothersTaskIsAnsweredLikeOneThatDoesNotExist() throws IOException {
    toSubmit = accepted("of-red");
    toStatus =
        Origin.json(200, "{\"code\":200,\"data\":{\"taskId\":\"of-red\",\"state\":\"success\"}}");
    assertThat(RawHttp.submit(server, RED, GOOD).status()).isEqualTo(200);
    String blue = "Authorization: Bearer blue-key\r\nX-Request-Id: x\r\n";

    Heard another = RawHttp.ask(server, "GET", "/api/v1/statusTask/flux2?taskId=of-red", blue);
    Heard unknown = RawHttp.ask(server, "GET", "/api/v1/statusTask/flux2?taskId=of-nobody", blue);

    assertThat(another.status()).isEqualTo(404);
    assertThat(another.bytes()).isEqualTo(unknown.bytes());
    assertThat(another.headers().keySet()).isEqualTo(unknown.headers().keySet());
    assertThat(RawHttp.ask(server, "GET", "/api/v1/statusTask/flux2?taskId=of-red", RED).status())
        .isEqualTo(200);
  }

  private static byte[] accepted(String id) {
    return Origin.answer(
        200,
        "application/json",
        ("{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"" + id + "\"}}")
            .getBytes(UTF_8));
  }

  private static String onlySubmit() {
    assertThat(submits()).hasSize(1);
    return submits().get(0);
  }

  private static List<String> submits() {
    return upstream.requests().stream().filter(request -> request.startsWith("POST ")).toList();
  }

  /** The only member of the query, decoded. */
  private static String idIn(String request) {
    String value = request.substring(request.indexOf('=') + 1, request.indexOf(" HTTP/1.1"));
    return value.contains("&") ? "" : URLDecoder.decode(value, UTF_8);
  }
}
