package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LearnedHoldTest {

  private final TaskBench bench = new TaskBench();

  @Test
  void whereNothingWasLearnedItIsFiveMinutes() {
    assertThat(hold(Optional.empty())).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void itIsTheTimeoutAndTwiceTheWorstDuration() {
    for (int seconds = 1; seconds <= 100; seconds++) {
      bench.paces.of("apixo", "flux2").learn(Duration.ofSeconds(seconds));
    }

    assertThat(hold(Optional.empty())).isEqualTo(Duration.ofSeconds(30 + 2 * 99));
  }

  @Test
  void configurationComesFirst() {
    assertThat(hold(Optional.of(Duration.ofSeconds(9)))).isEqualTo(Duration.ofSeconds(9));
  }

  private Duration hold(Optional<Duration> configured) {
    return new LearnedHold(configured, bench.paces, bench.upstreams).of("apixo", "flux2");
  }
}
