package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Now;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemorySamplesTest extends SamplesContract {

  @Override
  protected Samples samples() {
    return new MemorySamples();
  }

  @Test
  void stepsOfMoreThanTwentyMinutesAreForgotten() {
    Samples samples = samples();
    for (long step = 0; step < 1000; step++) {
      Now.of(samples.add("a", new Sample(step, Map.of())));
    }

    assertThat(Now.of(samples.between(700, 880)).get(0).step()).isEqualTo(760);
  }
}
