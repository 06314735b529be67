package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static dev.sluice.front.VendorClient.taskId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Tokens;
import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An administrator looks at tasks, slots and webhooks, puts them right, and is audited. */
@Tag("untimed")
class AdministrationJourneyIT {

  static final Duration SOON = Duration.ofSeconds(30);
  private static final Tokens TOKENS = Tokens.rsa();
  private static final String YAML =
      """
      sluice:
        admin:
          keys: {alice: admin-key}
          jwt: {issuer: "%s", public-key: "%s", role: %s}
        budget: {cold-start: 0s, margin-slots: 0%%}
        sandbox: {concurrent-tasks: 50, duration: 50ms..100ms, windows: ["600/6s"]}
        tasks: {first-check: 100ms, min-spacing: 50ms}
        webhooks: {allow-loopback: true}
        upstreams:
          sandbox: {timeout: 8s}
        teams:
          red: {keys: red-key}
          blue: {keys: blue-key}
      """
          .formatted(Tokens.ISSUER, TOKENS.pem().replaceAll("-----.*?-----|\\s", ""), Tokens.ROLE);

  static PackagedGateway gateway;
  private static Vertx vertx;
  static VendorClient red;
  static VendorClient admin;

  static void begin(Map<String, String> properties) {
    vertx = Vertx.vertx();
    gateway = PackagedGateway.start(YAML, new HashMap<>(properties));
    red = VendorClient.of(gateway, "red-key");
    admin = VendorClient.of(gateway, "admin-key");
  }

  @BeforeAll
  static void start() {
    begin(Map.of());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vertx.close();
  }

