package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dialect.RandomInput;
import dev.sluice.dialect.RandomInput.Piece;
import dev.sluice.front.RawHttp.Heard;
import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes the packaged gateway towards an upstream that speaks Kie and back, byte for byte. */
@Tag("untimed")
class KiePassThroughJourneyIT {

  private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64)";
  private static final String TEAMS =
      """
      sluice:
        upstreams:
          kie:
            dialect: kie
            url: "%s/api/v1"
            key: the-shared-key
            user-agent: "%s"
            requests-per-minute: 10000
            concurrent-tasks: 1000
        budget: { cold-start: 0s }
        tasks: { first-check: 100ms, min-spacing: 100ms }
        teams:
          red: { keys: [red-key] }
      """;

  private static final String RED = "Authorization: Bearer red-key\r\n";
  private static final String NO_TASK = "{\"code\":422,\"msg\":\"no\",\"data\":null}";
  private static final String GOOD =
      "{\"model\":\"flux-2/pro-text-to-image\",\"input\":{\"prompt\":\"a cat\"}}";
  private static final int RUNS = 300;
  private static final List<String> TEXTS = List.of("a/b", "https://example.com/h");

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
    gateway = PackagedGateway.start(TEAMS.formatted(upstream.url(), AGENT), Map.of());
    server = gateway.uri("");
  }

  @AfterAll
  static void noKeyWasLogged() {
    try {
      assertThat(String.join("\n", gateway.log()))
          .doesNotContain("ERROR")
          .doesNotContain("the-shared-key", "red-key");
    } finally {
      gateway.close();
      upstream.close();
      vertx.close();
    }
  }

  @BeforeEach
  void forget() {
    toSubmit = Origin.json(422, NO_TASK);
    toStatus = Origin.json(422, "{\"code\":422,\"msg\":\"recordInfo is null\",\"data\":null}");
    upstream.requests().clear();
  }

  @Test
  void theUpstreamHearsNothingOfTheTeamButWhatItMay() throws IOException {
    RawHttp.post(
        server,
        KieClient.CREATE + "?debug=secret",
        RED
            + "Content-Type: application/json\r\nUser-Agent: python-requests/2.31\r\n"
            + "X-Forwarded-For: 10.1.2.3\r\nCookie: session=secret\r\nPrefer: wait=5\r\n"
            + "X-Request-Id: id-of-the-team\r\n",
        GOOD.getBytes(UTF_8));

    String request = onlySubmit();
    assertThat(request).startsWith("POST /api/v1/jobs/createTask HTTP/1.1\r\n");
    assertThat(Origin.headers(request))
        .containsExactlyInAnyOrder(
            "authorization: Bearer the-shared-key",
            "accept: */*",
            "via: 1.1 sluice",
            "user-agent: " + AGENT,
            "x-request-id: id-of-the-team",
            "content-type: application/json",
            "content-length: " + GOOD.length(),
            "host: localhost:" + upstream.url().getPort());
  }

  @Test
  void aSubmitReachesTheUpstreamByteForByteWhateverElseItHolds() throws IOException {
    for (long seed = 1; seed <= RUNS; seed++) {
      byte[] body = randomSubmit(seed);
      upstream.requests().clear();

      Heard heard = RawHttp.post(server, KieClient.CREATE, RED, body);

      assertThat(heard.body()).as("seed %d", seed).isEqualTo(NO_TASK);
      assertThat(Origin.body(onlySubmit())).as("seed %d", seed).isEqualTo(body);
    }
  }

  @Test
  void ofACallbackOnlyItsMemberIsTakenOut() throws IOException {
    RawHttp.post(
        server,
        KieClient.CREATE,
        RED,
        "{ \"x\":1.0, \"callBackUrl\" : \"https://example.com/h\" , \"model\":\"a/b\",\"input\":{} }"
            .getBytes(UTF_8));

    assertThat(new String(Origin.body(onlySubmit()), UTF_8))
        .isEqualTo("{ \"x\":1.0,   \"model\":\"a/b\",\"input\":{} }");
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.front.OddBodies#all")
  void anOddAnswerReachesTheTeamByteForByte(byte[] body) throws IOException {
    for (int status : new int[] {400, 402, 422, 433, 455, 501, 505}) {
      toSubmit = Origin.answer(status, "text/plain", body);

      Heard heard = create();

      assertThat(heard.status()).isEqualTo(status);
      assertThat(heard.bytes()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 402, 404, 422, 433, 455, 500, 501, 505})
  void aCodeInsideOfATwoHundredReachesTheTeamByteForByte(int code) throws IOException {
    String said =
        " { \"code\" : %d , \"msg\":\"\\u0061\", \"new\":[1.0], \"data\":null }".formatted(code);
    toSubmit = Origin.json(200, said);

    Heard heard = create();

    assertThat(heard.status()).isEqualTo(200);
    assertThat(heard.body()).isEqualTo(said);
    assertThat(heard.header("Sluice-Outcome")).isEqualTo(code == 500 ? "unknown" : "");
  }

  @Test
  void aFrontThatTurnsClientsAwayIsNotTakenForAWordAboutTheKey() throws IOException {
    toSubmit = Origin.answer(403, "text/plain", "error code: 1010".getBytes(UTF_8));

    Heard heard = create();

    assertThat(heard.status()).isEqualTo(403);
    assertThat(heard.body()).isEqualTo("error code: 1010");
    assertThat(heard.header("Sluice-Outcome")).isEmpty();
    gateway.awaitLog("which says nothing about the key; see user-agent");
    toSubmit = Origin.json(422, NO_TASK);
    assertThat(create().status()).as("and the upstream is asked again at once").isEqualTo(422);
  }

  @Test
  void aStatusReachesTheTeamByteForByteButForTheEchoAndTheBalance() throws IOException {
    toSubmit =
        Origin.json(200, "{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"a b/c\"}}");
    String head = " { \"code\":200.0, \"msg\":\"\\u0061\", \"data\" :{\"taskId\":\"a b/c\", ";
    String tail = "\"state\":\"%s\",\"costTime\":1.0e3,\"new\":[1.50,\"\\ud83d\"]} } ";
    String hidden = "\"param\":\"{\\\"callBackUrl\\\":\\\"x\\\"}\", ";
    String last = ", \"remainedCredits\": 7.5 ";
    toStatus =
        Origin.json(
            200, head + hidden + tail.formatted("moderating").replace("]}", "]" + last + "}"));
    assertThat(create().status()).isEqualTo(200);

    assertTold(head + " " + tail.formatted("moderating").replace("]}", "]  }"));
    assertThat(upstream.requests())
        .filteredOn(request -> request.startsWith("GET "))
        .isNotEmpty()
        .allSatisfy(
            request -> {
              assertThat(request).startsWith("GET /api/v1/jobs/recordInfo?taskId=a+b%2Fc HTTP");
              assertThat(Origin.headers(request)).contains("user-agent: " + AGENT);
            });
    toStatus = Origin.json(200, head + hidden + tail.formatted("success"));
    assertTold(head + " " + tail.formatted("success"));
  }

  @Test
  void aTaskThatTheUpstreamKnowsNotYetIsNotLost() throws IOException {
    toSubmit =
        Origin.json(200, "{\"code\":200,\"msg\":\"success\",\"data\":{\"taskId\":\"early\"}}");
    assertThat(create().status()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(20)).until(() -> reads() >= 2);

    Heard heard = record("early");

    assertThat(heard.status()).isEqualTo(200);
    assertThat(json(heard.bytes()).at("/data/state").textValue()).isEqualTo("waiting");
    toStatus =
        Origin.json(200, "{\"code\":200,\"data\":{\"taskId\":\"early\",\"state\":\"fail\"}}");
    await().atMost(Duration.ofSeconds(20)).until(() -> record("early").body().contains("fail"));
  }

  private static void assertTold(String expected) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(record("a%20b/c").body()).isEqualTo(expected));
  }

  private static Heard record(String id) throws IOException {
    return RawHttp.ask(server, "GET", "/api/v1/jobs/recordInfo?taskId=" + id, RED);
  }

  private static Heard create() throws IOException {
    return RawHttp.post(server, KieClient.CREATE, RED, GOOD.getBytes(UTF_8));
  }

  private static long reads() {
    return upstream.requests().stream().filter(request -> request.startsWith("GET ")).count();
  }

  private static String onlySubmit() {
    List<String> submits =
        upstream.requests().stream().filter(request -> request.startsWith("POST ")).toList();
    assertThat(submits).hasSize(1);
    return submits.get(0);
  }

  /** A submit with its two members somewhere among others that nobody knows. */
  private static byte[] randomSubmit(long seed) {
    Random random = new Random(seed);
    var input = new RandomInput(seed, List.of("model", "callBackUrl", "y"), TEXTS);
    List<Piece> members = new ArrayList<>();
    members.add(member("model", random.nextBoolean() ? "\"a/b\"" : "\"flux-2\\/\\u0078\""));
    members.add(member("input", RandomInput.object(input.pieces())));
    members.addAll(new RandomInput(-seed, List.of("x7", "x8"), TEXTS).pieces());
    Collections.shuffle(members, random);
    return (" \n" + RandomInput.object(members) + "\t").getBytes(UTF_8);
  }

  private static Piece member(String name, String value) {
    return new Piece("\t", name, '"' + name + '"', " :\r\n", value, " ");
  }
}
