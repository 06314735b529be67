package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ModelPaceTest {

  private final ModelPace pace = new ModelPace("m", Duration.ofSeconds(9));

  @Test
  void fewDurationsAreNoQuantile() {
    for (int i = 0; i < ModelPace.ENOUGH - 1; i++) {
      pace.learn(Duration.ofSeconds(1));
    }
    assertThat(pace.quantile(0.5)).isEmpty();
    pace.learn(Duration.ofSeconds(1));
    assertThat(pace.quantile(0.5)).contains(Duration.ofSeconds(1));
  }

  @Test
  void onlyTheLastDurationsCount() {
    for (int i = 0; i < 1000; i++) {
      pace.learn(Duration.ofSeconds(1));
    }
    for (int i = 0; i < ModelPace.MEMORY; i++) {
      pace.learn(Duration.ofSeconds(50));
    }
    assertThat(pace.quantile(0.01)).contains(Duration.ofSeconds(50));
  }

  @Test
  void beforeAnythingIsKnownTheChanceGrowsWithTheTimeSinceTheLook() {
    assertThat(chance(0, 9)).isCloseTo(0.5, within(1e-9));
    assertThat(chance(10, 11)).isLessThan(chance(10, 20));
  }

  @Test
  void aTaskIsLikeliestToHaveEndedWhereOthersDid() {
    for (int i = 0; i < ModelPace.MEMORY; i++) {
      pace.learn(Duration.ofSeconds(30));
    }
    assertThat(chance(1, 29)).isLessThan(0.05);
    assertThat(chance(29, 30)).isGreaterThan(0.5);
  }

  @Test
  void aTaskThatOutlastedAllOthersIsStillLookedAt() {
    for (int i = 0; i < ModelPace.MEMORY; i++) {
      pace.learn(Duration.ofSeconds(30));
    }
    assertThat(chance(100, 110)).isGreaterThan(Hunger.FLOOR);
  }

  @Test
  void theModelsUsedLeastAreForgottenFirst() {
    Paces paces = new Paces(Duration.ofSeconds(9));
    ModelPace first = paces.of("up", "first");
    ModelPace second = paces.of("up", "second");
    for (int i = 0; i < Paces.MOST - 2; i++) {
      paces.of("up", "m" + i);
    }
    paces.of("up", "first");
    paces.of("up", "one more");
    assertThat(paces.of("up", "first")).isSameAs(first);
    assertThat(paces.known("up", "second")).isEmpty();
    assertThat(paces.of("up", "second")).isNotSameAs(second);
  }

  private double chance(long fromSeconds, long toSeconds) {
    return pace.endedBetween(
        Duration.ofSeconds(fromSeconds).toNanos(), Duration.ofSeconds(toSeconds).toNanos());
  }
}
