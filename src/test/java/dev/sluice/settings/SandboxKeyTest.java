package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Configured;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxKeyTest {

  private static final String URL = "sluice.upstreams.apixo.url";

  @Test
  void whereNothingIsRealItIsTheOneThatEverybodyKnows() {
    assertThat(key(Map.of()).text()).isEqualTo("sandbox-key");
    assertThat(key(Map.of("sluice.teams.red.keys", "k")).text()).isEqualTo("sandbox-key");
  }

  @Test
  void besideARealUpstreamItIsMadeByChance() {
    String one = key(Map.of(URL, "u")).text();

    assertThat(one).matches("[0-9a-f]{64}");
    assertThat(key(Map.of(URL, "u")).text()).isNotEqualTo(one);
  }

  @Test
  void whatIsConfiguredCounts() {
    SandboxKey key = key(Map.of(URL, "u", "sluice.sandbox.key", "mine"));

    assertThat(key.text()).isEqualTo("mine");
    assertThat(key).hasToString("SandboxKey[redacted]");
  }

  @Test
  void aKeyThatFitsIntoNoHeaderIsAProblemAndIsNotShown() {
    assertThat(key(Map.of("sluice.sandbox.key", "my secret")).problems().lines())
        .containsExactly(
            "sluice.sandbox.key: must be 1 to 256 printable ASCII characters without a space");
  }

  private static SandboxKey key(Map<String, String> properties) {
    Configured configured = Configured.by(properties, SandboxKey.Written.class);
    return new SandboxKey(configured.mapped(SandboxKey.Written.class), configured.layout());
  }
}
