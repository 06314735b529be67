package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyClaimsTest {

  private final KeyBench bench = new KeyBench();

  @Test
  void whoComesWhenTheStoreWasMissedForEightSecondsIsNotHeld() {
    bench.keys.away = true;
    assertThat(bench.submit("early", "body").waits()).isTrue();
    bench.time.advance(Duration.ofSeconds(9));

    KeyBench.Try late = bench.submit("late", "body");

    assertThat(late.waits()).isFalse();
    assertThat(late.refusal().violatedPolicies()).containsExactly("store");
    assertThat(late.refusal().retryAfter()).contains(Duration.ofSeconds(5));
  }

  @Test
  void anAnswerForgetsThatTheStoreWasMissed() {
    bench.keys.away = true;
    bench.submit("early", "body");
    bench.time.advance(Duration.ofSeconds(5));
    bench.keys.away = false;
    bench.time.advance(Duration.ofSeconds(1));
    bench.keys.away = true;

    KeyBench.Try late = bench.submit("late", "body");
    bench.time.advance(Duration.ofSeconds(7));

    assertThat(late.waits()).isTrue();
  }
}
