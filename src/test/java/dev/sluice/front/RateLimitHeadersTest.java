package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.front.RateLimitHeaders.Values;
import dev.sluice.quota.QuotaBuckets.Level;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitHeadersTest {

  @Test
  void theTeamsLimitsAreStructuredFields() {
    Values values =
        RateLimitHeaders.write(
            List.of(new Level("team-requests", 6000, 60, 599, Duration.ofMillis(11))), 400, 3);
    assertThat(values.policy())
        .isEqualTo(
            "\"team-requests\";q=6000;w=60, \"team-tasks\";q=400;qu=\"concurrent-requests\"");
    assertThat(values.limit()).isEqualTo("\"team-requests\";r=599;t=1, \"team-tasks\";r=397");
  }

  @Test
  void everyCeilingIsNamed() {
    Values values =
        RateLimitHeaders.write(
            List.of(
                new Level("team-requests", 60, 60, 5, Duration.ZERO),
                new Level("team-requests-day", 1000, 86_400, 0, Duration.ofSeconds(3600))),
            10,
            0);
    assertThat(values.policy()).contains("\"team-requests-day\";q=1000;w=86400");
    assertThat(values.limit())
        .startsWith("\"team-requests\";r=5;t=0, \"team-requests-day\";r=0;t=3600, ");
  }

  @Test
  void whatIsLeftIsNeverNegative() {
    Values values =
        RateLimitHeaders.write(
            List.of(new Level("team-requests", 60, 60, -3, Duration.ofSeconds(-1))), 10, 12);
    assertThat(values.limit()).isEqualTo("\"team-requests\";r=0;t=0, \"team-tasks\";r=0");
  }
}
