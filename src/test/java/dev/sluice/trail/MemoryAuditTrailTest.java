package dev.sluice.trail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryAuditTrailTest extends AuditTrailContract {

  @Override
  protected AuditTrail trail() {
    return new MemoryAuditTrail(Long.MAX_VALUE);
  }

  @Test
  void theOldestGoWhereTheEntriesWeighTooMuch() {
    AuditTrail trail = new MemoryAuditTrail(10_000);
    for (int i = 0; i < 100; i++) {
      trail
          .add(
              new Entry(Instant.EPOCH, "a", "b", "" + i, Map.of("text", "x".repeat(900)), Map.of()))
          .await()
          .atMost(Duration.ofSeconds(1));
    }

    var page = trail.list(Optional.empty()).await().atMost(Duration.ofSeconds(1)).entries();
    assertThat(page).hasSizeBetween(5, 11);
    assertThat(page.get(0).subject()).isEqualTo("99");
  }
}
