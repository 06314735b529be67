package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.ScriptedUpstream;
import dev.sluice.testing.ScriptedUpstream.Kind;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that leave (law S8): while they wait, nothing was taken for them; once their submit was
 * sent, nothing is lost. Each team has an upstream of its own.
 */
class DepartureFaultIT {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String[] PATIENT = {"Prefer", "wait=10"};

  private static ScriptedUpstream slots;
  private static ScriptedUpstream tokens;
  private static ScriptedUpstream slow;
  private static PackagedGateway gateway;
  private static Scrape metrics;

  @BeforeAll
  static void start() {
    slots = ScriptedUpstream.playing((request, scene) -> scene.serve(LONG));
    tokens = ScriptedUpstream.playing((request, scene) -> scene.error(400));
    slow = ScriptedUpstream.playing((request, scene) -> scene.serve(LONG));
    String yaml =
        """
        sluice:
          budget: {cold-start: 0s, margin-slots: 0%%}
          tasks: {first-check: 200ms, min-spacing: 200ms}
          upstreams:
            slots: {url: "%s", key: shared, concurrent-tasks: 1}
            tokens: {url: "%s", key: shared, windows: ["1/3s"]}
            slow: {url: "%s", key: shared}
          teams:
            red: {keys: [red-key], requests-per-day: 1000, routes: {auto: [slots]}}
            blue: {keys: [blue-key], requests-per-day: 1000, routes: {auto: [tokens]}}
            green: {keys: [green-key], routes: {auto: [slow]}}
            grey: {keys: [grey-key], request-windows: ["1/3s"], routes: {auto: [slow]}}
        """
            .formatted(slots.url(), tokens.url(), slow.url());
    gateway = PackagedGateway.start(yaml, Map.of());
    metrics = new Scrape(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    slots.close();
    tokens.close();
    slow.close();
  }

  private static void awaitWaiting(String team, int waiting) {
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> metrics.sum("sluice_waiting", "team", team) == waiting);
  }

  @Test
  void aClientThatLeavesWhileItWaitsForASlotTakesNeitherTokenNorSlot() throws IOException {
    TeamClient red = new TeamClient(gateway, "red-key");
    Heard first = red.submit("first", PATIENT);
    assertThat(first.status()).isEqualTo(200);
    Socket waits = red.submitAndHold("leaves", PATIENT);
    awaitWaiting("red", 1);

    waits.close();
    awaitWaiting("red", 0);
    slots.endAllTasks();
    await().atMost(Duration.ofSeconds(10)).until(() -> metrics.slots("red") == 0);

    Heard next = red.submit("next");
    assertThat(next.status()).as("the slot is there, at once: %s", next.body()).isEqualTo(200);
    assertThat(slots.prompts()).containsExactly("first", "next");
    assertThat(next.left("team-requests-day")).isEqualTo(998);
    assertThat(metrics.slots("red")).isEqualTo(1);
  }

  @Test
  void aClientThatLeavesWhileItWaitsForATokenTakesNone() throws IOException {
    TeamClient blue = new TeamClient(gateway, "blue-key");
    assertThat(blue.submit("first", PATIENT).status()).isEqualTo(400);
    Socket waits = blue.submitAndHold("leaves", PATIENT);
    awaitWaiting("blue", 1);

    waits.close();
    awaitWaiting("blue", 0);
    Heard next = blue.submit("next", PATIENT);

    assertThat(next.status()).isEqualTo(400);
    assertThat(tokens.prompts()).containsExactly("first", "next");
    assertThat(metrics.sum("sluice_budget_window_requests", "upstream", "tokens"))
        .as("the last alone, of one in three seconds")
        .isEqualTo(1);
    assertThat(metrics.slots("blue")).isZero();
    assertThat(next.left("team-requests-day")).as("a refusal costs no quota").isEqualTo(1000);
  }

  @Test
  void aClientThatLeavesWhileItWaitsForItsTeamsQuotaTakesNone() throws IOException {
    TeamClient grey = new TeamClient(gateway, "grey-key");
    assertThat(grey.submit("grey first", PATIENT).status()).isEqualTo(200);
    Socket waits = grey.submitAndHold("grey leaves", PATIENT);
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(2))
        .until(() -> !slow.prompts().contains("grey leaves"));

    waits.close();
    Heard next = grey.submit("grey next", PATIENT);

    assertThat(next.status()).isEqualTo(200);
    assertThat(next.took())
        .as("it waited for one renewal, not for two")
        .isLessThan(Duration.ofSeconds(5));
    assertThat(slow.prompts()).doesNotContain("grey leaves");
  }

  @Test
  void aClientThatLeavesAfterItsSubmitWasSentLosesNothing() throws IOException {
    slow.play(
        (request, scene) -> {
          if (request.kind() == Kind.SUBMIT && request.prompt().equals("sent")) {
            scene.serveLate(Duration.ofSeconds(2), LONG);
          } else {
            scene.serve(LONG);
          }
        });
    TeamClient green = new TeamClient(gateway, "green-key");
    Socket leaves = green.submitAndHold("sent");
    await().atMost(Duration.ofSeconds(5)).until(() -> slow.prompts().contains("sent"));
    String taskId = slow.taskOf("sent");

    leaves.close();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              assertThat(metrics.slots("green")).as("the slot is kept throughout").isEqualTo(1);
              return green.status(taskId).status() == 200;
            });
    assertThat(green.status(taskId).state()).isIn("pending", "processing");
    slow.endAllTasks();
    Heard end = green.status(taskId, "Prefer", "wait=10");

    assertThat(end.state()).isEqualTo("success");
    await().atMost(Duration.ofSeconds(5)).until(() -> metrics.slots("green") == 0);
    assertThat(slow.prompts().stream().filter("sent"::equals)).hasSize(1);
  }
}
