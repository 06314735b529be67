package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Origin;
import dev.sluice.testing.PackagedGateway;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What configuration makes of the packaged gateway, right and wrong. */
@Tag("untimed")
class StartJourneyIT {

  private static final String TEN_WRONG_KEYS =
      """
      sluice:
        max-body: huge
        store: postgres
        colour: blue
        upstreams:
          apixo:
            url: ftp://api.apixo.ai
            key: top-secret-upstream-key
            requests-per-minute: -5
            timeout: soon
        routes: { auto: [elsewhere], cheap: [apixo] }
        teams:
          red: { keys: ["sha256:top-secret-digest"], weight: heavy, providers: [fast] }
          blue: { keys: [top-secret-team-key], max-wait: 1y }
          green: { keys: [top-secret-team-key] }
      """;

  @Test
  void aWrongConfigurationIsRefusedWithOneMessageThatNamesEveryCulprit() {
    String log = PackagedGateway.refusedStart(TEN_WRONG_KEYS);

    assertThat(log)
        .contains(
            "sluice.max-body = 'huge'",
            "sluice.store = 'postgres'",
            "sluice.colour",
            "sluice.upstreams.apixo.url = 'ftp://api.apixo.ai'",
            "sluice.upstreams.apixo.requests-per-minute = '-5'",
            "sluice.upstreams.apixo.timeout = 'soon'",
            "sluice.routes.auto = 'elsewhere'",
            "sluice.routes.cheap",
            "sluice.teams.red.keys[0]",
            "sluice.teams.red.weight = 'heavy'",
            "sluice.teams.red.providers = 'fast'",
            "sluice.teams.blue.max-wait = '1y'",
            "sluice.teams.green.keys[0]")
        .containsOnlyOnce("The configuration is refused")
        .doesNotContain("top-secret")
        .doesNotContain("Listening on");
  }

  @Test
  void withARealUpstreamTheDemoKeyIsNobodys() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (Origin upstream = Origin.of(vertx, Origin.json(200, "{\"code\":200,\"data\":1}"));
        PackagedGateway gateway =
            PackagedGateway.start(
                Map.of(
                    "sluice.upstreams.apixo.url",
                    upstream.url().toString(),
                    "sluice.upstreams.apixo.key",
                    "the-shared-key"))) {
      Response answer = VendorClient.of(gateway, "demo-key").submit("flux2", VendorClient.GOOD);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(VendorClient.of(gateway, "the-shared-key").balance().statusCode()).isEqualTo(401);
      assertThat(upstream.requests()).isEmpty();
      assertThat(VendorClient.ofSandbox(gateway).submit("flux2", VendorClient.GOOD).statusCode())
          .isEqualTo(404);
      assertThat(VendorClient.of(gateway, "").get("/sandbox/stats").statusCode()).isEqualTo(404);
      assertThat(VendorClient.of(gateway, "").get("/sandbox/stats").asString())
          .startsWith("{\"code\":404,\"message\":\"There is nothing at this path.\",\"msg\"");
      assertThat(String.join("\n", gateway.log()))
          .containsPattern("WARN .*no team is configured.*every key is refused")
          .doesNotContain("the-shared-key");
    } finally {
      vertx.close();
    }
  }

  @Test
  void teamsWithoutAnUpstreamUseTheSandboxAndKeysAreNowhereInTheLog() throws Exception {
    String teams =
        """
        sluice:
          teams:
            red: { keys: ["sha256:%s"] }
            blue: { keys: [blue-plain-key], concurrent-tasks: 1 }
          sandbox: { key: the-sandboxes-key }
        """
            .formatted(sha256("red-digested-key"));
    try (PackagedGateway gateway = PackagedGateway.start(teams, Map.of())) {
      VendorClient red = VendorClient.of(gateway, "red-digested-key");
      VendorClient blue = VendorClient.of(gateway, "blue-plain-key");

      assertThat(red.submit("flux2", VendorClient.GOOD).header("Sluice-Upstream"))
          .isEqualTo("sandbox");
      assertThat(blue.submit("flux2", VendorClient.GOOD).statusCode()).isEqualTo(200);
      assertThat(blue.submit("flux2", VendorClient.GOOD, "Prefer", "wait=0").statusCode())
          .isEqualTo(429);
      assertThat(blue.submit("flux2", "{\"input\":{\"prompt\":\"[status:500]\"}}").statusCode())
          .isIn(429, 500);
      assertThat(red.submit("flux2", "{\"input\":{\"prompt\":\"[429]\"}}", "Prefer", "wait=0"))
          .matches(answer -> answer.statusCode() == 429)
          .matches(answer -> json(answer).at("/violated-policies/0").asText().equals("upstream"));
      for (String nobody :
          new String[] {"demo-key", "sha256:" + sha256("red-digested-key"), "the-sandboxes-key"}) {
        assertThat(VendorClient.of(gateway, nobody).balance().statusCode()).isEqualTo(401);
      }

      String metrics = red.get("/q/metrics").asString();
      for (String secret :
          new String[] {
            "red-digested-key", "blue-plain-key", "the-sandboxes-key", sha256("red-digested-key")
          }) {
        assertThat(String.join("\n", gateway.log())).doesNotContain(secret);
        assertThat(metrics).doesNotContain(secret);
      }
    }
  }

  private static String sha256(String key) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
  }
}
