package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static dev.sluice.front.VendorClient.state;
import static dev.sluice.front.VendorClient.taskId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Scrape;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two slots, and teams that send more than two tasks. */
@Tag("untimed")
class DeferralJourneyIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String ASYNC = "respond-async";
  private static final String YAML =
      """
      sluice:
        admin: {keys: {alice: admin-key}}
        budget: {cold-start: 0s, margin-slots: 0%}
        sandbox: {concurrent-tasks: 2, duration: 50ms..150ms, windows: ["600/6s"]}
        tasks: {first-check: 100ms, min-spacing: 50ms, unknown-hold: 3s}
        webhooks: {allow-loopback: true}
        upstreams:
          sandbox: {timeout: 1s}
        teams:
          holder: {keys: holder-key, max-wait: 60s}
          defers: {keys: defers-key, overflow: defer}
          asks: {keys: asks-key, overflow: refuse, max-wait: 30s}
          few: {keys: few-key, overflow: defer, deferred-tasks: 3}
          brief: {keys: brief-key, overflow: defer, deferred-max-age: 1s}
      """;

  private static PackagedGateway gateway;
  private static Scrape metrics;
  private static VendorClient defers;
  private static VendorClient asks;

  static void open(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    gateway = PackagedGateway.start(YAML, all);
    metrics = new Scrape(gateway);
    defers = VendorClient.of(gateway, "defers-key");
    asks = VendorClient.of(gateway, "asks-key");
  }

  @BeforeAll
  static void start() {
    open(Map.of());
  }

  @AfterAll
  static void stop() {
    assertThat(gateway.log()).noneMatch(line -> line.contains("ERROR [dev.sluice"));
    gateway.close();
  }

  @BeforeEach
  void everySlotIsFree() {
    await().atMost(SOON).until(() -> sandbox().at("/unfinished").intValue() == 0);
    await().atMost(SOON).until(() -> metrics.sum("sluice_slots_in_use") == 0);
  }

  @Test
  void aBurstIsTakenAtOnceAndRunsAsRoomComes() {
    long started = sandbox().at("/started").longValue();
    List<Response> burst = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      burst.add(defers.submit("flux2", body("burst [slow:400ms] " + i)));
    }

    List<String> ids = burst.stream().map(VendorClient::taskId).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids.subList(0, 2)).noneMatch(id -> id.startsWith("sl_"));
    List<String> deferred = ids.stream().filter(id -> id.startsWith("sl_")).toList();
    assertThat(deferred).hasSizeGreaterThan(5);
    Response last = burst.get(11);
    assertThat(last.header("Preference-Applied")).isEqualTo(ASYNC);
    assertThat(last.asString())
        .isEqualTo(
            "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"%s\"}}"
                .formatted(ids.get(11)));
    for (String id : ids) {
      assertThat(untilEnded(defers, id)).isEqualTo("success");
    }
    assertThat(sandbox().at("/started").longValue() - started).isEqualTo(12);
    assertThat(sandbox().at("/mostUnfinished").intValue()).isEqualTo(2);
    assertThat(sandbox().at("/refused").intValue()).isZero();
    Response done = defers.status("flux2", deferred.get(0));
    assertThat(json(done).at("/data/taskId").asText()).isEqualTo(deferred.get(0));
    assertThat(json(done).at("/data/resultJson").asText()).isNotEmpty();
  }

  @Test
  void whoPrefersItIsAnsweredAtOnceAndWhoDoesNotIsRefused() {
    fill("4s");

    assertThat(asks.submit("flux2", body("no")).statusCode()).isEqualTo(429);
    Response taken = asks.submit("flux2", body("yes"), "Prefer", ASYNC);

    String id = taskId(taken);
    assertThat(id).startsWith("sl_");
    Response waiting = asks.status("flux2", id);
    assertThat(state(waiting)).isEqualTo("pending");
    assertThat(Long.parseLong(waiting.header("Retry-After"))).isBetween(1L, 60L);
    assertThat(defers.status("flux2", id).statusCode()).as("another team's").isEqualTo(404);
    assertThat(untilEnded(asks, id)).isEqualTo("success");
    assertThat(asks.status("flux2", id).header("Retry-After")).isNull();
  }

  @Test
  void whoWaitsFirstIsDeferredWhenTheWaitIsOver() {
    fill("5s");

    Response taken = asks.submit("flux2", body("later"), "Prefer", "wait=1, respond-async");

    assertThat(taskId(taken)).startsWith("sl_");
    assertThat(taken.header("Preference-Applied")).isEqualTo("respond-async, wait=1");
  }

  @Test
  void aPollThatIsHeldIsAnsweredWhenTheTaskHasEnded() {
    fill("3s");
    String id = taskId(defers.submit("flux2", body("held")));
    assertThat(id).startsWith("sl_");

    Response ended = defers.status("flux2", id, "Prefer", "wait=30");

    assertThat(state(ended)).isEqualTo("success");
  }

  @Test
  void whatTheVendorRefusesFailsWithItsWords() {
    fill("3s");
    String bad = "{\"input\":{\"prompt\":\"x\",\"mode\":\"pro-image-to-image\"}}";

    String id = taskId(defers.submit("flux2", bad));

    assertThat(id).startsWith("sl_");
    assertThat(untilEnded(defers, id)).isEqualTo("failed");
    JsonNode failed = json(defers.status("flux2", id));
    JsonNode said = json(VendorClient.ofSandbox(gateway).submit("flux2", bad));
    assertThat(failed.at("/data/failCode").asText()).isEqualTo("400");
    assertThat(failed.at("/data/failMsg").asText())
        .isEqualTo(said.at("/message").asText())
        .isNotEmpty();
  }

  @Test
  void whatWaitsTooLongFailsAndIsNeverSent() {
    fill("5s");
    long started = sandbox().at("/started").longValue();
    VendorClient brief = VendorClient.of(gateway, "brief-key");

    String id = taskId(brief.submit("flux2", body("brief")));

    assertThat(untilEnded(brief, id)).isEqualTo("failed");
    assertThat(json(brief.status("flux2", id)).at("/data/failCode").asText())
        .isEqualTo("DEFERRED_TOO_LONG");
    everySlotIsFree();
    assertThat(sandbox().at("/started").longValue()).isEqualTo(started);
  }

  @Test
  void whatItsTeamCancelsIsNeverSent() {
    fill("6s");
    long started = sandbox().at("/started").longValue();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ids.add(taskId(defers.submit("flux2", body("cancelled [slow:10ms]"))));
    }
    String last = ids.get(11);

    String oneBefore = ids.get(10);
    VendorClient admin = VendorClient.of(gateway, "admin-key");
    JsonNode listed = json(admin.get("/admin/deferred?team=defers")).at("/deferred");
    assertThat(listed).anyMatch(one -> one.at("/taskId").asText().equals(oneBefore));
    assertThat(listed.toString()).doesNotContain("prompt", "slow:");
    assertThat(asks.get("/admin/deferred").statusCode()).isEqualTo(401);
    assertThat(asks.delete("/admin/deferred/" + oneBefore).statusCode()).isEqualTo(401);
    assertThat(admin.delete("/admin/deferred/" + oneBefore).statusCode()).isEqualTo(204);
    assertThat(admin.delete("/admin/deferred/" + oneBefore).statusCode()).isEqualTo(404);
    assertThat(asks.delete("/me/deferred/" + last).statusCode()).isEqualTo(404);
    assertThat(defers.delete("/me/deferred/" + last).statusCode()).isEqualTo(204);
    assertThat(defers.delete("/me/deferred/" + last).statusCode()).isEqualTo(404);
    assertThat(defers.delete("/me/deferred/sl_nothing").statusCode()).isEqualTo(404);
    JsonNode failed = json(defers.status("flux2", last));
    assertThat(failed.at("/data/state").asText()).isEqualTo("failed");
    assertThat(failed.at("/data/failCode").asText()).isEqualTo("CANCELLED");

    long succeeded = 0;
    for (String id : ids) {
      succeeded += untilEnded(defers, id).equals("success") ? 1 : 0;
    }
    assertThat(succeeded).isEqualTo(10);
    assertThat(sandbox().at("/started").longValue() - started).isEqualTo(succeeded);
  }

  @Test
  void oneKeyStandsForOneDeferredSubmit() {
    fill("3s");

    Response first = defers.submit("flux2", body("keyed"), "Idempotency-Key", "k-1");
    Response again = defers.submit("flux2", body("keyed"), "Idempotency-Key", "k-1");

    assertThat(taskId(first)).startsWith("sl_").isEqualTo(taskId(again));
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(untilEnded(defers, taskId(first))).isEqualTo("success");
  }

  @Test
  void aTeamMayHaveSoManyWaiting() {
    fill("5s");
    VendorClient few = VendorClient.of(gateway, "few-key");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(taskId(few.submit("flux2", body("few"))));
    }

    Response full = few.submit("flux2", body("few"));

    assertThat(full.statusCode()).isEqualTo(429);
    assertThat(json(full).at("/violated-policies/0").asText()).isEqualTo("deferred");
    assertThat(Long.parseLong(full.header("Retry-After"))).isPositive();
    await().atMost(SOON).until(() -> json(few.get("/me")).at("/deferred/waiting").intValue() == 3);
    assertThat(json(few.get("/me")).at("/deferred/limit").intValue()).isEqualTo(3);
    assertThat(json(few.get("/me")).at("/team").asText()).isEqualTo("few");
    assertThat(metrics.sum("sluice_deferred", "team", "few")).isEqualTo(3);
    ids.forEach(id -> assertThat(untilEnded(few, id)).isEqualTo("success"));
    await().atMost(SOON).until(() -> json(few.get("/me")).at("/deferred/waiting").intValue() == 0);
  }

  @Test
  void atKiesDoorItWaitsInKiesWords() {
    fill("3s");
    KieClient kie = KieClient.of(gateway, "defers-key");

    Response taken = kie.create(KieClient.body("a cat"));

    String id = taskId(taken);
    assertThat(id).startsWith("sl_");
    assertThat(json(taken).at("/msg").asText()).isEqualTo("success");
    assertThat(json(kie.record(id)).at("/data/state").asText()).isEqualTo("waiting");
    await()
        .atMost(SOON)
        .until(() -> json(kie.record(id)).at("/data/state").asText().equals("success"));
    assertThat(json(kie.record(id)).at("/data/taskId").asText()).isEqualTo(id);
  }

  @Test
  void theTeamIsToldOfTheEndUnderTheIdThatItKnows() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Origin receiver = Origin.of(vertx, Origin.json(200, "{}"))) {
      fill("3s");
      String ok = taskId(defers.submit("flux2", called("told", receiver)));
      String bad =
          taskId(defers.submit("flux2", called("x\",\"mode\":\"pro-image-to-image", receiver)));
      assertThat(ok).startsWith("sl_");
      assertThat(bad).startsWith("sl_");

      await().atMost(SOON).until(() -> receiver.requests().size() >= 2);

      assertThat(receiver.requests())
          .extracting(request -> told(request).at("/data/taskId").asText())
          .containsExactlyInAnyOrder(ok, bad);
      assertThat(receiver.requests())
          .extracting(request -> told(request).at("/data/state").asText())
          .containsExactlyInAnyOrder("success", "failed");
    } finally {
      vertx.close();
    }
  }

  @Test
  void whatNobodyKnowsOfReadsPendingUntilItsHoldIsOverAndIsNotSentAgain() {
    fill("3s");
    long started = sandbox().at("/started").longValue();

    String id = taskId(defers.submit("flux2", body("[timeout] [slow:1s]")));

    assertThat(id).startsWith("sl_");
    await().atMost(SOON).until(() -> sandbox().at("/started").longValue() == started + 1);
    assertThat(state(defers.status("flux2", id))).isEqualTo("pending");
    assertThat(untilEnded(defers, id)).isEqualTo("failed");
    assertThat(json(defers.status("flux2", id)).at("/data/failCode").asText())
        .isEqualTo("OUTCOME_UNKNOWN");
    assertThat(sandbox().at("/started").longValue()).isEqualTo(started + 1);
  }

  /** What a webhook tells. */
  private static JsonNode told(String request) {
    return json(request.substring(request.indexOf("\r\n\r\n") + 4).getBytes(UTF_8));
  }

  /** Both slots are in use for so long. */
  private static void fill(String duration) {
    VendorClient holder = VendorClient.of(gateway, "holder-key");
    for (int i = 0; i < 2; i++) {
      taskId(holder.submit("flux2", body("[slow:" + duration + "]")));
    }
  }

  private static String body(String prompt) {
    return "{\"input\":{\"prompt\":\"" + prompt + "\"}}";
  }

  private static String called(String prompt, Origin receiver) {
    return "{\"request_type\":\"callback\",\"callback_url\":\"%s\",\"input\":{\"prompt\":\"%s\"}}"
        .formatted(receiver.url().resolve("/hook"), prompt);
  }

  /** Polls as the vendor's own clients do, and takes every answer but 200 for a failure. */
  private static String untilEnded(VendorClient client, String id) {
    return await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              Response status = client.status("flux2", id);
              assertThat(status.statusCode()).as(status.asString()).isEqualTo(200);
              return state(status);
            },
            state -> state.equals("success") || state.equals("failed"));
  }

  private static JsonNode sandbox() {
    return json(VendorClient.ofSandbox(gateway).get("/stats"));
  }
}
