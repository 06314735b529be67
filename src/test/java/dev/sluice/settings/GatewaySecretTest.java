package dev.sluice.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Configured;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySecretTest {

  private static final String OLD = "old secret, not to be seen ".replace(", ", " ").repeat(2);
  private static final String NEW = "new-secret-not-to-be-seen-".repeat(2);

  @Test
  void noneIsNone() {
    assertThat(of(Map.of()).values()).isEmpty();
    assertThat(of(Map.of()).problems().lines()).isEmpty();
  }

  @Test
  void oneOrTwoAreTakenInTheirOrder() {
    assertThat(of(Map.of("sluice.secret", NEW)).values()).containsExactly(NEW.getBytes(UTF_8));
    GatewaySecret both = of(Map.of("sluice.secret[0]", NEW, "sluice.secret[1]", OLD));
    assertThat(both.values()).containsExactly(NEW.getBytes(UTF_8), OLD.trim().getBytes(UTF_8));
    assertThat(of(Map.of("sluice.secret", NEW + "," + NEW + "x")).values()).hasSize(2);
    assertThat(both).hasToString("GatewaySecret[redacted]");
  }

  @Test
  void bytesCountAndNotCharacters() {
    assertThat(of(Map.of("sluice.secret", "é".repeat(16))).values()).hasSize(1);
    assertThat(of(Map.of("sluice.secret", "é".repeat(15) + "e")).values()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"geheim", "geheim,geheim", "geheim-geheim-geheim-geheim-geh"})
  void oneThatIsTooShortIsAProblemAndIsNotShown(String secret) {
    assertThat(of(Map.of("sluice.secret", secret)).problems().lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("sluice.secret: ") && !line.contains("geheim"));
  }

  @Test
  void threeAreTooMany() {
    String three = String.join(",", NEW + "1", NEW + "2", NEW + "3");

    assertThat(of(Map.of("sluice.secret", three)).problems().lines())
        .singleElement()
        .asString()
        .contains("one text, or two")
        .doesNotContain("not-to-be-seen");
  }

  private static GatewaySecret of(Map<String, String> properties) {
    return new GatewaySecret(
        Configured.by(properties, GatewaySecret.Written.class).mapped(GatewaySecret.Written.class));
  }
}
