package dev.sluice.kubernetes;

import static io.restassured.RestAssured.given;

import dev.sluice.testing.PackagedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged gateway starts with the configurations that the manifests bring. */
@Tag("untimed")
class ManifestConfigurationIT {

  @ParameterizedTest
  @ValueSource(strings = {"config", "overlays/sidecar-chained"})
  void aGatewayStartsWithTheConfigurationOfTheManifests(String folder) throws IOException {
    String yaml = Files.readString(Repository.FOLDER.resolve(folder).resolve("application.yaml"));

    try (var gateway =
        PackagedGateway.startSmall(
            yaml, Map.of("sluice.store", "memory", "APIXO_API_KEY", "key", "CENTRAL_KEY", "key"))) {
      given().get(gateway.uri("/q/health/ready")).then().statusCode(200);
    }
  }
}
