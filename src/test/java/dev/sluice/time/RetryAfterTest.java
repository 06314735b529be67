package dev.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

  private final Clock clock = new TestTime().clock();

  @Test
  void secondsAreTakenAsTheyStand() {
    assertThat(RetryAfter.parse(" 17 ", clock)).contains(Duration.ofSeconds(17));
    assertThat(RetryAfter.parse("0", clock)).contains(Duration.ZERO);
  }

  @Test
  void aDateIsCountedFromNow() {
    assertThat(RetryAfter.parse("Thu, 01 Jan 2026 00:01:30 GMT", clock))
        .contains(Duration.ofSeconds(90));
  }

  @Test
  void aDateThatHasPassedMeansNow() {
    assertThat(RetryAfter.parse("Wed, 31 Dec 2025 23:59:59 GMT", clock)).contains(Duration.ZERO);
  }

  @Test
  void whatCannotBeReadIsAsGoodAsAbsent() {
    assertThat(List.of("", "-1", "1.5", "soon", "99999999999", "Thu, 32 Jan 2026 00:00:00 GMT"))
        .allSatisfy(text -> assertThat(RetryAfter.parse(text, clock)).isEmpty());
  }
}
