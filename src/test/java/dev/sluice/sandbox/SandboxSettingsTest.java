package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.SandboxKey;
import dev.sluice.testing.Configured;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SandboxSettingsTest {

  @Test
  void withoutConfigurationItIsAStrictVendorWithTheDocumentedLimits() {
    SandboxSettings settings = read(Map.of());

    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.rules())
        .isEqualTo(
            new SandboxRules(
                "sandbox-key",
                List.of(new WindowLimit(10_000, 60_000)),
                1000,
                new DurationRange(3000, 6000),
                0,
                Optional.empty()));
  }

  @Test
  void everyValueIsRead() {
    SandboxSettings settings =
        read(
            Map.of(
                "sluice.sandbox.key", "other-key",
                "sluice.sandbox.windows[0]", "600/60s",
                "sluice.sandbox.windows[1]", "20/500ms",
                "sluice.sandbox.concurrent-tasks", "40",
                "sluice.sandbox.duration", "30s",
                "sluice.sandbox.failure-rate", "5%",
                "sluice.sandbox.windows[2]", "20/10s create",
                "sluice.sandbox.windows[3]", "10 / 1s  read",
                "sluice.sandbox.webhook-hmac-key", "a-hmac-key"));

    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.rules())
        .isEqualTo(
            new SandboxRules(
                "other-key",
                List.of(
                    new WindowLimit(600, 60_000),
                    new WindowLimit(20, 500),
                    new WindowLimit(20, 10_000, WindowLimit.Of.CREATE),
                    new WindowLimit(10, 1000, WindowLimit.Of.READ)),
                40,
                new DurationRange(30_000, 30_000),
                0.05,
                Optional.of("a-hmac-key")));
  }

  @Test
  void everyCulpritIsNamed() {
    SandboxSettings settings =
        read(
            Map.of(
                "sluice.sandbox.enabled", "yes",
                "sluice.sandbox.windows[0]", "0/60s",
                "sluice.sandbox.windows[1]", "10/week",
                "sluice.sandbox.concurrent-tasks", "none",
                "sluice.sandbox.duration", "6s..2s",
                "sluice.sandbox.failure-rate", "200%",
                "sluice.sandbox.windows[2]", "10/1s poll",
                "sluice.sandbox.webhook-hmac-key", "a secret"));

    assertThat(settings.problems().lines())
        .hasSize(8)
        .anyMatch(line -> line.startsWith("sluice.sandbox.windows[2] = '10/1s poll'"))
        .anyMatch(line -> line.startsWith("sluice.sandbox.webhook-hmac-key: must be"))
        .noneMatch(line -> line.contains("a secret"))
        .anyMatch(line -> line.startsWith("sluice.sandbox.enabled = 'yes'"))
        .anyMatch(line -> line.startsWith("sluice.sandbox.windows[0] = '0/60s'"))
        .anyMatch(line -> line.startsWith("sluice.sandbox.windows[1] = '10/week'"))
        .anyMatch(line -> line.startsWith("sluice.sandbox.concurrent-tasks = 'none'"))
        .anyMatch(line -> line.startsWith("sluice.sandbox.duration = '6s..2s'"))
        .anyMatch(line -> line.startsWith("sluice.sandbox.failure-rate = '200%'"));
  }

  @Test
  void theKeyIsNotPartOfTheText() {
    SandboxSettings settings = read(Map.of("sluice.sandbox.key", "s3cret"));

    assertThat(settings.rules().key()).isEqualTo("s3cret");
    assertThat(settings.rules().toString()).doesNotContain("s3cret");
  }

  private static SandboxSettings read(Map<String, String> values) {
    Configured configured = Configured.by(values, SandboxConfig.class, SandboxKey.Written.class);
    return new SandboxSettings(
        configured.mapped(SandboxConfig.class),
        new SandboxKey(configured.mapped(SandboxKey.Written.class), configured.layout()));
  }
}
