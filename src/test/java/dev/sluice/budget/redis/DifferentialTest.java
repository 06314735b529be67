package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The program in Redis decides as the ledger in memory does, whatever the plan and whatever is
 * asked. A failing run names its seed; {@code -Dsluice.differential.seed=N} runs that one alone.
 */
class DifferentialTest {

  private static final int SEEDS = 30;
  private static final int CALLS = 400;

  @Test
  void theTimelinesGrantAndRefuse() {
    long decisions = 0;
    long granted = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Trial trial = new Trial(seed);
      Differential differential = new Differential(trial.local(), trial.local(), trial.time);
      assertThat(differential.run(trial.timeline, CALLS)).as("seed %d", seed).isEmpty();
      decisions += differential.decisions();
      granted += differential.granted();
    }
    assertThat(decisions).isGreaterThan(10_000);
    assertThat(granted).isGreaterThan(decisions / 10);
  }

  @ParameterizedTest
  @EnumSource
  void anEngineThatIsSlightlyOffIsNoticed(Flaw flaw) {
    int noticed = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Trial trial = new Trial(seed);
      Differential differential = new Differential(trial.local(), flaw.in(trial), trial.time);
      if (!differential.run(trial.timeline, CALLS).isEmpty()) {
        noticed++;
      }
    }
    assertThat(noticed).as("seeds that noticed it").isGreaterThan(SEEDS / 10);
  }
}
