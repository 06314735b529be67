package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.BlackHole;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Ports;
import dev.sluice.testing.Scene;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.ScriptedUpstream;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Did it start? Law S6 on the wire, for each way in which a submit can go wrong. Each team has an
 * upstream of its own.
 */
class UnreachableFaultIT {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String NO_ID = "{\"code\":200,\"message\":\"success\",\"data\":{}}";
  private static final String POOR =
      "{\"code\":400, \"message\":\"Insufficient credits\",\"data\":null}";

  private static int closedPort;
  private static BlackHole hole;
  private static ServerSocket stopped;
  private static ScriptedUpstream vendor;
  private static PackagedGateway gateway;
  private static Scrape metrics;

  @BeforeAll
  static void start() throws IOException {
    closedPort = Ports.free();
    hole = BlackHole.open();
    stopped = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    vendor = ScriptedUpstream.playing(UnreachableFaultIT::misbehave);
    String yaml =
        """
        sluice:
          budget: {cold-start: 0s}
          tasks: {unknown-hold: 1m}
          upstreams:
            gone: {url: "http://127.0.0.1:%d", key: shared, timeout: 1s}
            nohost: {url: "http://no-such-host.invalid", key: shared, timeout: 2s}
            hole: {url: "http://127.0.0.1:%d", key: shared, timeout: 1s}
            stopped: {url: "http://127.0.0.1:%d", key: shared, timeout: 1s}
            vendor: {url: "%s", key: shared, timeout: 2s}
          teams:
            gone: {keys: [gone-key], requests-per-day: 1000, routes: {auto: [gone]}}
            nohost: {keys: [nohost-key], requests-per-day: 1000, routes: {auto: [nohost]}}
            hole: {keys: [hole-key], requests-per-day: 1000, routes: {auto: [hole]}}
            stopped: {keys: [stopped-key], requests-per-day: 1000, routes: {auto: [stopped]}}
            vendor: {keys: [vendor-key], requests-per-day: 1000, routes: {auto: [vendor]}}
        """
            .formatted(closedPort, hole.port(), stopped.getLocalPort(), vendor.url());
    gateway = PackagedGateway.start(yaml, Map.of());
    metrics = new Scrape(gateway);
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    vendor.close();
    hole.close();
    stopped.close();
  }

  private static void misbehave(ScriptedUpstream.Arrival request, Scene scene) {
    switch (request.prompt()) {
      case "reset" -> scene.reset();
      case "cut" -> scene.cut();
      case "no id" -> scene.json(200, NO_ID);
      case "html" -> scene.answer(502, "<html>Bad Gateway</html>");
      case "500" -> scene.error(500);
      case "503" -> scene.error(503);
      case "400 inside 200" -> scene.json(200, POOR);
      case "402" -> scene.error(402);
      default -> scene.serve(LONG);
    }
  }

  @ParameterizedTest
  @CsvSource({"gone", "nohost", "hole"})
  void whatCannotBeReachedCostsNeitherSlotNorQuota(String team) {
    TeamClient client = new TeamClient(gateway, team + "-key");

    Heard answer = client.submit("hello");

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.body())
        .contains("\"code\":502", "Nothing was sent: it is safe to submit again");
    assertThat(answer.header("Sluice-Outcome")).isEmpty();
    assertThat(answer.took()).isLessThan(Duration.ofSeconds(5));
    assertThat(answer.left("team-requests-day")).isEqualTo(1000);
    assertThat(metrics.slots(team)).isZero();
    assertThat(metrics.sum("sluice_budget_window_requests", "upstream", team)).isZero();
  }

  @Test
  void onceTheUpstreamIsBackSubmitsWork() {
    TeamClient client = new TeamClient(gateway, "gone-key");
    assertThat(client.submit("too early").status()).isEqualTo(502);

    try (ScriptedUpstream back = ScriptedUpstream.on(closedPort, (r, scene) -> scene.serve(LONG))) {
      assertThat(client.submit("in time").status()).isEqualTo(200);
      assertThat(back.prompts()).containsExactly("in time");
      assertThat(metrics.slots("gone")).isEqualTo(1);
      back.endAllTasks();
      await().atMost(Duration.ofSeconds(10)).until(() -> metrics.slots("gone") == 0);
    }
  }

  @Test
  void aProcessThatIsStoppedMayHaveHeardIt() {
    Heard answer = new TeamClient(gateway, "stopped-key").submit("hello");

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.header("Sluice-Outcome")).isEqualTo("unknown");
    assertThat(metrics.slots("stopped")).isEqualTo(1);
    assertThat(answer.left("team-requests-day")).isEqualTo(999);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reset | 504 | the task may exist",
        "cut | 504 | the task may exist",
        "no id | 200 | " + NO_ID,
        "html | 502 | <html>Bad Gateway</html>",
        "500 | 500 | {\"code\":500,\"message\":\"as told\",\"data\":null}",
      })
  void whatMayHaveStartedATaskKeepsItsSlotAndItsQuota(String prompt, int status, String body) {
    TeamClient client = new TeamClient(gateway, "vendor-key");
    int slots = metrics.slots("vendor");
    long left = client.status("none").left("team-requests-day");

    Heard answer = client.submit(prompt);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains(body);
    if (status != 504) {
      assertThat(answer.body()).as("relayed unchanged").isEqualTo(body);
    }
    assertThat(answer.header("Sluice-Outcome")).isEqualTo("unknown");
    assertThat(answer.header("Sluice-Upstream")).isEqualTo("vendor");
    assertThat(metrics.slots("vendor")).isEqualTo(slots + 1);
    assertThat(answer.left("team-requests-day")).isEqualTo(left - 1);
    assertThat(vendor.prompts().stream().filter(prompt::equals)).as("sent").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 inside 200 | 200 | " + POOR,
        "402 | 402 | {\"code\":402,\"message\":\"as told\",\"data\":null}",
        "503 | 503 | {\"code\":503,\"message\":\"as told\",\"data\":null}",
      })
  void whatTheVendorRefusedGivesItsSlotAndItsQuotaBack(String prompt, int status, String body) {
    TeamClient client = new TeamClient(gateway, "vendor-key");
    int slots = metrics.slots("vendor");
    long left = client.status("none").left("team-requests-day");

    Heard answer = client.submit(prompt);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.header("Sluice-Outcome")).isEmpty();
    assertThat(metrics.slots("vendor")).isEqualTo(slots);
    assertThat(answer.left("team-requests-day")).isEqualTo(left);
    assertThat(vendor.prompts().stream().filter(prompt::equals)).as("sent").hasSize(1);
  }
}
