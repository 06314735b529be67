package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static dev.sluice.front.VendorClient.members;
import static dev.sluice.front.VendorClient.state;
import static dev.sluice.front.VendorClient.taskId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.PackagedGateway;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The main job, on the packaged gateway that nobody has configured: one team, {@code demo}, with 60
 * submits a minute, of which 6 may come at once and then one in 60/54 s.
 */
@Tag("untimed")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobJourneyIT {

  private static final int BURST = 6;
  private static final Duration TOKEN = Duration.ofMillis(1112);
  private static final Pattern POLICY =
      Pattern.compile(
          "\"team-requests\";q=60;w=60, \"team-tasks\";q=(\\d+);qu=\"concurrent-requests\"");
  private static final Pattern LIMIT =
      Pattern.compile("\"team-requests\";r=(\\d+);t=(\\d+), \"team-tasks\";r=(\\d+)");

  private static PackagedGateway gateway;
  private static VendorClient demo;

  @BeforeAll
  static void start() {
    gateway = PackagedGateway.start(Map.of());
    demo = VendorClient.of(gateway, "demo-key");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  @Order(1)
  void itSaysLoudlyWhatItIs() {
    assertThat(String.join("\n", gateway.log()))
        .containsPattern("WARN .*nothing is configured.*demo.*sandbox");
    assertThat(demo.get("/q/health").statusCode()).isEqualTo(200);
  }

  @Test
  @Order(2)
  void aTaskIsSubmittedByTheVendorsCommandAndFollowedToItsResult() {
    SeedCurl submit = SeedCurl.of("flux2-text-to-image").at(gateway.uri(""), "demo-key");
    SeedCurl status = SeedCurl.of("flux2-status").at(gateway.uri(""), "demo-key");

    String id = taskId(demo.submit(submit));
    Response over =
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> demo.get(status.askingFor(id).target()),
                answer -> !state(answer).matches("pending|processing"));

    assertThat(state(over)).isEqualTo("success");
    assertThat(json(over).at("/data/taskId").textValue()).isEqualTo(id);
    assertThat(json(over).at("/data/resultJson").textValue())
        .startsWith("{\"resultUrls\":[\"https://");
    assertThat(demo.get(status.askingFor(id).target()).asByteArray()).isEqualTo(over.asByteArray());
  }

  @Test
  @Order(3)
  void theBalanceIsSeen() {
    Response balance = demo.balance();

    assertThat(balance.statusCode()).isEqualTo(200);
    assertThat(members(json(balance))).containsExactly("code", "message", "data");
    assertThat(json(balance).at("/data").isNumber()).isTrue();
    assertThat(demo.balance().header("Cache-Status")).isEqualTo("sluice; hit");
  }

  @Test
  @Order(4)
  void whatIsLeftIsToldTruthfullyAndTheNextAfterIsRefused() throws Exception {
    awaitFullBucket();
    long begun = System.nanoTime();
    int granted = 0;
    Response answer = submit("wait=0");
    while (answer.statusCode() == 200) {
      granted++;
      Left left = Left.of(answer);
      // What came in since the first adds to what is told.
      int refilled = (int) ((System.nanoTime() - begun) / TOKEN.toNanos()) + 1;
      assertThat(left.requests).isBetween(BURST - granted, BURST - granted + refilled);
      assertThat(answer.header("Preference-Applied")).isEqualTo("wait=0");
      answer = submit("wait=0");
    }

    assertThat(granted)
        .isBetween(BURST, BURST + 1 + (int) ((System.nanoTime() - begun) / TOKEN.toNanos()));
    JsonNode body = json(answer);
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(members(body.at("/violated-policies"))).isEmpty();
    assertThat(body.at("/violated-policies").size()).isEqualTo(1);
    assertThat(body.at("/violated-policies/0").textValue()).isEqualTo("team-requests");
    assertThat(body.at("/status").intValue()).isEqualTo(429);
    Left left = Left.of(answer);
    assertThat(left.requests).isZero();
    assertThat(Integer.parseInt(answer.header("Retry-After")))
        .isBetween(1, 2)
        .isGreaterThanOrEqualTo(left.seconds);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  @Order(5)
  void whoObeysTheRefusalIsServed() throws Exception {
    for (int round = 0; round < 3; round++) {
      Response refused = refusal();

      pause(Duration.ofSeconds(Integer.parseInt(refused.header("Retry-After"))));

      assertThat(submit("wait=0").statusCode()).as("round %d", round).isEqualTo(200);
    }
  }

  @Test
  @Order(6)
  void whoWaitsInTheGatewayIsServedToo() {
    refusal();
    long before = System.nanoTime();

    Response answer = submit("wait=5");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=5");
    Matcher waited =
        Pattern.compile("wait;dur=([0-9.]+), upstream;dur=([0-9.]+)")
            .matcher(answer.header("Server-Timing"));
    assertThat(waited.matches()).isTrue();
    double all = (System.nanoTime() - before) / 1e6;
    assertThat(Double.parseDouble(waited.group(1))).isBetween(1.0, all);
    assertThat(Double.parseDouble(waited.group(1)) + Double.parseDouble(waited.group(2)))
        .isLessThan(all);
  }

  @Test
  @Order(7)
  void whoSaysNothingWaitsAsItsTeamDoes() {
    refusal();

    Response answer = demo.submit("flux2", VendorClient.GOOD);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isNull();
  }

  @Test
  @Order(8)
  void aWaitIsCutToWhatTheTeamMay() {
    Response answer = submit("wait=3600");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=10");
  }

  @Test
  @Order(9)
  void aStatusIsHeldUntilTheTaskEnds() {
    String id = taskId(demo.submit("flux2", "{\"input\":{\"prompt\":\"[slow:2s]\"}}"));

    Response answer = demo.status("flux2", id, "Prefer", "wait=30");

    assertThat(state(answer)).isEqualTo("success");
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=30");
  }

  @Test
  @Order(10)
  void tasksInFlightAreToldTruthfully() {
    int all =
        Integer.parseInt(group(POLICY, demo.status("flux2", "x").header("RateLimit-Policy"), 1));
    awaitTasksLeft(all);
    for (int i = 0; i < 3; i++) {
      assertThat(submit("wait=10", "{\"input\":{\"prompt\":\"[slow:3s]\"}}").statusCode())
          .isEqualTo(200);
    }

    awaitTasksLeft(all - 3);
    awaitTasksLeft(all);
  }

  @Test
  @Order(11)
  void pollsAreNeverRefusedForTheQuota() {
    String id = taskId(submit("wait=10"));
    refusal();

    for (int i = 0; i < 200; i++) {
      assertThat(demo.status("flux2", id).statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Order(12)
  void aStatusIsHeldNoLongerThanItsClientWants() {
    String id = taskId(demo.submit("flux2", "{\"input\":{\"prompt\":\"[slow:10s]\"}}"));
    long before = System.nanoTime();

    Response answer = demo.status("flux2", id, "Prefer", "wait=1");

    assertThat(state(answer)).isIn("pending", "processing");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(999));
  }

  @Test
  @Order(13)
  void theUpstreamHasRefusedNothing() {
    JsonNode stats = stats();

    assertThat(stats.at("/refused").intValue()).isZero();
    assertThat(stats.at("/submits").intValue()).isEqualTo(stats.at("/started").intValue());
  }

  @Test
  @Order(14)
  void theKeysAreNowhereInTheLog() {
    VendorClient.of(gateway, "a-key-of-nobody").balance();

    assertThat(String.join("\n", gateway.log()))
        .doesNotContain("a-key-of-nobody")
        .doesNotContain("sandbox-key")
        .doesNotContain("Bearer ");
  }

  private static Response submit(String prefer) {
    return submit(prefer, VendorClient.GOOD);
  }

  private static Response submit(String prefer, String body) {
    return demo.submit("flux2", body, "Prefer", prefer);
  }

  /** Submits until it is refused. */
  private static Response refusal() {
    Response answer = submit("wait=0");
    for (int i = 0; i < 100 && answer.statusCode() == 200; i++) {
      answer = submit("wait=0");
    }
    assertThat(answer.statusCode()).isEqualTo(429);
    return answer;
  }

  private static void awaitFullBucket() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Left.of(demo.status("flux2", "x")).requests == BURST);
  }

  private static void awaitTasksLeft(int tasks) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Left.of(demo.status("flux2", "x")).tasks == tasks);
  }

  /** What obeying a Retry-After is: there is no condition to wait for but the time. */
  private static void pause(Duration time) throws InterruptedException {
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static JsonNode stats() {
    return json(demo.get("/sandbox/stats"));
  }

  private static String group(Pattern pattern, String text, int group) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.matches()).as(text).isTrue();
    return matcher.group(group);
  }

  private record Left(int requests, int seconds, int tasks) {

    static Left of(Response answer) {
      group(POLICY, answer.header("RateLimit-Policy"), 1);
      String limit = answer.header("RateLimit");
      return new Left(
          Integer.parseInt(group(LIMIT, limit, 1)),
          Integer.parseInt(group(LIMIT, limit, 2)),
          Integer.parseInt(group(LIMIT, limit, 3)));
    }
  }
}
