package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Configured;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelaySettingsTest {

  private static final String SOUND = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void anAttemptHasFifteenSecondsUnlessSaid() {
    assertThat(settings(Map.of()).timeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings(Map.of("sluice.webhooks.timeout", "3s")).timeout())
        .isEqualTo(Duration.ofSeconds(3));
    assertThat(settings(Map.of("sluice.webhooks.timeout", "3s")).lease())
        .isEqualTo(Duration.ofSeconds(8));
    assertThat(settings(Map.of("sluice.webhooks.timeout", "0s")).problems().lines()).hasSize(1);
  }

  @Test
  void aTeamHasOneSecretOrTwo() {
    RelaySettings settings =
        settings(
            Map.of(
                "sluice.teams.red.webhook-secret", SOUND,
                "sluice.teams.blue.webhook-secret", SOUND + ", " + SOUND,
                "sluice.teams.green.webhook-secret[0]", SOUND));

    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.secrets("red").toString()).isEqualTo("WebhookSecrets[1]");
    assertThat(settings.secrets("blue").toString()).isEqualTo("WebhookSecrets[2]");
    assertThat(settings.secrets("green").toString()).isEqualTo("WebhookSecrets[1]");
    assertThat(settings.secrets("nobody")).isSameAs(WebhookSecrets.NONE);
  }

  @Test
  void aWrongSecretIsNamedAndNotShown() {
    String wrong = "whsec_c2VjcmV0";
    assertThat(settings(Map.of("sluice.teams.red.webhook-secret", wrong)).problems().lines())
        .singleElement()
        .asString()
        .startsWith("sluice.teams.red.webhook-secret: not a secret")
        .doesNotContain("c2Vj");
  }

  private static RelaySettings settings(Map<String, String> properties) {
    return new RelaySettings(
        Configured.by(properties, RelayConfig.class).mapped(RelayConfig.class));
  }
}
