package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckScheduleTest {

  private final CheckSchedule schedule = new CheckSchedule(TaskRules.defaults().pace());
  private final CheckSchedule scaled =
      new CheckSchedule(new TaskRules.Pace(Duration.ofMillis(50), Duration.ofMillis(60)));

  @Test
  void aTaskOfAnUnknownModelIsFirstLookedAtAfterThreeSeconds() {
    assertThat(schedule.first(new ModelPace("m", Duration.ofSeconds(9))))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aTaskOfAKnownModelIsFirstLookedAtAtTheTenthPercentile() {
    ModelPace pace = new ModelPace("m", Duration.ofSeconds(9));
    for (int seconds = 1; seconds <= 100; seconds++) {
      pace.learn(Duration.ofSeconds(seconds));
    }
    assertThat(schedule.first(pace)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void spacingIsFifteenPercentOfTheAgeBetweenTwoAndThirtySeconds() {
    assertThat(schedule.spacing(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(2));
    assertThat(schedule.spacing(Duration.ofSeconds(100))).isEqualTo(Duration.ofSeconds(15));
    assertThat(schedule.spacing(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void looksThatTellNothingBackOffToAMinute() {
    assertThat(schedule.backoff(Duration.ofSeconds(5), 1)).isEqualTo(Duration.ofSeconds(4));
    assertThat(schedule.backoff(Duration.ofSeconds(5), 3)).isEqualTo(Duration.ofSeconds(16));
    assertThat(schedule.backoff(Duration.ofSeconds(5), 400)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void hungryLooksAreHalfASecondApartOrLessWhereConfigured() {
    assertThat(schedule.hungrySpacing()).isEqualTo(Duration.ofMillis(500));
    assertThat(scaled.hungrySpacing()).isEqualTo(Duration.ofMillis(60));
  }

  @Test
  void theWatcherWakesOftenEnoughForItsSpacing() {
    assertThat(schedule.tick()).isEqualTo(Duration.ofMillis(100));
    assertThat(scaled.tick()).isEqualTo(Duration.ofMillis(20));
  }
}
