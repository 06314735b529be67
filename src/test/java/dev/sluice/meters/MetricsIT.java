package dev.sluice.meters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.TeamClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the packaged gateway shows to Prometheus after some traffic. */
@Tag("untimed")
class MetricsIT {

  private static final Pattern SERIES = Pattern.compile("(sluice_[a-z0-9_]+)(?:\\{(.*)})? .*");
  private static final Pattern TYPE = Pattern.compile("# TYPE (sluice_[a-z0-9_]+) (\\w+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
  private static final String SECRET_MODEL = "a-model-that-nobody-named";

  /** Type and labels, by name. */
  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("sluice_requests_total", "counter [operation, outcome, provider, team]"),
          Map.entry("sluice_admission_wait_seconds", "histogram [team]"),
          Map.entry("sluice_refusals_total", "counter [policy, team]"),
          Map.entry("sluice_budget_tokens", "gauge [upstream]"),
          Map.entry("sluice_budget_window_requests", "gauge [upstream]"),
          Map.entry("sluice_budget_window_limit", "gauge [upstream]"),
          Map.entry("sluice_budget_standing", "gauge [upstream]"),
          Map.entry("sluice_slots_in_use", "gauge [team, upstream]"),
          Map.entry("sluice_slots_limit", "gauge [upstream]"),
          Map.entry("sluice_waiting", "gauge [team]"),
          Map.entry("sluice_deferred", "gauge [team]"),
          Map.entry("sluice_deferred_oldest_seconds", "gauge [team]"),
          Map.entry("sluice_upstream_seconds", "histogram [operation, status, upstream]"),
          Map.entry("sluice_upstream_429_total", "counter [upstream]"),
          Map.entry("sluice_upstream_circuit", "gauge [upstream]"),
          Map.entry("sluice_tasks_total", "counter [model, state, team]"),
          Map.entry("sluice_task_seconds", "histogram [model]"),
          Map.entry("sluice_task_end_lag_seconds", "histogram [model]"),
          Map.entry("sluice_polls_total", "counter [source]"),
          Map.entry("sluice_webhook_deliveries_total", "counter [outcome, team]"),
          Map.entry("sluice_configuration_current", "gauge []"),
          Map.entry("sluice_store_mode", "gauge [mode]"),
          Map.entry("sluice_leases_expired_total", "counter []"));

  @Test
  void everyMetricHasItsNameItsTypeAndItsLabels() throws Exception {
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    try (PackagedGateway gateway =
        PackagedGateway.start(
            """
            sluice:
              webhooks: { allow-loopback: true }
              sandbox: { duration: 200ms }
              tasks: { first-check: 100ms, min-spacing: 100ms }
              teams:
                red: { keys: [red-key], models: ["*", "flux2"] }
                blue: { keys: [blue-key], concurrent-tasks: 1 }
            """,
            Map.of())) {
      submit(gateway, "flux2", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
      submit(gateway, SECRET_MODEL, "http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
      TeamClient blue = new TeamClient(gateway, "blue-key");
      String task = blue.submit("[slow:60s] x").taskId();
      blue.status(task);
      assertThat(blue.submit("y", "Prefer", "wait=0").status()).isEqualTo(429);
      new TeamClient(gateway, "nobodys-key").submit("z");

      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(() -> assertThat(shapes(scrape(gateway))).containsAllEntriesOf(EXPECTED));

      String text = scrape(gateway);
      assertThat(text)
          .contains("sluice_store_mode{mode=\"memory\"")
          .contains("model=\"other\"")
          .doesNotContain(SECRET_MODEL, "red-key", "blue-key", "nobodys-key", task);
      assertThat(text.lines().filter(line -> line.startsWith("sluice_")).count()).isLessThan(500);
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void aTeamThatTheFileBringsIsShownAndOneThatItDropsIsNot() throws Exception {
    try (PackagedGateway gateway =
        PackagedGateway.start("sluice: {teams: {red: {keys: [red-key]}}}", Map.of())) {
      assertThat(scrape(gateway)).contains("team=\"red\"").doesNotContain("team=\"green\"");

      Files.writeString(
          gateway.folder().resolve("config/application.yaml"),
          "sluice: {teams: {green: {keys: [green-key]}}}");

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(scrape(gateway).lines())
                      .anyMatch(shows("sluice_waiting", "green"))
                      .anyMatch(shows("sluice_slots_in_use", "green"))
                      .anyMatch(shows("sluice_deferred", "green"))
                      .noneMatch(shows("sluice_waiting", "red"))
                      .noneMatch(shows("sluice_slots_in_use", "red"))
                      .noneMatch(shows("sluice_deferred", "red")));
    }
  }

  private static Predicate<String> shows(String gauge, String team) {
    return line -> line.startsWith(gauge + "{") && line.contains("team=\"" + team + "\"");
  }

  private static void submit(PackagedGateway gateway, String model, String callback)
      throws Exception {
    String body =
        """
        {"request_type":"callback","callback_url":"%s","input":{"mode":"pro-text-to-image",
         "prompt":"x","aspect_ratio":"1:1","resolution":"1K"}}
        """
            .formatted(callback);
    var answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(gateway.uri("/api/v1/generateTask/" + model))
                    .header("Authorization", "Bearer red-key")
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static Map<String, String> shapes(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : text.lines().toList()) {
      var type = TYPE.matcher(line);
      var series = SERIES.matcher(line);
      if (type.matches()) {
        types.put(type.group(1), type.group(2));
      } else if (series.matches()) {
        String name = series.group(1).replaceAll("_seconds_(bucket|count|sum|max)$", "_seconds");
        Set<String> found = labels.computeIfAbsent(name, n -> new TreeSet<>());
        if (series.group(2) != null) {
          LABEL.matcher(series.group(2)).results().forEach(label -> found.add(label.group(1)));
        }
        found.remove("le");
      }
    }
    return types.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                type -> type.getValue() + " " + labels.getOrDefault(type.getKey(), Set.of())));
  }

  private static String scrape(PackagedGateway gateway) throws IOException {
    try (var in = gateway.uri("/q/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
