package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdempotencySettingsTest {

  @Test
  void answersAreKeptForADayUnlessConfigurationSaysOtherwise() {
    assertThat(settings(null).retention()).isEqualTo(Duration.ofHours(24));
    assertThat(settings("2h").retention()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void theCulpritIsNamed() {
    assertThat(settings("59s").problems().lines())
        .singleElement()
        .asString()
        .contains("sluice.idempotency.retention", "59s", "1m");
    assertThat(settings("2h").problems().lines()).isEmpty();
  }

  private static IdempotencySettings settings(String retention) {
    IdempotencyConfig.Idempotency written = () -> Optional.ofNullable(retention);
    return new IdempotencySettings(() -> written);
  }
}
