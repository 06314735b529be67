package dev.sluice.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged gateway with its sandbox, run and watched from the dashboard. */
@Tag("untimed")
class DashboardJourneyIT {

  private static final String ADMIN = "alices-own-key";
  private static final String YAML =
      """
      sluice:
        admin:
          keys: {alice: alices-own-key}
        webhooks: {allow-loopback: true}
        budget: {cold-start: 0s}
        teams:
          red:
            keys: [red-key]
            max-wait: 30s
            webhook-secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=
      """;
  private static final Pattern MINTED = Pattern.compile("\n(\\S{16,})\n");

  private static Browser browser;
  private static PackagedGateway gateway;
  private static TeamClient red;

  @BeforeAll
  static void start() {
    browser = Browser.start();
    browser.window(1280, 900);
    gateway = PackagedGateway.start(YAML, Map.of());
    red = new TeamClient(gateway, "red-key");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
      gateway.close();
    }
  }

  @BeforeEach
  void signIn() {
    browser.open(gateway.uri("/dashboard"));
    browser.signIn(ADMIN);
  }

  @AfterEach
  void nothingWasComplainedOf() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aBurstMovesTheCharts() {
    for (int i = 0; i < 40; i++) {
      assertThat(red.submit("a cat [slow:30s]").status()).isEqualTo(200);
    }

    browser.until(
        () -> assertThat(number(browser.text("#chart-minute .legend .now"))).isGreaterThan(39));
    browser.until(
        () -> assertThat(number(browser.text("#chart-slots .legend .now"))).isGreaterThan(39));
    browser.screenshot("journey-burst");
  }

  @Test
  void whoSubmitsToAPausedUpstreamWaitsUntilItIsResumed() {
    browser.press("Pause sandbox");
    assertThat(browser.confirm("Pause")).isEqualTo("sandbox is paused.");
    browser.until(() -> assertThat(browser.text("#alerts")).contains("sandbox is paused"));

    CompletableFuture<Heard> waiting = red.submitting("a cat", "Prefer", "wait=30");
    browser.until(() -> assertThat(browser.text(".figures")).startsWith("Waiting\n1\n"));
    assertThat(waiting).isNotDone();
    browser.press("Resume sandbox");
    browser.confirm("Resume");

    assertThat(waiting.join().status()).isEqualTo(200);
    browser.until(() -> assertThat(browser.text("#changes")).contains("pause", "resume", "alice"));
  }

  @Test
  void aKeyThatWasMintedWorksUntilItIsRevoked() {
    browser.go("keys");
    browser.press("Create a team");
    browser.type("#field-id", "blue");
    assertThat(browser.confirm("Create")).isEqualTo("Team blue is there.");
    browser.press("Mint a key for blue");
    Matcher key = MINTED.matcher(browser.confirm("Mint"));
    assertThat(key.find()).isTrue();
    TeamClient blue = new TeamClient(gateway, key.group(1));
    browser.until(() -> assertThat(blue.submit("a cat").status()).isEqualTo(200));

    browser.pressFirst("Revoke key");
    browser.confirm("Revoke");

    browser.until(() -> assertThat(blue.submit("a cat").status()).isEqualTo(401));
    assertThat(String.join("\n", gateway.log())).doesNotContain(key.group(1));
  }

  @Test
  void aTaskIsFoundByItsId() {
    String id = red.submit("a cat [slow:30s]").taskId();
    browser.go("tasks");

    browser.until(
        () -> {
          browser.enter("#task-id", id);
          assertThat(browser.text("#task-found")).contains(id, "red", "flux2");
        });
  }

  @Test
  void aWebhookThatWasGivenUpIsDeliveredAgain() throws Exception {
    try (Receiver receiver = new Receiver()) {
      submitWithCallback(receiver.url());
      browser.go("deliveries");
      browser.until(
          () -> {
            browser.press("Refresh");
            assertThat(browser.text("#deliveries")).contains("given up", "410");
          });

      receiver.status = 200;
      browser.pressFirst("Deliver again");
      browser.confirm("Deliver again");

      browser.until(() -> assertThat(receiver.heard).hasValue(2));
      browser.until(
          () -> {
            browser.press("Refresh");
            assertThat(browser.text("#deliveries")).doesNotContain("410");
          });
    }
  }

  @Test
  void aTeamSeesItselfOnItsOwnPage() {
    String id = red.submit("a cat [slow:30s]").taskId();
    browser.open(gateway.uri("/me.html"));
    browser.signIn("red-key");

    browser.until(() -> assertThat(browser.text("#tasks")).contains(id));
    assertThat(browser.text("#team")).isEqualTo("red");
    assertThat(browser.text("#limits")).contains("tasks at a time");
  }

  private static void submitWithCallback(String url) throws IOException, InterruptedException {
    HttpResponse<String> submitted =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(gateway.uri("/api/v1/generateTask/flux2"))
                    .header("Authorization", "Bearer red-key")
                    .header("Content-Type", "application/json")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"request_type\":\"callback\",\"callback_url\":\"%s\",\"input\":{\"prompt\":\"a cat\"}}"
                                .formatted(url)))
                    .build(),
                BodyHandlers.ofString());
    assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(200);
  }

  private static int number(String figure) {
    String digits = figure.replaceAll("\\D", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** A team's server: nobody is there any more, and then somebody is. */
  private static final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final AtomicInteger heard = new AtomicInteger();
    private volatile int status = 410;

    Receiver() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            heard.incrementAndGet();
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
