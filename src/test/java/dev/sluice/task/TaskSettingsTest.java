package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskSettingsTest {

  @Test
  void withoutConfigurationTheDefaultsServe() {
    TaskSettings settings = settings(Map.of());

    assertThat(settings.rules()).isEqualTo(TaskRules.defaults());
    assertThat(settings.problems().lines()).isEmpty();
  }

  @Test
  void everyMemberIsRead() {
    TaskRules rules =
        settings(
                Map.of(
                    "sluice.tasks.retention", "1h",
                    "sluice.tasks.max-age", "30m",
                    "sluice.tasks.max-ages.\"veo-3.1\"", "4h",
                    "sluice.tasks.first-check", "50ms",
                    "sluice.tasks.min-spacing", "60ms",
                    "sluice.tasks.unknown-hold", "7s",
                    "sluice.tasks.memory-records", "5"))
            .rules();

    assertThat(rules.retention()).isEqualTo(Duration.ofHours(1));
    assertThat(rules.maxAge("flux2")).isEqualTo(Duration.ofMinutes(30));
    assertThat(rules.maxAge("veo-3.1")).isEqualTo(Duration.ofHours(4));
    assertThat(rules.pace())
        .isEqualTo(new TaskRules.Pace(Duration.ofMillis(50), Duration.ofMillis(60)));
    assertThat(rules.unknownHold()).contains(Duration.ofSeconds(7));
    assertThat(rules.memoryRecords()).isEqualTo(5);
  }

  @Test
  void everyCulpritIsNamed() {
    assertThat(
            settings(
                    Map.of(
                        "sluice.tasks.retention", "soon",
                        "sluice.tasks.min-spacing", "10ms",
                        "sluice.tasks.memory-records", "0",
                        "sluice.tasks.max-ages.flux2", "never"))
                .problems()
                .lines())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("sluice.tasks.retention = 'soon'"))
        .anyMatch(line -> line.startsWith("sluice.tasks.min-spacing = '10ms'"))
        .anyMatch(line -> line.startsWith("sluice.tasks.memory-records = '0'"))
        .anyMatch(line -> line.startsWith("sluice.tasks.max-ages.\"flux2\" = 'never'"));
  }

  @Test
  void callbacksAreAskedForWhereTheGatewayHasAnAddressForThem() {
    assertThat(settings(Map.of()).callbacks()).isFalse();
    assertThat(settings(Map.of("sluice.public-url", "https://sluice.example")).callbacks())
        .isTrue();
  }

  private static TaskSettings settings(Map<String, String> written) {
    SmallRyeConfig all =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(written, "test", 100))
            .withMapping(TaskConfig.class)
            .withValidateUnknown(false)
            .build();
    return new TaskSettings(all.getConfigMapping(TaskConfig.class));
  }
}
