package dev.sluice.front;

import static dev.sluice.front.KieClient.body;
import static dev.sluice.front.VendorClient.json;
import static dev.sluice.front.VendorClient.state;
import static dev.sluice.front.VendorClient.taskId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Scrape;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The packaged gateway, of which an upstream that speaks Kie knows where it is and signs what it
 * tells. The watcher looks at nothing before ten minutes have passed.
 */
@Tag("untimed")
class KieCallbackJourneyIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String KEY = "the-hmac-key-of-the-vendor";
  private static final String PATIENT =
      """
      sluice:
        upstreams:
          sandbox: { requests-per-minute: 10000, concurrent-tasks: 1000 }
        tasks: { first-check: 10m }
        teams:
          red: { keys: [red-key] }
      """;

  @Test
  void anEndThatTheVendorSignedIsHeard() throws IOException {
    try (PackagedGateway gateway = start(KEY)) {
      KieClient red = KieClient.of(gateway, "red-key");
      Scrape metrics = new Scrape(gateway);
      String good = taskId(red.create(body("a cat [slow:1s]")));
      String bad = taskId(red.create(body("a cat [slow:1s] [fail:500]")));

      await().atMost(SOON).until(() -> state(red.record(good)).equals("success"));
      await().atMost(SOON).until(() -> state(red.record(bad)).equals("fail"));

      Response told = red.record(good);
      assertThat(json(told).at("/data/taskId").textValue()).isEqualTo(good);
      assertThat(json(told).at("/data/resultJson").textValue()).contains("https://");
      assertThat(told.asString() + red.record(bad).asString())
          .doesNotContain("param", "remainedCredits", "/callbacks/", "callBackUrl");
      assertThat(metrics.sum("sluice_callbacks_total", "outcome", "heard")).isEqualTo(2);
      assertThat(metrics.sum("sluice_tasks_total", "state", "success")).isEqualTo(1);
      assertThat(metrics.sum("sluice_tasks_total", "state", "failed")).isEqualTo(1);
      await().atMost(SOON).until(() -> metrics.slots("red") == 0);
      assertThat(json(red.plain().get("/sandbox/stats")).at("/polls").intValue()).isZero();
      assertThat(String.join("\n", gateway.log())).doesNotContain("ERROR", KEY);
    }
  }

  @Test
  void theUpstreamIsToldOurOwnAddressInThePlaceOfTheTeams() throws IOException {
    try (PackagedGateway gateway = start(KEY)) {
      KieClient red = KieClient.of(gateway, "red-key");
      String id = taskId(red.create(body("a cat", "https://hooks.example.com/kie")));

      String echo = json(KieClient.ofSandbox(gateway).record(id)).at("/data/param").textValue();

      assertThat(echo)
          .contains("\"callBackUrl\":\"" + gateway.uri("/callbacks/"))
          .doesNotContain("hooks.example.com");
    }
  }

  @Test
  void anEndThatSomebodyElseSignedChangesNothing() throws IOException {
    try (PackagedGateway gateway = start("another-key")) {
      KieClient red = KieClient.of(gateway, "red-key");
      Scrape metrics = new Scrape(gateway);
      String id = taskId(red.create(body("a cat [slow:1s]")));

      await()
          .atMost(SOON)
          .until(() -> metrics.sum("sluice_callbacks_total", "outcome", "mismatch") >= 1);

      assertThat(state(red.record(id))).isEqualTo("waiting");
      assertThat(metrics.slots("red")).isEqualTo(1);
    }
  }

  /** A gateway whose sandbox signs with {@link #KEY}. */
  private static PackagedGateway start(String expected) throws IOException {
    int port = Ports.free();
    Map<String, String> properties = new TreeMap<>();
    properties.put("quarkus.http.port", Integer.toString(port));
    properties.put("sluice.public-url", "http://127.0.0.1:" + port + "/");
    properties.put("sluice.secret", "a secret that is longer than 32 bytes");
    properties.put("sluice.sandbox.webhook-hmac-key", KEY);
    properties.put("sluice.upstreams.sandbox-kie.webhook-hmac-key", expected);
    return PackagedGateway.start(PATIENT, properties);
  }
}
