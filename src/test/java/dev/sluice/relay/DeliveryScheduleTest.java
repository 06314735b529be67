package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.relay.Attempt.Answered;
import dev.sluice.relay.Attempt.Broken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryScheduleTest {

  private static final Attempt DOWN = new Answered(500, Optional.empty());

  private final DeliverySchedule even = new DeliverySchedule(() -> 0.5);

  @Test
  void aReceiverThatIsDownIsTriedNineTimesOverFortyTwoHours() {
    assertThat(pauses(even, DOWN)).containsExactlyElementsOf(DeliverySchedule.DELAYS);
    assertThat(even.after(DOWN, 8)).isEqualTo(new Settlement.Dead(false, "500"));
    assertThat(even.after(new Broken("timeout"), 8))
        .isEqualTo(new Settlement.Dead(false, "timeout"));
  }

  @Test
  void chanceMovesEachPauseByATenth() {
    assertThat(pauses(new DeliverySchedule(() -> 0), DOWN).get(0)).hasMillis(4500);
    assertThat(pauses(new DeliverySchedule(() -> 1), DOWN).get(0)).hasMillis(5500);
    assertThat(pauses(new DeliverySchedule(() -> 1), DOWN).get(7))
        .isEqualTo(Duration.ofMinutes(1584));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void any2xxIsSuccess(int status) {
    assertThat(even.after(new Answered(status, Optional.of(Duration.ofHours(1))), 3))
        .isEqualTo(new Settlement.Delivered(Integer.toString(status)));
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 301, 302, 307, 308, 400, 401, 404, 409, 429, 500, 502, 503})
  void everythingElseIsTriedAgain(int status) {
    assertThat(even.after(new Answered(status, Optional.empty()), 0))
        .isEqualTo(new Settlement.Again(Duration.ofSeconds(5), Integer.toString(status)));
  }

  @Test
  void goneEndsItAtOnce() {
    assertThat(even.after(new Answered(410, Optional.empty()), 0))
        .isEqualTo(new Settlement.Dead(true, "410"));
  }

  @Test
  void retryAfterPostponesUpToADayAndBringsNothingForward() {
    assertThat(asked(0, Duration.ofSeconds(90))).isEqualTo(Duration.ofSeconds(90));
    assertThat(asked(0, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(5));
    assertThat(asked(0, Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
    assertThat(asked(3, Duration.ofMinutes(3))).isEqualTo(Duration.ofMinutes(10));
    assertThat(asked(0, Duration.ofDays(30))).isEqualTo(Duration.ofHours(24));
    assertThat(even.after(new Answered(429, Optional.of(Duration.ofSeconds(90))), 8))
        .isInstanceOf(Settlement.Dead.class);
  }

  private Duration asked(int failures, Duration retryAfter) {
    Attempt attempt = new Answered(429, Optional.of(retryAfter));
    return ((Settlement.Again) even.after(attempt, failures)).after();
  }

  private static List<Duration> pauses(DeliverySchedule schedule, Attempt attempt) {
    List<Duration> pauses = new ArrayList<>();
    while (schedule.after(attempt, pauses.size()) instanceof Settlement.Again again) {
      pauses.add(again.after());
    }
    return pauses;
  }
}
