package dev.sluice.deferral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BacklogsTest {

  private static final Backlog SKEWED = new Backlog(100, 90, 1000, 2000, 12_000, 2);

  private final TestTime time = new TestTime();
  private final Backlogs backlogs = new Backlogs(time.clock());

  @Test
  void aPlaceIsGuessedFromWhenItWasAccepted() {
    assertThat(Backlogs.before(SKEWED, 1000)).isZero();
    assertThat(Backlogs.before(SKEWED, 1500)).isEqualTo(25, offset(1e-9));
    assertThat(Backlogs.before(SKEWED, 2000)).isEqualTo(50, offset(1e-9));
    assertThat(Backlogs.before(SKEWED, 7000)).isEqualTo(75, offset(1e-9));
    assertThat(Backlogs.before(SKEWED, 12_000)).isEqualTo(100, offset(1e-9));
    assertThat(Backlogs.before(SKEWED, 900)).as("claimed by now").isZero();
    assertThat(Backlogs.before(SKEWED, 13_000)).as("kept since").isEqualTo(100);
    assertThat(Backlogs.before(new Backlog(1, 1, 5, 5, 5, 1), 5)).isBetween(0.0, 1.0);
  }

  @Test
  void itIsWorthAskingAgainWhenThoseBeforeHaveGone() {
    backlogs.heard(Map.of("red", SKEWED));

    assertThat(backlogs.askAgain("red", 1500)).isEqualTo(Duration.ofMillis(12_500));
    assertThat(backlogs.askAgain("red", 1000)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backlogs.askAgain("blue", 1000))
        .as("nothing waits")
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(backlogs.expected("red")).contains(Duration.ofSeconds(50));
  }

  @Test
  void whereNothingHasGoneOfLateNobodyCanTell() {
    backlogs.heard(Map.of("red", new Backlog(100, 90, 1000, 2000, 3000, 0)));

    assertThat(backlogs.expected("red")).isEmpty();
    assertThat(backlogs.askAgain("red", 3000)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void nobodyIsToldToComeBackAfterMoreThanAMinute() {
    backlogs.heard(Map.of("red", new Backlog(10_000, 90, 1000, 2000, 3000, 1)));

    assertThat(backlogs.askAgain("red", 3000)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void whatWasKeptHereCountsUntilTheQueueHasTold() {
    assertThat(backlogs.waits("red")).isFalse();
    backlogs.kept("red");
    assertThat(backlogs.waits("red")).isTrue();
    backlogs.heard(Map.of());
    assertThat(backlogs.waits("red")).isFalse();
  }
}
