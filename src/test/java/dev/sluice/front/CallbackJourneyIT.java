package dev.sluice.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.front.RawHttp.Heard;
import dev.sluice.relay.Tokens;
import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.TeamClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The packaged gateway, of which each upstream knows where it is and tells it of ends. Its watcher
 * looks at nothing before ten minutes have passed, so whatever ends is heard by callback.
 */
@Tag("untimed")
class CallbackJourneyIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Pattern OWN =
      Pattern.compile(
          "\"callback_url\":\"(http://127\\.0\\.0\\.1:\\d+/callbacks/[A-Za-z0-9_-]+)\"");
  private static final String SECRET = "a secret that is longer than 32 bytes";
  private static final String PATIENT =
      """
      sluice:
        tasks:
          first-check: 10m
        teams:
          red:
            keys: red-key
          later:
            keys: later-key
            overflow: defer
            request-windows: ["10/1s"]
      """;

  private static Vertx vertx;
  private static PackagedGateway gateway;
  private static TeamClient red;
  private static Scrape metrics;

  @BeforeAll
  static void start() throws IOException {
    vertx = Vertx.vertx();
    gateway = onItsOwnAddress("sluice.upstreams.sandbox.timeout", "1s");
    red = new TeamClient(gateway, "red-key");
    metrics = new Scrape(gateway);
  }

  @AfterAll
  static void stop() {
    assertThat(String.join("\n", gateway.log())).doesNotContain("ERROR", "/callbacks/");
    gateway.close();
    vertx.close();
  }

  @Test
  void aTeamThatPollsSeesAnEndThatNobodyAskedFor() throws IOException {
    double before = metrics.sum("sluice_callbacks_total", "outcome", "heard");

    String id = red.submit("a cat [slow:1s]").taskId();

    await().atMost(SOON).until(() -> red.status(id).state().equals("success"));
    assertThat(red.status(id).body()).contains("\"taskId\":\"" + id + "\"", "resultJson");
    assertThat(metrics.sum("sluice_callbacks_total", "outcome", "heard")).isGreaterThan(before);
    assertThat(sandbox().at("/polls").intValue()).isZero();
  }

  @Test
  void whoWaitsForAnEndIsToldWhenItIsHeard() {
    String id = red.submit("a cat [slow:2s]").taskId();

    TeamClient.Heard waited = red.status(id, "Prefer", "wait=20");

    assertThat(waited.state()).isEqualTo("success");
    assertThat(waited.took()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anAddressThatWasMadeElsewhereIsNotThere() throws IOException {
    String forged =
        Tokens.ofSecret("another secret that is longer than 32")
            .of(Tokens.submission("a-slot", "red", "sandbox"));
    byte[] end = end("t-1");

    for (String token : new String[] {forged, forged.substring(9), "x", "A".repeat(300)}) {
      assertThat(RawHttp.post(gateway.uri(""), "/callbacks/" + token, "", end).status())
          .isEqualTo(404);
    }
    assertThat(
            RawHttp.post(
                    gateway.uri(""),
                    "/callbacks/"
                        + Tokens.ofSecret(SECRET)
                            .of(Tokens.submission("no-slot", "red", "sandbox")),
                    "",
                    end)
                .status())
        .as("one of this gateway's, for a slot that is nobody's")
        .isEqualTo(200);
    assertThat(red.status("t-1").status()).isEqualTo(404);
  }

  @Test
  void aDeferredSubmitThatWasNeverAnsweredIsFoundUnderTheIdThatItsTeamKnows() {
    TeamClient later = new TeamClient(gateway, "later-key");
    String first = later.submit("a cat [slow:1s]").taskId();

    String deferred = later.submit("a dog [timeout] [slow:3s]").taskId();

    assertThat(first).doesNotStartWith("sl_");
    assertThat(deferred).startsWith("sl_");
    await()
        .atMost(SOON)
        .until(
            () -> {
              TeamClient.Heard status = later.status(deferred);
              assertThat(status.status()).isEqualTo(200);
              assertThat(status.state()).isNotEqualTo("failed");
              return status.state().equals("success");
            });
    assertThat(later.status(deferred).body()).contains("\"taskId\":\"" + deferred + "\"");
  }

  @Test
  void aTaskWhoseSubmitWasNeverAnsweredIsFoundAndItsSlotComesBack() {
    double early = metrics.sum("sluice_callbacks_total", "outcome", "early");

    TeamClient.Heard heard = red.submit("a cat [timeout] [slow:3s]");

    assertThat(heard.status()).isEqualTo(504);
    assertThat(heard.header("Sluice-Outcome")).isEqualTo("unknown");
    await()
        .atMost(SOON)
        .until(() -> metrics.sum("sluice_callbacks_total", "outcome", "early") > early);
    await().atMost(SOON).until(() -> metrics.slots("red") == 0);
    gateway.awaitLog("task-bound-by-callback");
  }

  @Test
  void aCallbackThatOvertakesTheAnswerChangesNothingForTheTeam() throws IOException {
    Vertx other = vertx;
    CompletableFuture<String> own = new CompletableFuture<>();
    try (Origin upstream =
            origin(
                other,
                (socket, request) -> {
                  own.complete(address(request));
                  other.setTimer(2000, fired -> socket.write(accepted("t-9")));
                });
        PackagedGateway elsewhere = onItsOwnAddress(upstream)) {
      TeamClient team = new TeamClient(elsewhere, "red-key");
      CompletableFuture<TeamClient.Heard> submitting = team.submitting("a cat");
      String address = own.join();

      assertThat(call(address, end("t-9")).status()).isEqualTo(200);

      TeamClient.Heard heard = submitting.join();
      assertThat(heard.status()).isEqualTo(200);
      assertThat(heard.taskId()).isEqualTo("t-9");
      assertThat(team.status("t-9").state()).isEqualTo("success");
      Scrape seen = new Scrape(elsewhere);
      assertThat(seen.sum("sluice_callbacks_total", "outcome", "early")).isEqualTo(1);
      await().atMost(SOON).until(() -> seen.slots("red") == 0);
      assertThat(String.join("\n", elsewhere.log())).doesNotContain("ERROR");
    }
  }

  @Test
  void theSameCallbackTwiceAndOneOfAnotherTaskChangeNothing() throws IOException {
    CompletableFuture<String> own = new CompletableFuture<>();
    try (Origin upstream =
            origin(
                vertx,
                (socket, request) -> {
                  own.complete(address(request));
                  socket.write(accepted("t-7"));
                });
        PackagedGateway elsewhere = onItsOwnAddress(upstream)) {
      TeamClient team = new TeamClient(elsewhere, "red-key");
      assertThat(team.submit("a cat").taskId()).isEqualTo("t-7");
      String address = own.join();

      assertThat(call(address, end("t-8")).status()).isEqualTo(404);
      assertThat(call(address, "{\"code\":200,\"da".getBytes(UTF_8)).status()).isEqualTo(400);
      assertThat(team.status("t-7").state()).isEqualTo("pending");
      Heard first = call(address, end("t-7"));
      Heard second = call(address, failed("t-7"));

      assertThat(first.status()).isEqualTo(200);
      assertThat(second.status()).isEqualTo(200);
      assertThat(team.status("t-7").body()).isEqualTo(new String(end("t-7"), UTF_8));
      Scrape seen = new Scrape(elsewhere);
      assertThat(seen.sum("sluice_callbacks_total", "outcome", "heard")).isEqualTo(1);
      assertThat(seen.sum("sluice_callbacks_total", "outcome", "duplicate")).isEqualTo(1);
      assertThat(seen.sum("sluice_callbacks_total", "outcome", "mismatch")).isEqualTo(1);
      assertThat(seen.sum("sluice_tasks_total", "state", "success")).isEqualTo(1);
      assertThat(seen.sum("sluice_tasks_total", "state", "failed")).isZero();
      assertThat(seen.slots("red")).isZero();
    }
  }

  private static PackagedGateway onItsOwnAddress(Origin upstream) throws IOException {
    return onItsOwnAddress(
        "sluice.upstreams.apixo.url",
        upstream.url().toString(),
        "sluice.upstreams.apixo.key",
        "the-shared-key",
        "sluice.budget.cold-start",
        "0s");
  }

  private static PackagedGateway onItsOwnAddress(String... members) throws IOException {
    int port = Ports.free();
    Map<String, String> properties = new java.util.TreeMap<>();
    properties.put("quarkus.http.port", Integer.toString(port));
    properties.put("sluice.public-url", "http://127.0.0.1:" + port + "/");
    properties.put("sluice.secret", SECRET);
    for (int i = 0; i < members.length; i += 2) {
      properties.put(members[i], members[i + 1]);
    }
    return PackagedGateway.start(PATIENT, properties);
  }

  private static Origin origin(
      Vertx vertx, java.util.function.BiConsumer<io.vertx.core.net.NetSocket, String> answer) {
    try {
      return Origin.of(vertx, answer);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String address(String request) {
    Matcher own = OWN.matcher(request);
    assertThat(own.find()).as(request).isTrue();
    return own.group(1);
  }

  private static io.vertx.core.buffer.Buffer accepted(String taskId) {
    return io.vertx.core.buffer.Buffer.buffer(
        Origin.json(200, "{\"code\":200,\"data\":{\"taskId\":\"%s\"}}".formatted(taskId)));
  }

  private static Heard call(String address, byte[] body) throws IOException {
    URI uri = URI.create(address);
    return RawHttp.post(uri, uri.getPath(), "Content-Type: application/json\r\n", body);
  }

  private static byte[] end(String taskId) {
    return envelope(taskId, "success");
  }

  private static byte[] failed(String taskId) {
    return envelope(taskId, "failed");
  }

  private static byte[] envelope(String taskId, String state) {
    return "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"%s\",\"state\":\"%s\"}}"
        .formatted(taskId, state)
        .getBytes(UTF_8);
  }

  private static JsonNode sandbox() throws IOException {
    return VendorClient.json(RawHttp.ask(gateway.uri(""), "GET", "/sandbox/stats", "").bytes());
  }
}