  @Test
  void tasksAreListedWhileTheyRunAndWhenTheyHaveEnded() {
    String runs = taskId(red.submit("flux2", body("[slow:60s] runs")));
    String succeeds = taskId(red.submit("flux2", body("succeeds")));
    String fails = taskId(red.submit("flux2", body("[fail:CONTENT_VIOLATION] fails")));

    await().atMost(SOON).until(() -> ids("/admin/tasks?state=success").contains(succeeds));
    await().atMost(SOON).until(() -> ids("/admin/tasks?team=red&state=failed").contains(fails));
    assertThat(ids("/admin/tasks?state=open&team=red")).contains(runs).doesNotContain(succeeds);
    assertThat(ids("/admin/tasks?team=red")).contains(runs, succeeds, fails);
    assertThat(ids("/admin/tasks?team=blue")).isEmpty();

    JsonNode open = json(admin.get("/admin/tasks/" + runs));
    assertThat(open.at("/team").asText()).isEqualTo("red");
    assertThat(open.at("/model").asText()).isEqualTo("flux2");
    assertThat(open.at("/provider").asText()).isEqualTo("auto");
    assertThat(open.at("/upstream").asText()).isEqualTo("sandbox");
    assertThat(open.at("/state").asText()).isEqualTo("open");
    assertThat(open.at("/acceptedAt").asText()).startsWith("20").endsWith("Z");
    assertThat(open.at("/endedAt").isNull()).isTrue();
    JsonNode ended = json(admin.get("/admin/tasks/" + fails));
    assertThat(ended.at("/state").asText()).isEqualTo("failed");
    assertThat(ended.at("/endedAt").asText()).startsWith("20");
    assertThat(admin.get("/admin/tasks/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void aSlotIsReleasedOnceAndTheTrailTellsWhatItWas() {
    String task = taskId(red.submit("flux2", body("[slow:60s] to be released")));
    await().atMost(SOON).until(() -> slot("taskId", task).isPresent());
    JsonNode slot = slot("taskId", task).orElseThrow();
    assertThat(slot.at("/state").asText()).isEqualTo("bound");
    assertThat(slot.at("/team").asText()).isEqualTo("red");
    String path = "/admin/slots/" + slot.at("/slotId").asText() + "/release";

    assertThat(post(red, path)).as("a team's key").isEqualTo(401);
    assertThat(post(admin, path)).isEqualTo(204);
    assertThat(post(admin, path)).isEqualTo(404);

    assertThat(slot("taskId", task)).isEmpty();
    JsonNode entry = audited(slot.at("/slotId").asText());
    assertThat(entry.at("/who").asText()).isEqualTo("alice");
    assertThat(entry.at("/action").asText()).isEqualTo("slot-release");
    assertThat(entry.at("/before/team").asText()).isEqualTo("red");
    assertThat(entry.at("/before/state").asText()).isEqualTo("bound");
    assertThat(entry.at("/before/task").asText()).isEqualTo(task);
    assertThat(entry.at("/after").isNull()).isTrue();
    gateway.awaitLog("audit who=alice action=slot-release subject=" + slot.at("/slotId").asText());
  }

  @Test
  void theSlotOfASubmitOnItsWayIsReleasedByForceOnly() {
    VendorClient blue = VendorClient.of(gateway, "blue-key");
    CompletableFuture<Response> submit =
        CompletableFuture.supplyAsync(() -> blue.submit("flux2", body("[timeout] on its way")));
    await().atMost(SOON).until(() -> slot("team", "blue").isPresent());
    JsonNode slot = slot("team", "blue").orElseThrow();
    assertThat(slot.at("/state").asText()).isEqualTo("granted");
    assertThat(slot.at("/taskId").isNull()).isTrue();
    String path = "/admin/slots/" + slot.at("/slotId").asText() + "/release";

    assertThat(post(admin, path)).isEqualTo(409);
    assertThat(post(admin, path + "?force=maybe")).isEqualTo(400);
    assertThat(post(admin, path + "?force=true")).isEqualTo(204);

    assertThat(slot("team", "blue")).isEmpty();
    assertThat(audited(slot.at("/slotId").asText()).at("/before/state").asText())
        .isEqualTo("granted");
    assertThat(submit.join().statusCode()).isEqualTo(504);
  }

  @Test
  void aWebhookThatWasGivenUpIsSentAgainWhenItsReceiverIsMended() throws Exception {
    AtomicInteger status = new AtomicInteger(410);
    try (Origin receiver =
        Origin.of(
            vertx,
            (socket, request) ->
                socket.write(
                    "HTTP/1.1 %d Word\r\nContent-Length: 0\r\n\r\n".formatted(status.get())))) {
      String url = receiver.url() + "/hook/a-secret-path";
      red.submit(
          "flux2",
          "{\"request_type\":\"callback\",\"callback_url\":\"%s\",\"input\":{\"prompt\":\"x\"}}"
              .formatted(url));
      await().atMost(SOON).until(() -> delivery("dead", receiver).isPresent());
      JsonNode dead = delivery("dead", receiver).orElseThrow();
      assertThat(dead.at("/lastError").asText()).isEqualTo("410");
      assertThat(dead.at("/target").asText()).isEqualTo(receiver.url().toString());
      assertThat(dead.at("/nextAt").isNull()).isTrue();
      String path = "/admin/deliveries/" + dead.at("/id").asText() + "/redeliver";

      status.set(200);
      assertThat(post(admin, path)).isEqualTo(202);
      await().atMost(SOON).until(() -> delivery("delivered", receiver).isPresent());
      assertThat(delivery("dead", receiver)).isEmpty();

      assertThat(post(admin, path)).as("its body is made again").isEqualTo(202);
      await().atMost(SOON).until(() -> receiver.requests().size() == 3);
      assertThat(receiver.requests().stream().map(Origin::text).distinct()).hasSize(1);
      assertThat(
              receiver.requests().stream()
                  .flatMap(request -> Origin.headers(request).stream())
                  .filter(line -> line.startsWith("webhook-id:"))
                  .distinct())
          .containsExactly("webhook-id: " + dead.at("/id").asText());

      await().atMost(SOON).until(() -> delivery("delivered", receiver).isPresent());
      status.set(500);
      assertThat(post(admin, path)).isEqualTo(202);
      await().atMost(SOON).until(() -> receiver.requests().size() == 4);
      assertThat(post(admin, path)).as("it is pending").isEqualTo(409);
      JsonNode entry = audited(dead.at("/id").asText());
      assertThat(entry.at("/action").asText()).isEqualTo("delivery-redeliver");
      assertThat(admin.get("/admin/audit").asString()).doesNotContain("a-secret-path");
      assertThat(admin.get("/admin/deliveries").asString()).doesNotContain("a-secret-path");
    }
  }

  @Test
  void whatCannotBeUnderstoodIsNamed() {
    String long300 = "x".repeat(300);
    for (Map.Entry<String, String> bad :
        Map.of(
                "/admin/tasks?state=running",
                "state",
                "/admin/tasks?cursor=x",
                "cursor",
                "/admin/tasks?team=" + long300,
                "team",
                "/admin/tasks/" + long300,
                "taskId",
                "/admin/slots?team=" + long300,
                "team",
                "/admin/deliveries?state=sent",
                "state",
                "/admin/deliveries?cursor=AAAA",
                "cursor",
                "/admin/audit?cursor=1-0",
                "cursor",
                "/admin/deferred?cursor=1",
                "cursor")
            .entrySet()) {
      Response answer = admin.get(bad.getKey());
      assertThat(answer.statusCode()).as(bad.getKey()).isEqualTo(400);
      assertThat(json(answer).at("/detail").asText()).startsWith(bad.getValue() + ": allowed is ");
    }
    assertThat(post(admin, "/admin/slots/" + long300 + "/release")).isEqualTo(400);
    assertThat(post(admin, "/admin/slots/nothing/release")).isEqualTo(404);
    assertThat(post(admin, "/admin/deliveries/nothing/redeliver")).isEqualTo(404);
  }

  @Test
  void whoComesByATokenIsAuditedByItsSubjectAndTeamsGoOnAsBefore() {
    VendorClient bob = VendorClient.of(gateway, TOKENS.of("bob"));
    String task = taskId(red.submit("flux2", body("[slow:60s] for bob")));
    await().atMost(SOON).until(() -> slot("taskId", task).isPresent());
    String slot = slot("taskId", task).orElseThrow().at("/slotId").asText();

    assertThat(post(bob, "/admin/slots/" + slot + "/release")).isEqualTo(204);

    assertThat(audited(slot).at("/who").asText()).isEqualTo("jwt:bob");
    assertThat(VendorClient.of(gateway, Tokens.rsa().of("bob")).get("/admin/slots").statusCode())
        .as("of another provider")
        .isEqualTo(401);
    assertThat(bob.submit("flux2", body("no team")).statusCode()).isEqualTo(401);
    assertThat(VendorClient.of(gateway, "no-key").submit("flux2", body("x")).asString())
        .as("in the envelope")
        .contains("\"code\":401");
  }

  @Test
  void theUsageIsJsonUnlessCsvIsAskedForAndWhatNobodyOffersIsToldSo() throws IOException {
    for (Map.Entry<String, String> each :
        Map.of(
                "text/html", "200 application/json",
                "text/html,application/xhtml+xml,*/*;q=0.8", "200 application/json",
                "*/*", "200 application/json",
                "text/csv", "200 text/csv;charset=UTF-8",
                "text/csv;q=0.5,application/json", "200 application/json",
                "image/png", "406 application/json")
            .entrySet()) {
      assertThat(accepting(each.getKey(), "/admin/usage"))
          .as(each.getKey())
          .isEqualTo(each.getValue());
    }
    assertThat(accepting("text/html", "/admin/teams")).isEqualTo("406 application/json");
  }

  private static String accepting(String accepted, String path) throws IOException {
    RawHttp.Heard heard =
        RawHttp.ask(
            gateway.uri(""),
            "GET",
            path,
            "Authorization: Bearer admin-key\r\nAccept: " + accepted + "\r\n");
    return heard.status() + " " + heard.header("Content-Type");
  }

  private static List<String> ids(String path) {
    List<String> ids = new ArrayList<>();
    json(admin.get(path)).at("/tasks").forEach(task -> ids.add(task.at("/taskId").asText()));
    return ids;
  }

  static Optional<JsonNode> slot(String member, String value) {
    return find(json(admin.get("/admin/slots")).at("/slots"), member, value);
  }

  private static Optional<JsonNode> delivery(String state, Origin receiver) {
    return find(
        json(admin.get("/admin/deliveries?team=red&state=" + state)).at("/deliveries"),
        "target",
        receiver.url().toString());
  }

  static JsonNode audited(String subject) {
    return find(json(admin.get("/admin/audit")).at("/entries"), "subject", subject).orElseThrow();
  }

  private static Optional<JsonNode> find(JsonNode all, String member, String value) {
    return StreamSupport.stream(all.spliterator(), false)
        .filter(one -> one.path(member).asText().equals(value))
        .findFirst();
  }

  static int post(VendorClient client, String path) {
    return client.post(path, "{}".getBytes(StandardCharsets.UTF_8)).statusCode();
  }

  static String body(String prompt) {
    return "{\"input\":{\"prompt\":\"%s\"}}".formatted(prompt);
  }
}
