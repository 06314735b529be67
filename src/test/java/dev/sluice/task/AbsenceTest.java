package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AbsenceTest {

  private static final long NEVER = Long.MAX_VALUE;

  private final Absence absence = new Absence();

  @Test
  void threeAnswersTenSecondsApartAreBelievedWhileTheUpstreamIsWell() {
    assertThat(missing(40, 1)).isFalse();
    assertThat(missing(50, 1)).isFalse();
    assertThat(missing(59, 1)).isFalse();
    assertThat(missing(60, 1)).isTrue();
  }

  @Test
  void answersBeforeTheTaskHasSettledDoNotCount() {
    assertThat(missing(9, 1)).isFalse();
    assertThat(missing(19, 1)).isFalse();
    assertThat(missing(29, 1)).isFalse();
    assertThat(missing(39, 1)).isFalse();
  }

  @Test
  void anUpstreamThatAnsweredForNobodySinceTheFirstOneIsNotBelieved() {
    missing(40, 1);
    missing(50, 11);
    assertThat(missing(60, 21)).isFalse();
    assertThat(missing(70, NEVER)).isFalse();
    assertThat(missing(80, 39)).isTrue();
  }

  @Test
  void anUpstreamThatAnsweredForNobodyInTheLastMinuteIsNotBelieved() {
    missing(40, 1);
    missing(60, 1);
    assertThat(missing(200, 61)).isFalse();
    assertThat(missing(210, 60)).isTrue();
  }

  @Test
  void aTaskThatIsFoundAgainStartsAnew() {
    missing(40, 1);
    missing(50, 1);
    absence.present();
    assertThat(missing(60, 1)).isFalse();
    assertThat(missing(70, 1)).isFalse();
    assertThat(missing(80, 1)).isTrue();
  }

  private boolean missing(long second, long lastGoodSeconds) {
    long lastGood =
        lastGoodSeconds == NEVER ? NEVER : Duration.ofSeconds(lastGoodSeconds).toNanos();
    return absence.missing(
        Duration.ofSeconds(second).toNanos(), Duration.ofSeconds(second), lastGood);
  }
}
