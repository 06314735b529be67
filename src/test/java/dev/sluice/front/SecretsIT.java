package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.Scrape;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After a run through all that uses a secret, none is found in anything that the gateway shows. */
@Tag("untimed")
class SecretsIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String GATEWAY = "the-gateways-own-secret-of-32-bytes";
  private static final String WEBHOOK = "d2ViaG9vay1zZWNyZXQtb2YtcmVkLXdpdGgtYnl0ZXM=";
  private static final String ANOTHER = "YW5vdGhlci13ZWJob29rLXNlY3JldC1vZi1ibHVlLTE=";
  private static final String YAML =
      """
      sluice:
        secret: %s
        access-log: true
        admin: {keys: {alice: alices-secret-key}}
        budget: {cold-start: 0s}
        tasks: {first-check: 100ms, min-spacing: 50ms}
        webhooks: {allow-loopback: true}
        upstreams:
          shared: {url: "http://127.0.0.1:%d/sandbox", key: %s, windows: ["600/6s"], concurrent-tasks: 50}
        teams:
          red: {keys: reds-secret-key, webhook-secret: whsec_%s, overflow: defer, concurrent-tasks: 3}
      """;

  private final Map<String, String> shown = new LinkedHashMap<>();
  private final List<String> secrets =
      new ArrayList<>(
          List.of(
              GATEWAY,
              WEBHOOK,
              ANOTHER,
              SandboxProcess.KEY,
              "alices-secret-key",
              "reds-secret-key",
              "a-guessed-key",
              "an-idempotency-key-of-red",
              "secret-of-a-wrong-file"));

  @Test
  void noSecretIsInLogsMetricsAnswersAuditOrRedis() {
    Limits limits = new Limits(600, Duration.ofSeconds(6), 50, "100ms..200ms");
    try (SandboxProcess sandbox = SandboxProcess.start(limits);
        RedisServer redis = RedisServer.start();
        PackagedGateway gateway = start(sandbox, redis)) {
      use(gateway);
      administer(gateway);
      gateway.configure(
          "sluice: {teams: {red: {keys: secret-of-a-wrong-file, weight: heavy}, b: {keyz: secret-of-a-wrong-file}}}");
      gateway.awaitLog("configuration-refused");
      look(gateway);
      shown.put("redis", dump(redis));
      shown.put("log", String.join("\n", gateway.log()));
      assertThat(shown.get("redis")).contains("sluice:").contains("k_");
      assertThat(shown.get("log")).contains("audit", "configuration-refused");
      shown.forEach(
          (where, text) ->
              assertThat(secrets.stream().filter(text::contains).toList()).as(where).isEmpty());
    }
  }

  private static PackagedGateway start(SandboxProcess sandbox, RedisServer redis) {
    return PackagedGateway.start(
        YAML.formatted(GATEWAY, sandbox.port(), SandboxProcess.KEY, WEBHOOK),
        Map.of(
            "quarkus.redis.hosts",
            redis.hosts(),
            "quarkus.log.category.\"dev.sluice\".level",
            "DEBUG"));
  }

  private void use(PackagedGateway gateway) {
    VendorClient red = VendorClient.of(gateway, "reds-secret-key");
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Response submit =
          red.submit(
              "flux2", VendorClient.GOOD, "Idempotency-Key", "an-idempotency-key-of-red" + i);
      show("submit " + i, submit);
      tasks.add(VendorClient.taskId(submit));
    }
    show(
        "replay",
        red.submit("flux2", VendorClient.GOOD, "Idempotency-Key", "an-idempotency-key-of-red0"));
    show(
        "webhook",
        red.submit(
            "flux2",
            "{\"request_type\":\"callback\",\"callback_url\":\"http://127.0.0.1:1/nobody\",\"input\":{\"prompt\":\"a cat\"}}"));
    for (String task : tasks) {
      await()
          .atMost(SOON)
          .until(() -> VendorClient.state(red.status("flux2", task)).equals("success"));
    }
    show("me", red.get("/me"));
    show("balance", red.balance());
    show("unknown task", red.status("flux2", "nothing"));
    show("bad", red.submit("flux2", "{\"input\":1,\"input\":2}"));
    show("guess", VendorClient.of(gateway, "a-guessed-key").submit("flux2", VendorClient.GOOD));
    show("guess admin", VendorClient.of(gateway, "a-guessed-key").get("/admin/teams"));
    show("team as admin", red.get("/admin/teams"));
  }

  private void administer(PackagedGateway gateway) {
    VendorClient alice = VendorClient.of(gateway, "alices-secret-key");
    show(
        "team",
        alice.post(
            "/admin/teams",
            bytes("{\"id\":\"blue\",\"webhook-secret\":\"whsec_%s\"}".formatted(ANOTHER))));
    show(
        "wrong team",
        alice.post(
            "/admin/teams", bytes("{\"id\":\"x\",\"webhook-secret\":\"%s\"}".formatted(ANOTHER))));
    JsonNode first = json(alice.post("/admin/teams/blue/keys", new byte[0]));
    secrets.add(first.at("/key").asText());
    assertThat(
            VendorClient.of(gateway, first.at("/key").asText())
                .submit("flux2", VendorClient.GOOD)
                .statusCode())
        .isEqualTo(200);
    JsonNode second =
        json(
            alice.post(
                "/admin/teams/blue/keys/" + first.at("/keyId").asText() + "/rotate", new byte[0]));
    secrets.add(second.at("/key").asText());
    alice.delete("/admin/teams/blue/keys/" + first.at("/keyId").asText());
    alice.post("/admin/upstreams/shared/pause", new byte[0]);
    alice.post("/admin/upstreams/shared/resume", new byte[0]);
    show(
        "change",
        alice.put("/admin/teams/blue", bytes("{\"weight\":2,\"webhook-secret\":\"set\"}")));
    for (String path :
        List.of(
            "overview",
            "teams",
            "teams/blue",
            "tasks",
            "slots",
            "usage",
            "audit",
            "deferred",
            "deliveries?state=pending",
            "deliveries?state=dead",
            "deliveries?state=delivered")) {
      Response answer = alice.get("/admin/" + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      show(path, answer);
    }
    assertThat(secrets).doesNotContain("").hasSize(11);
    assertThat(shown.get("audit"))
        .contains("key-mint", "key-rotate", "team-create", "upstream-pause");
  }

  private void look(PackagedGateway gateway) {
    VendorClient nobody = VendorClient.of(gateway, "nobody");
    for (String path : List.of("/q/metrics", "/q/openapi", "/dashboard", "/me.html")) {
      show(path, nobody.get(path));
    }
    shown.put("health", new Scrape(gateway).health());
  }

  private void show(String what, Response answer) {
    shown.put(what, answer.asString() + answer.getHeaders());
  }

  /** Everything that is kept, key by key. */
  private static String dump(RedisServer redis) {
    StringBuilder all = new StringBuilder();
    for (Object name : (List<?>) redis.command("KEYS", "*")) {
      String key = name.toString();
      String type = String.valueOf(redis.command("TYPE", key));
      Object value =
          switch (type) {
            case "string" -> redis.command("GET", key);
            case "hash" -> redis.command("HGETALL", key);
            case "list" -> redis.command("LRANGE", key, "0", "-1");
            case "set" -> redis.command("SMEMBERS", key);
            case "zset" -> redis.command("ZRANGE", key, "0", "-1");
            case "stream" -> redis.command("XRANGE", key, "-", "+");
            default -> throw new IllegalStateException(type);
          };
      all.append(key).append(' ').append(value).append('\n');
    }
    return all.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
