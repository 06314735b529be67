package dev.sluice.front;

import static dev.sluice.front.VendorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Scrape;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody guesses an administrator's key. */
@Tag("untimed")
class AdminAttemptsJourneyIT {

  private static final String YAML =
      """
      sluice:
        admin: {keys: {alice: admin-key}}
        teams:
          red: {keys: red-key}
      """;

  @Test
  void whoGuessesWaitsAndNobodyElseDoes() {
    try (PackagedGateway gateway = PackagedGateway.start(YAML, Map.of())) {
      VendorClient guesses = VendorClient.of(gateway, "guessed-key");
      for (int i = 0; i < 10; i++) {
        assertThat(guesses.get("/admin/slots").statusCode()).isEqualTo(401);
      }

      Response refused = VendorClient.of(gateway, "admin-key").get("/admin/slots");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(json(refused).at("/violated-policies/0").asText()).isEqualTo("admin-attempts");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
      byte[] large = new byte[100_000];
      assertThat(guesses.post("/admin/teams", large).statusCode()).isEqualTo(429);

      assertThat(VendorClient.of(gateway, "red-key").get("/me").statusCode()).isEqualTo(200);
      Scrape metrics = new Scrape(gateway);
      assertThat(metrics.sum("sluice_admin_attempts_total", "outcome", "wrong")).isEqualTo(10);
      assertThat(metrics.sum("sluice_admin_attempts_total", "outcome", "throttled")).isEqualTo(2);
      assertThat(gateway.log())
          .filteredOn(line -> line.contains("admin-wrong-key"))
          .singleElement()
          .satisfies(line -> assertThat(line).contains("times=1").doesNotContain("guessed-key"));
    }
  }
}
