package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PausesTest {

  @Test
  void theyGrowWithEachFailureAndBeginAnewAfterAUsefulConnection() {
    for (int round = 0; round < 200; round++) {
      Pauses pauses = new Pauses();
      for (int longest : new int[] {100, 200, 400, 500, 500, 500, 500, 500, 500, 500, 500}) {
        assertThat(pauses.next().toMillis())
            .isBetween((long) Pauses.SHORTEST_MILLIS, (long) longest);
      }

      pauses.reset();

      assertThat(pauses.next().toMillis()).isLessThanOrEqualTo(100);
    }
  }
}
