package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.RedisCluster;
import dev.sluice.testing.RedisSentinel;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged gateway with its store in Redis: how it starts, and what it says of the store. */
@Tag("untimed")
@Timeout(120)
class StoreStartIT {

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aGatewayIsReadyWithRedisAndStaysSoWhenItIsLost() {
    try (RedisServer redis = RedisServer.setup().password("open-sesame").start();
        PackagedGateway gateway = PackagedGateway.start(redis.properties())) {
      untilReady(gateway, "ok");
      assertThat(data(gateway)).containsEntry("mode", "standalone").containsKey("version");
      assertThat(page(gateway, "/q/metrics").body())
          .contains("sluice_store_mode{mode=\"redis\"} 1.0", "sluice_store_up 1.0");

      redis.kill();
      untilState(gateway, "lost");
      assertThat(page(gateway, "/q/health/live").statusCode()).isEqualTo(200);
      assertThat(page(gateway, "/q/metrics").body()).contains("sluice_store_up 0.0");
      assertThat(store(gateway).getString("status")).isEqualTo("UP");
      redis.restart();
      untilState(gateway, "ok");

      assertThat(lines(gateway, "store-lost")).hasSize(1);
      assertThat(lines(gateway, "store: mode=standalone")).hasSize(1);
      assertThat(gateway.log()).noneMatch(line -> line.contains("open-sesame"));
    }
  }

  @Test
  void aGatewayThatIsStartedWithoutRedisLivesAndGetsReadyByItself() {
    try (RedisServer redis = RedisServer.start()) {
      redis.kill();
      try (PackagedGateway gateway = PackagedGateway.start(redis.properties())) {
        assertThat(page(gateway, "/q/health/live").statusCode()).isEqualTo(200);
        assertThat(page(gateway, "/q/health/ready").statusCode()).isEqualTo(503);
        assertThat(data(gateway)).containsEntry("state", "lost");
        redis.restart();

        untilReady(gateway, "ok");
        assertThat(gateway.log()).noneMatch(line -> line.contains(" ERROR "));
      }
    }
  }

  @Test
  void aRedisThatForgetsUnderPressureMakesNoGatewayReady() {
    try (RedisServer redis = RedisServer.setup().line("maxmemory-policy allkeys-lru").start();
        PackagedGateway gateway = PackagedGateway.start(redis.properties())) {
      untilState(gateway, "degraded");
      assertThat(page(gateway, "/q/health/ready").statusCode()).isEqualTo(503);
      assertThat(data(gateway).get("why")).asString().contains("allkeys-lru");
      redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");

      untilReady(gateway, "ok");
    }
  }

  @Test
  void aGatewayIsReadyWithSentinelAndWithACluster() {
    try (RedisSentinel sentinel = RedisSentinel.start();
        PackagedGateway gateway = PackagedGateway.start(sentinel.properties())) {
      untilReady(gateway, "ok");
      assertThat(data(gateway)).containsEntry("mode", "sentinel");
    }
    try (RedisCluster cluster = RedisCluster.start();
        PackagedGateway gateway = PackagedGateway.start(cluster.properties())) {
      untilReady(gateway, "ok");
      assertThat(data(gateway)).containsEntry("mode", "cluster");
    }
  }

  @Test
  void aGatewayIsReadyOverTlsAsOperationsTells() {
    try (TestCertificate certificate = TestCertificate.make()) {
      assumeTrue(RedisServer.canTls(certificate), "skipped: this Redis was built without TLS");
      try (RedisServer redis = RedisServer.setup().tls(certificate).password("sesame").start()) {
        Map<String, String> properties = new HashMap<>(redis.properties());
        properties.put("quarkus.redis.tls.trust-certificate-pem", "true");
        properties.put(
            "quarkus.redis.tls.trust-certificate-pem.certs", certificate.certificate().toString());
        properties.put("quarkus.redis.tls.hostname-verification-algorithm", "HTTPS");
        try (PackagedGateway gateway = PackagedGateway.start(properties)) {
          untilReady(gateway, "ok");
        }
      }
    }
  }

  @Test
  void withoutRedisNothingIsSaidOfAStore() {
    try (PackagedGateway gateway = PackagedGateway.start(Map.of())) {
      assertThat(page(gateway, "/q/health/ready").body()).doesNotContain("\"store\"");
      assertThat(page(gateway, "/q/metrics").body()).doesNotContain("sluice_store_up");
    }
  }

  @Test
  void aKindOfRedisThatIsNotKnownIsRefusedByName() {
    String log =
        PackagedGateway.refusedStart(
            "quarkus:\n  redis:\n    hosts: redis://127.0.0.1:1\n    client-type: replication\n");

    assertThat(log).contains("quarkus.redis.client-type", "replication", "sentinel or cluster");
  }

  private void untilReady(PackagedGateway gateway, String state) {
    untilState(gateway, state);
    assertThat(page(gateway, "/q/health/ready").statusCode()).isEqualTo(200);
  }

  private void untilState(PackagedGateway gateway, String state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> state.equals(data(gateway).get("state")));
  }

  private Map<String, Object> data(PackagedGateway gateway) {
    return store(gateway).getJsonObject("data", new JsonObject()).getMap();
  }

  private JsonObject store(PackagedGateway gateway) {
    return new JsonObject(page(gateway, "/q/health/ready").body())
        .getJsonArray("checks").stream()
            .map(JsonObject.class::cast)
            .filter(check -> check.getString("name").equals("store"))
            .findFirst()
            .orElse(new JsonObject());
  }

  private static List<String> lines(PackagedGateway gateway, String part) {
    return gateway.log().stream().filter(line -> line.contains(part)).toList();
  }

  private HttpResponse<String> page(PackagedGateway gateway, String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(gateway.uri(path)).timeout(Duration.ofSeconds(5)).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
