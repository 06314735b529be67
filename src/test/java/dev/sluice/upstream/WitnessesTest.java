package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WitnessesTest {

  private static final long SECOND = 1_000_000_000L;

  private final Witnesses witnesses = new Witnesses(Duration.ofSeconds(10));

  @Test
  void whereNobodyIsServedEveryFailureCounts() {
    assertThat(witnesses.failed("red", 0)).isTrue();
    assertThat(witnesses.failed("red", 1)).isTrue();
    assertThat(witnesses.failed("red", 2)).isTrue();
  }

  @Test
  void aTeamsOwnSuccessesDoNotExcuseItsFailures() {
    witnesses.succeeded("red", 0);

    assertThat(witnesses.failed("red", 1)).isTrue();
    assertThat(witnesses.failed("red", 2)).isTrue();
  }

  @Test
  void whileAnotherTeamIsServedOnesOwnFailureDoesNotCountAgainBeforeTwoHaveSucceeded() {
    witnesses.succeeded("blue", 0);
    witnesses.succeeded("red", 1);

    assertThat(witnesses.failed("red", 2)).isTrue();
    assertThat(witnesses.failed("red", 3)).isFalse();
    assertThat(witnesses.failed("blue", 4)).as("another's counts").isTrue();
    assertThat(witnesses.failed("red", 5)).isTrue();
    witnesses.succeeded("blue", 6);
    assertThat(witnesses.failed("red", 7)).isFalse();
    witnesses.succeeded("blue", 8);
    assertThat(witnesses.failed("red", 9)).as("two have succeeded since").isTrue();
  }

  @Test
  void anotherTeamsSuccessIsForgottenAfterAWhile() {
    witnesses.succeeded("blue", 0);
    assertThat(witnesses.failed("red", 1)).isTrue();

    assertThat(witnesses.failed("red", 10 * SECOND)).isFalse();
    assertThat(witnesses.failed("red", 10 * SECOND + 1)).isTrue();
  }
}
