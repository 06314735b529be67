package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.TeamClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One gateway in memory, as an administrator and a team see it live. */
@Tag("untimed")
@Timeout(180)
class LiveIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String[] ADMIN = {"Authorization", "Bearer admin-key"};
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String YAML =
      """
      sluice:
        admin: {keys: {alice: admin-key}}
        budget: {cold-start: 0s, margin-slots: 0%}
        sandbox: {concurrent-tasks: 6, duration: 1s..2s, windows: ["6000/60s"]}
        teams:
          red: {keys: red-key, overflow: refuse, requests-per-minute: 300, max-wait: 30s,
                guaranteed-tasks: 1, concurrent-tasks: 2}
          blue: {keys: blue-key, max-wait: 1s}
          waits: {keys: waits-key, max-wait: 30s, concurrent-tasks: 1}
      """;

  private static PackagedGateway gateway;

  @BeforeAll
  static void start() {
    gateway = PackagedGateway.start(YAML, Map.of());
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void whoHasNoAdministratorsKeyIsToldNothing() {
    for (String path : new String[] {"/admin/overview", "/admin/stream"}) {
      assertThat(EventStream.answer(gateway, path)).startsWith("401 ");
      assertThat(EventStream.answer(gateway, path, "Authorization", "Bearer red-key"))
          .startsWith("401 ")
          .contains("\"status\":401");
    }
  }

  @Test
  void meTellsATeamItsFiguresUnderABurstAndWhyItWasRefused() {
    TeamClient red = new TeamClient(gateway, "red-key");
    String running = red.submit("x [slow:20s]").taskId();
    red.submit("x [slow:20s]");
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      refused += red.submit("hunter2 " + i).status() == 429 ? 1 : 0;
    }
    assertThat(refused).isEqualTo(20);

    JsonNode me =
        await()
            .atMost(SOON)
            .until(
                () -> get("/me", "red-key"), told -> told.at("/refusals/0/count").intValue() == 20);

    assertThat(me.at("/team").asText()).isEqualTo("red");
    assertThat(me.at("/deferred/limit").intValue()).isEqualTo(10_000);
    assertThat(me.at("/limits/0/policy").asText()).isEqualTo("team-requests");
    assertThat(me.at("/limits/0/quota").intValue()).isEqualTo(300);
    assertThat(me.at("/limits/0/windowSeconds").intValue()).isEqualTo(60);
    assertThat(me.at("/limits/0/remaining").intValue()).as("at once").isLessThanOrEqualTo(30);
    assertThat(me.at("/limits/0/sent").intValue()).as("in the window").isEqualTo(2);
    assertThat(me.at("/tasksByUpstream/0/upstreams").toString()).contains("sandbox");
    assertThat(me.at("/tasksByUpstream/0/limit").intValue()).isEqualTo(2);
    assertThat(me.at("/tasksByUpstream/0/inUse").intValue()).isEqualTo(2);
    assertThat(me.at("/slots").toString())
        .isEqualTo("{\"inUse\":2,\"ceiling\":2,\"guaranteed\":1}");
    assertThat(me.at("/maxWaitSeconds").intValue()).isEqualTo(30);
    assertThat(me.at("/overflow").asText()).isEqualTo("refuse");
    assertThat(me.at("/store").asText()).isEqualTo("memory");
    assertThat(me.at("/refusals/0/policy").asText()).isEqualTo("team-tasks");
    assertThat(me.at("/refusals/0/detail").asText())
        .startsWith("Your team runs as many tasks as it may at a time.");
    assertThat(me.at("/tasksInFlight").size()).isEqualTo(2);
    assertThat(me.at("/tasksInFlight/1/taskId").asText()).isEqualTo(running);
    assertThat(me.at("/tasksInFlight/1/model").asText()).isEqualTo("flux2");
    assertThat(me.at("/tasksInFlight/1/state").asText()).isIn("pending", "processing");
    assertThat(me.toString() + get("/admin/overview", "admin-key"))
        .as("nothing that was asked, no key")
        .doesNotContain("hunter2", "red-key", "admin-key");
    assertThat(get("/me", "blue-key").at("/refusals").size()).as("another team's").isZero();
    assertThat(get("/me", "blue-key").at("/tasksInFlight").size()).isZero();
  }

  @Test
  void whoWaitsIsToldWithForHowLong() {
    TeamClient waits = new TeamClient(gateway, "waits-key");
    waits.submit("x [slow:15s]");
    waits.submitCarelessly("x");
    waits.submitCarelessly("x");

    await().atMost(SOON).until(() -> get("/me", "waits-key").at("/waiting").intValue() == 2);
    JsonNode team =
        await()
            .atMost(SOON)
            .until(
                () -> team(get("/admin/overview", "admin-key"), "waits"),
                line -> line.at("/longestWaitSeconds").doubleValue() > 1);
    assertThat(team.at("/waiting").intValue()).isEqualTo(2);
    assertThat(team.at("/declared").booleanValue()).isTrue();
    assertThat(team.at("/requestsPerMinute").isNull()).isTrue();
  }

  @Test
  void theOverviewTellsEveryPart() {
    new TeamClient(gateway, "blue-key").submit("x");
    JsonNode overview =
        await()
            .atMost(SOON)
            .until(
                () -> get("/admin/overview", "admin-key"),
                told -> told.at("/tasks/success").longValue() > 0);

    assertThat(overview.at("/missing").size()).as(overview.toString()).isZero();
    assertThat(overview.at("/store").toString()).isEqualTo("{\"mode\":\"memory\",\"detail\":null}");
    JsonNode budget = overview.at("/budgets/0");
    assertThat(budget.at("/name").asText()).isEqualTo("sandbox");
    assertThat(budget.at("/window/limit").intValue()).isEqualTo(6000);
    assertThat(budget.at("/window/used").intValue()).isPositive();
    assertThat(budget.at("/slots/limit").intValue()).isEqualTo(6);
    assertThat(budget.at("/teams").findValuesAsText("team")).contains("red", "waits");
    assertThat(overview.at("/upstreams/0").toString())
        .isEqualTo(
            "{\"name\":\"sandbox\",\"budget\":\"sandbox\",\"dialect\":\"apixo\","
                + "\"circuit\":\"closed\",\"paused\":false}");
    assertThat(overview.at("/teams").findValuesAsText("team"))
        .containsExactly("blue", "red", "waits");
    assertThat(team(overview, "red").at("/requestsPerMinute").intValue()).isEqualTo(300);
    assertThat(team(overview, "blue").at("/sentInLastMinute").intValue()).isPositive();
    assertThat(overview.at("/deliveries").isArray()).isTrue();
  }

  @Test
  void theStreamTellsABurstAndIsTakenUpWhereItWasLeft() {
    String last;
    try (EventStream stream = EventStream.open(gateway, "/admin/stream", ADMIN)) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
      assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
      assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
      stream.await("history", SOON, any -> true);
      IntStream.range(0, 3).forEach(i -> new TeamClient(gateway, "blue-key").submit("x"));
      EventStream.Event sample = stream.await("sample", SOON, one -> sent(one.data(), "blue") > 0);
      last = sample.id();
      stream.await("overview", SOON, one -> one.data().contains("\"team\":\"blue\""));
      assertThat(stream.lines()).contains("retry:2000");
      assertThat(stream.lines().indexOf("retry:2000"))
          .isLessThan(stream.lines().indexOf("event:history"));
    }
    await().atMost(SOON).until(() -> newest() > Long.parseLong(last));
    try (EventStream again =
        EventStream.open(gateway, "/admin/stream", ADMIN[0], ADMIN[1], "Last-Event-ID", last)) {
      EventStream.Event history = again.await("history", SOON, any -> true);
      assertThat(read(history.data()).at("/samples").size()).isBetween(1, 8);
      assertThat(Long.parseLong(history.id())).isGreaterThan(Long.parseLong(last));
      assertThat(
              read(history.data()).at("/samples").findValuesAsText("at").stream()
                  .map(java.time.Instant::parse)
                  .mapToLong(java.time.Instant::toEpochMilli))
          .allMatch(at -> at > Long.parseLong(last));
    }
  }

  @Test
  void aHeadRequestEndsAtOnce() throws Exception {
    HttpRequest head =
        HttpRequest.newBuilder(gateway.uri("/admin/stream"))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .headers(ADMIN)
            .build();

    assertThat(
            HTTP.sendAsync(head, BodyHandlers.discarding()).get(10, TimeUnit.SECONDS).statusCode())
        .isIn(200, 204);
  }

  @Test
  void aGatewayThatStopsEndsTheStreamsInTime() throws Exception {
    PackagedGateway stopping = PackagedGateway.start(YAML, Map.of());
    try (EventStream stream = EventStream.open(stopping, "/admin/stream", ADMIN)) {
      stream.await("history", SOON, any -> true);
      stopping.process().destroy();

      assertThat(stopping.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      await().atMost(SOON).until(stream::ended);
    } finally {
      stopping.close();
    }
  }

  @Test
  void theAnswersAreDescribedWithExamples() {
    String document = EventStream.answer(gateway, "/q/openapi?format=json");

    JsonNode paths = read(document.substring(4)).at("/paths");
    assertThat(paths.at("/~1admin~1overview/get/responses/200/content").toString())
        .contains("longestWaitSeconds", "schemas/Overview");
    assertThat(paths.at("/~1admin~1stream/get/responses/200/content").toString())
        .contains("text/event-stream", "history");
    assertThat(paths.at("/~1me/get/responses/200/content").toString()).contains("tasksInFlight");
  }

  @Test
  @Tag("long")
  void aReaderThatReadsNothingIsLetGoAndHarmsNobody() throws IOException {
    StringBuilder teams = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      teams.append("    t%s%d: {concurrent-tasks: 5}\n".formatted("x".repeat(50), i));
    }
    PackagedGateway many = PackagedGateway.start(YAML + teams, Map.of());
    try (Socket silent = new Socket()) {
      silent.setReceiveBufferSize(4096);
      silent.connect(new java.net.InetSocketAddress("127.0.0.1", many.port()));
      silent
          .getOutputStream()
          .write(
              "GET /admin/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin-key\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      silent.getOutputStream().flush();

      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> many.log().stream().anyMatch(line -> line.contains("dashboard-let-go")));
      assertThat(EventStream.answer(many, "/admin/overview", ADMIN)).startsWith("200 ");
    } finally {
      many.close();
    }
  }

  private static long newest() {
    try (EventStream stream = EventStream.open(gateway, "/admin/stream", ADMIN)) {
      return Long.parseLong(stream.await("history", SOON, any -> true).id());
    }
  }

  private static long sent(String sample, String team) {
    return read(sample).at("/teams/" + team + "/sent").longValue();
  }

  private static JsonNode team(JsonNode overview, String team) {
    return StreamSupport.stream(overview.at("/teams").spliterator(), false)
        .filter(line -> line.at("/team").asText().equals(team))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode get(String path, String key) {
    String heard = EventStream.answer(gateway, path, "Authorization", "Bearer " + key);
    assertThat(heard).startsWith("200 ");
    return read(heard.substring(4));
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
