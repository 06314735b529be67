package dev.sluice.front;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The embedded default, with little patience for bodies. */
public final class DoorProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of("quarkus.http.test-port", "0", "sluice.body-timeout", "700ms");
  }
}
