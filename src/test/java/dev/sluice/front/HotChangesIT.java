package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.Scrape;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas on one Redis, whose teams change while they run. */
@Tag("untimed")
class HotChangesIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String YAML =
      """
      sluice:
        secret: a-secret-of-the-gateway-of-32-bytes
        admin: {keys: {alice: admin-key}}
        budget: {cold-start: 0s}
        sandbox: {duration: 50ms..150ms}
        teams:
          red: {keys: red-key}
      """;

  private static RedisServer redis;
  private static SandboxProcess sandbox;
  private static PackagedGateway one;
  private static PackagedGateway other;
  private static VendorClient admin;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
    sandbox =
        SandboxProcess.start(
            new SandboxProcess.Limits(6000, Duration.ofSeconds(6), 1000, "50ms..150ms"));
    String yaml = YAML + "  upstreams:\n    " + sandbox.upstream("shared") + "\n";
    Map<String, String> hosts = Map.of("quarkus.redis.hosts", redis.hosts());
    one = PackagedGateway.start(yaml, hosts);
    other = PackagedGateway.start(yaml, hosts);
    admin = VendorClient.of(one, "admin-key");
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
    sandbox.close();
    redis.close();
  }

  @Test
  void aChangedFileCountsWithoutARestartAndAWrongOneIsRefusedWhole() {
    try (PackagedGateway gateway = PackagedGateway.start(YAML, Map.of())) {
      var metrics = new Scrape(gateway);
      assertThat(submit(gateway, "red-key")).isEqualTo(200);
      assertThat(submit(gateway, "green-key")).isEqualTo(401);

      gateway.configure(YAML.replace("red: {keys: red-key}", "green: {keys: green-key}"));
      await().atMost(SOON).until(() -> submit(gateway, "green-key") == 200);
      assertThat(submit(gateway, "red-key")).isEqualTo(401);
      gateway.awaitLog("configuration-changed teams=1");

      List<String> wrong =
          List.of(
              YAML.replace("red: {keys: red-key}", "blue: {keys: secret-7, weight: heavy}"),
              YAML.replace("red: {keys: red-key}", "blue: {keys: secret-8, wieght: 2}"),
              YAML.replace("red: {keys: red-key}", "blue: {keys: [secret-9}"),
              YAML + "  upstreams: {apixo: {url: \"https://api.example.com\", key: secret-10}}\n",
              YAML + "  tasks: {retention: never}\n  max-body: huge\n",
              YAML + "  upstreams: {sandbox: {timeout: soon}}\n",
              YAML.replace("{keys: red-key}", "{keys: admin-key}"),
              YAML + "# large\n".repeat(1 << 20),
              "",
              "other: {}\n");
      for (String yaml : wrong) {
        double before = metrics.sum("sluice_configuration_changes_total", "outcome", "refused");
        gateway.configure(yaml);
        await()
            .atMost(SOON)
            .until(
                () ->
                    metrics.sum("sluice_configuration_changes_total", "outcome", "refused")
                        > before);
        assertThat(metrics.sum("sluice_configuration_current")).isZero();
        assertThat(submit(gateway, "green-key")).isEqualTo(200);
      }
      gateway.awaitLog("sluice.teams.blue.weight = 'heavy'");
      gateway.awaitLog("sluice.teams.blue.wieght: unknown member");
      gateway.awaitLog("YAML, line ");
      gateway.awaitLog("sluice.tasks.retention = 'never'");
      gateway.awaitLog("sluice.max-body = 'huge'");
      gateway.awaitLog("sluice.upstreams.sandbox.timeout = 'soon'");
      gateway.awaitLog("sluice.admin.keys.alice: team 'red' has the same key");
      gateway.awaitLog("allowed are at most 4194304 while it runs");
      gateway.awaitLog("an upstream that is new is there from the next start on");
      gateway.awaitLog("the files say nothing about sluice any more");
      assertThat(gateway.log()).noneMatch(line -> line.contains("secret-"));

      gateway.configure(YAML);
      await().atMost(SOON).until(() -> submit(gateway, "red-key") == 200);
      assertThat(metrics.sum("sluice_configuration_current")).isEqualTo(1);
    }
  }

  @Test
  void aTeamIsMadeGivenAKeyAndKnownToEveryReplicaUntilTheKeyIsRevoked() {
    Response made =
        admin.post("/admin/teams", bytes("{\"id\":\"blue\",\"weight\":2,\"models\":[\"flux*\"]}"));
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(json(made).at("/settings/weight").asText()).isEqualTo("2");
    JsonNode minted = json(admin.post("/admin/teams/blue/keys", new byte[0]));
    String key = minted.at("/key").asText();

    assertThat(submit(one, key)).isEqualTo(200);
    await().atMost(SOON).until(() -> submit(other, key) == 200);
    assertThat(VendorClient.of(one, key).submit("nano-banana", VendorClient.GOOD).statusCode())
        .isEqualTo(403);

    assertThat(admin.put("/admin/teams/blue", bytes("{\"models\":[\"nano*\"]}")).statusCode())
        .isEqualTo(200);
    assertThat(submit(one, key)).isEqualTo(403);
    await().atMost(SOON).until(() -> submit(other, key) == 403);

    String keyId = minted.at("/keyId").asText();
    assertThat(admin.delete("/admin/teams/blue/keys/" + keyId).statusCode()).isEqualTo(204);
    assertThat(submit(one, key)).isEqualTo(401);
    await().atMost(SOON).until(() -> submit(other, key) == 401);
    assertThat(admin.delete("/admin/teams/blue/keys/" + keyId).statusCode()).isEqualTo(404);
    assertThat(admin.delete("/admin/teams/blue").statusCode()).isEqualTo(204);
    assertThat(admin.get("/admin/teams/blue").statusCode()).isEqualTo(404);
    assertThat(String.valueOf(redis.command("HGET", "sluice:{a}:amendments", "json")))
        .contains("paused")
        .doesNotContain(key);
  }

  @Test
  void duringAGraceNoRequestFailsAndAfterItEveryOneDoes() throws InterruptedException {
    admin.post("/admin/teams", bytes("{\"id\":\"rotates\"}"));
    JsonNode first = json(admin.post("/admin/teams/rotates/keys", new byte[0]));
    String old = first.at("/key").asText();
    await().atMost(SOON).until(() -> submit(other, old) == 200);

    AtomicBoolean stop = new AtomicBoolean();
    Map<Integer, Integer> answers = new ConcurrentHashMap<>();
    List<Thread> clients = new ArrayList<>();
    for (PackagedGateway gateway : List.of(one, other)) {
      Thread client =
          new Thread(
              () -> {
                while (!stop.get()) {
                  answers.merge(submit(gateway, old), 1, Integer::sum);
                }
              });
      client.start();
      clients.add(client);
    }
    JsonNode second =
        json(
            admin.post(
                "/admin/teams/rotates/keys/%s/rotate?grace=60s"
                    .formatted(first.at("/keyId").asText()),
                new byte[0]));
    String fresh = second.at("/key").asText();
    await().atMost(SOON).until(() -> submit(other, fresh) == 200);
    Map<Integer, Integer> before = Map.copyOf(answers);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(answers.get(200)).as("%s", answers).isGreaterThan(before.get(200) + 20));
    stop.set(true);
    for (Thread client : clients) {
      client.join();
    }
    // A Redis that is late on a busy machine is 503; it is not the key that fails then.
    assertThat(answers.keySet()).as("%s", answers).isSubsetOf(200, 503);

    admin.post(
        "/admin/teams/rotates/keys/%s/rotate?grace=1s".formatted(first.at("/keyId").asText()),
        new byte[0]);
    await().atMost(SOON).until(() -> submit(one, old) == 401 && submit(other, old) == 401);
    for (int i = 0; i < 20; i++) {
      assertThat(submit(one, old)).isEqualTo(401);
      assertThat(submit(other, old)).isEqualTo(401);
      assertThat(submit(other, fresh)).isEqualTo(200);
    }
  }

  @Test
  void whatIsWrongOrNotToBeChangedHereIsRefusedInWordsAndChangesNothing() {
    assertThat(refused(admin.post("/admin/teams", bytes("{\"id\":\"x\",\"wieght\":2}")), 400))
        .contains("sluice.teams.\"x\".wieght: unknown member", "weight");
    assertThat(
            refused(admin.post("/admin/teams", bytes("{\"id\":\"x\",\"weight\":\"heavy\"}")), 400))
        .contains("weight = 'heavy'");
    assertThat(
            refused(
                admin.post("/admin/teams", bytes("{\"id\":\"x\",\"guaranteed-tasks\":1000000}")),
                400))
        .contains("guaranteed-tasks");
    assertThat(
            refused(
                admin.post("/admin/teams", bytes("{\"id\":\"x\",\"webhook-secret\":\"set\"}")),
                400))
        .contains("there is none");
    assertThat(refused(admin.post("/admin/teams", bytes("{\"id\":\"red\"}")), 409))
        .contains("files");
    assertThat(refused(admin.put("/admin/teams/red", bytes("{}")), 409)).contains("files");
    assertThat(admin.delete("/admin/teams/red").statusCode()).isEqualTo(409);
    assertThat(admin.delete("/admin/teams/nobody").statusCode()).isEqualTo(404);
    assertThat(admin.post("/admin/teams/red/keys", new byte[0]).statusCode()).isEqualTo(409);
    assertThat(admin.post("/admin/upstreams/nothing/pause", new byte[0]).statusCode())
        .isEqualTo(404);
    assertThat(
            VendorClient.of(one, "wrong")
                .post("/admin/teams", bytes("{\"id\":\"x\"}"))
                .statusCode())
        .isEqualTo(401);
    assertThat(admin.get("/admin/teams/x").statusCode()).isEqualTo(404);
    assertThat(json(admin.get("/admin/teams")).at("/teams").findValuesAsText("id"))
        .contains("red")
        .doesNotContain("x");
  }

  @Test
  void administratorsKeysAndRoutesChangeWithTheFileToo() {
    try (PackagedGateway gateway = PackagedGateway.start(YAML, Map.of())) {
      assertThat(teams(gateway, "admin-key")).isEqualTo(200);
      assertThat(submitFor(gateway, "official")).isEqualTo(200);

      gateway.configure(
          YAML.replace("alice: admin-key", "bob: bobs-key")
              .replace("{keys: red-key}", "{keys: red-key, providers: [auto]}"));
      gateway.awaitLog("configuration-changed teams=1");
      assertThat(teams(gateway, "bobs-key")).isEqualTo(200);
      assertThat(teams(gateway, "admin-key")).isEqualTo(401);
      assertThat(submitFor(gateway, "official")).isEqualTo(403);
      assertThat(submitFor(gateway, "auto")).isEqualTo(200);
    }
  }

  @Test
  void aStoreThatForgotIsToldAgainAndNoTeamIsLockedOut() {
    admin.post("/admin/teams", bytes("{\"id\":\"stays\"}"));
    String key = json(admin.post("/admin/teams/stays/keys", new byte[0])).at("/key").asText();
    redis.command("DEL", "sluice:{a}:amendments");

    await()
        .atMost(SOON)
        .until(
            () ->
                String.valueOf(redis.command("HGET", "sluice:{a}:amendments", "json"))
                    .contains("stays"));
    assertThat(submit(one, key)).isEqualTo(200);
    await().atMost(SOON).until(() -> submit(other, key) == 200);
    assertThat(admin.post("/admin/teams", bytes("{\"id\":\"next\"}")).statusCode()).isEqualTo(201);
    assertThat(json(admin.get("/admin/teams")).at("/teams").findValuesAsText("id"))
        .contains("stays", "next");
  }

  @Test
  void untilTheTeamsAreReadAnUnknownKeyIsToldToComeAgainAndNotThatItIsWrong() throws Exception {
    try (PackagedGateway gateway =
        PackagedGateway.start(
            YAML, Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + Ports.free()))) {
      Response unknown =
          VendorClient.of(gateway, "perhaps-a-teams").submit("flux2", VendorClient.GOOD);
      assertThat(unknown.statusCode()).isEqualTo(503);
      assertThat(unknown.header("Retry-After")).isEqualTo("1");
    }
    assertThat(submit(one, "perhaps-a-teams")).isEqualTo(401);
  }

  @Test
  void aReplicaWhoseFilesDoNotFitWhatWasAmendedIsNotReadyAndSaysWhy() {
    admin.post("/admin/teams", bytes("{\"id\":\"keen\",\"guaranteed-tasks\":600}"));
    String yaml = YAML.replace("{keys: red-key}", "{keys: red-key, guaranteed-tasks: 600}");
    try (PackagedGateway clash =
        PackagedGateway.start(yaml, Map.of("quarkus.redis.hosts", redis.hosts()))) {
      VendorClient anybody = VendorClient.of(clash, "none");
      await()
          .atMost(SOON)
          .until(() -> anybody.get("/q/health/ready").asString().contains("guaranteed-tasks"));
      assertThat(anybody.get("/q/health/ready").statusCode()).isEqualTo(503);
      assertThat(submit(clash, "red-key")).isEqualTo(200);

      assertThat(admin.delete("/admin/teams/keen").statusCode()).isEqualTo(204);
      await().atMost(SOON).until(() -> anybody.get("/q/health/ready").statusCode() == 200);
      filesCountAsSoonAsTheyFit(clash, yaml.replace("600", "900"));
    }
  }

  private static void filesCountAsSoonAsTheyFit(PackagedGateway gateway, String yaml) {
    var metrics = new Scrape(gateway);
    VendorClient there = VendorClient.of(gateway, "admin-key");
    there.post("/admin/teams", bytes("{\"id\":\"late\",\"guaranteed-tasks\":300}"));
    gateway.configure(yaml);
    await().atMost(SOON).until(() -> metrics.sum("sluice_configuration_current") == 0);
    gateway.awaitLog("the largest: red 900, late 300");

    assertThat(there.delete("/admin/teams/late").statusCode()).isEqualTo(204);
    await().atMost(SOON).until(() -> metrics.sum("sluice_configuration_current") == 1);
  }

  private static int teams(PackagedGateway gateway, String key) {
    return VendorClient.of(gateway, key).get("/admin/teams").statusCode();
  }

  private static int submitFor(PackagedGateway gateway, String provider) {
    return VendorClient.of(gateway, "red-key")
        .submit(
            "flux2", "{\"provider\":\"%s\",\"input\":{\"prompt\":\"a cat\"}}".formatted(provider))
        .statusCode();
  }

  private static String refused(Response response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    return json(response).at("/detail").asText();
  }

  private static int submit(PackagedGateway gateway, String key) {
    return VendorClient.of(gateway, key).submit("flux2", VendorClient.GOOD).statusCode();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
