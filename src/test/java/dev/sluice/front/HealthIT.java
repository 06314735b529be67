package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an orchestrator is told, and why not. */
@Tag("untimed")
class HealthIT {

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aGatewayThatServesIsLiveStartedAndReady() throws Exception {
    try (PackagedGateway gateway = PackagedGateway.start(Map.of())) {
      for (String kind : new String[] {"live", "started", "ready"}) {
        assertThat(ask(gateway.uri("/q/health/" + kind)).statusCode()).as(kind).isEqualTo(200);
      }
      JsonNode started = check(ask(gateway.uri("/q/health/started")), "start");
      assertThat(started.at("/data/teams").asInt()).isEqualTo(1);
      assertThat(started.at("/data/upstreams").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aGatewayWhoseStoreIsAwayIsLiveAndStartedAndSaysWhyItIsNotReady() throws Exception {
    try (PackagedGateway gateway =
        PackagedGateway.start(Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + Ports.free()))) {
      assertThat(ask(gateway.uri("/q/health/live")).statusCode()).isEqualTo(200);
      assertThat(ask(gateway.uri("/q/health/started")).statusCode()).isEqualTo(200);

      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () -> {
                HttpResponse<String> ready = ask(gateway.uri("/q/health/ready"));
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(check(ready, "store").at("/data/why").asText()).contains("Redis");
              });
    }
  }

  @Test
  void aGatewayThatStopsSaysSoWhileItIsStillLive() throws Exception {
    try (PackagedGateway gateway = PackagedGateway.start(Map.of("quarkus.shutdown.delay", "5s"))) {
      gateway.process().destroy();

      await()
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(
              () -> {
                HttpResponse<String> ready = ask(gateway.uri("/q/health/ready"));
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(check(ready, "stopping").at("/data/why").asText()).contains("stops");
              });
      assertThat(ask(gateway.uri("/q/health/live")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aGatewayWhoseFilesWereMadeWrongServesAndSaysSo() throws Exception {
    try (PackagedGateway gateway =
        PackagedGateway.start("sluice: {teams: {red: {keys: [red-key]}}}", Map.of())) {
      Files.writeString(
          gateway.folder().resolve("config/application.yaml"),
          "sluice: {teams: {red: {keys: [red-key], weight: much}}}");

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(
                          check(ask(gateway.uri("/q/health/ready")), "configuration")
                              .at("/data/why")
                              .asText())
                      .contains("those before count"));
      assertThat(ask(gateway.uri("/q/health/ready")).statusCode()).isEqualTo(200);
    }
  }

  private HttpResponse<String> ask(URI uri) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
        BodyHandlers.ofString());
  }

  private static JsonNode check(HttpResponse<String> health, String name) throws Exception {
    return StreamSupport.stream(
            new ObjectMapper().readTree(health.body()).at("/checks").spliterator(), false)
        .filter(check -> check.at("/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(health.body()));
  }
}
