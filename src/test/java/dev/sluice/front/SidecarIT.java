package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.NeighbourHost;
import dev.sluice.testing.PackagedGateway;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Beside one application: it needs no key, and nobody else is served. */
@Tag("untimed")
class SidecarIT {

  private static final String YAML =
      """
      sluice:
        sidecar: {team: red}
        admin: {keys: {alice: admin-key}}
        sandbox: {duration: 50ms..100ms}
        teams:
          red: {models: ["flux*"]}
          blue: {keys: blue-key}
      """;

  private static final List<String> OTHERS =
      List.of(
          "/me", "/q/metrics", "/q/healthy", "/dashboard", "/admin/slots", "/sandbox/stats", "/");

  private static PackagedGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        PackagedGateway.start(
            YAML,
            Map.of(
                "quarkus.http.host", "0.0.0.0",
                "quarkus.http.proxy.proxy-address-forwarding", "true",
                "quarkus.http.proxy.allow-x-forwarded", "true"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void anApplicationNeedsNoKeyAndWhicheverItShowsItIsItsOwnTeam() {
    assertThat(submit("flux2", null).statusCode()).isEqualTo(200);
    assertThat(submit("flux2", "anything").statusCode()).isEqualTo(200);
    assertThat(submit("flux2", "blue-key").statusCode()).isEqualTo(200);
    assertThat(submit("kling", "blue-key").statusCode())
        .as("a model of blue's, not of red's")
        .isEqualTo(403);
    assertThat(get("/me").jsonPath().getString("team")).isEqualTo("red");
    assertThat(get("/admin/slots").statusCode()).isEqualTo(401);
  }

  @Test
  void fromOutsideThereIsItsHealthAndNothingElse() {
    try (NeighbourHost outside = NeighbourHost.start()) {
      int port = gateway.port();
      assertThat(outside.ask(port, "/q/health/ready")).isEqualTo(200);
      assertThat(outside.ask(port, "/q/health")).isEqualTo(200);
      for (String path : OTHERS) {
        assertThat(outside.ask(port, path)).as(path).isEqualTo(404);
        assertThat(outside.ask(port, path, "-H", "X-Forwarded-For: 127.0.0.1"))
            .as("%s for who says that he is here", path)
            .isEqualTo(404);
      }
      assertThat(
              outside.ask(
                  port,
                  "/api/v1/generateTask/flux2",
                  "-H",
                  "Authorization: Bearer blue-key",
                  "-d",
                  VendorClient.GOOD))
          .isEqualTo(404);
    }
  }

  @Test
  void aTeamThatIsNotThereStopsTheStart() {
    assertThat(PackagedGateway.refusedStart(YAML.replace("team: red", "team: green")))
        .contains("sluice.sidecar.team = 'green': allowed is the id of a team");
  }

  private static Response get(String path) {
    return RestAssured.get(uri(path));
  }

  private static Response submit(String model, String key) {
    var request = RestAssured.given().contentType("application/json").body(VendorClient.GOOD);
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return request.post(uri("/api/v1/generateTask/" + model));
  }

  private static String uri(String path) {
    return "http://127.0.0.1:%d%s".formatted(gateway.port(), path);
  }
}
