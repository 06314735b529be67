package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RateStorm;
import dev.sluice.testing.RateStorm.Scale;
import dev.sluice.testing.Storm;
import dev.sluice.testing.Storm.Tally;
import dev.sluice.testing.StormyGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three teams that ask for five times the budget, against the packaged gateway. The sandbox is the
 * judge: it refuses what exceeds its limit, and its own record is what is looked at. Of slots there
 * are plenty, so that the rate is what all want for.
 */
class RateStormIT {

  private static final double ENOUGH = 0.95;
  private static final int PATIENCE = 2;
  private static final List<String> TEAMS = List.of("one", "two", "three");

  private static final String SHORT_WINDOW = "400/12s";
  private static final Scale SHORT =
      new Scale(400 / 12.0, Duration.ofSeconds(5), Duration.ofSeconds(12));
  private static final String LONG_WINDOW = "2000/60s";
  private static final Scale LONG =
      new Scale(2000 / 60.0, Duration.ofSeconds(5), Duration.ofMinutes(2));

  private static StormyGateway gateway(String windows, String... more) {
    List<String> teams = new ArrayList<>(List.of(more));
    teams.add("one: {keys: [key-one], weight: 1}");
    teams.add("two: {keys: [key-two], weight: 2}");
    teams.add("three: {keys: [key-three], weight: 3}");
    return StormyGateway.start(
        teams,
        Map.of(
            "sluice.sandbox.windows", windows,
            "sluice.sandbox.concurrent-tasks", "50000",
            "sluice.sandbox.duration", "200ms..400ms"));
  }

  @Test
  void teamsThatWaitShareTheWholeLimitByTheirWeights() {
    try (StormyGateway gateway = gateway(SHORT_WINDOW)) {
      assertThatWeightsDivideTheLimit(gateway, SHORT);
    }
  }

  @Test
  @Tag("long")
  void teamsThatWaitShareTheWholeLimitByTheirWeightsForTwoMinutes() {
    try (StormyGateway gateway = gateway(LONG_WINDOW)) {
      assertThatWeightsDivideTheLimit(gateway, LONG);
    }
  }

  private static void assertThatWeightsDivideTheLimit(StormyGateway gateway, Scale scale) {
    Storm storm = gateway.storm();
    List<Tally> crowds =
        TEAMS.stream()
            .map(team -> storm.flood("key-" + team, 1.8 * scale.perSecond(), PATIENCE))
            .toList();
    RateStorm.Span span = new RateStorm(gateway, scale, ENOUGH).steady(crowds);
    storm.end();
    assertThat(span.offered()).isGreaterThan(5);
    RateStorm.assertThatSharesAre(span, List.of(1.0, 2.0, 3.0), 0.05);
  }

  @Test
  @Tag("long")
  void theLimitHoldsWhereSomeWaitSomeObeyAndSomeJustComeAgain() {
    try (StormyGateway gateway = gateway(SHORT_WINDOW)) {
      assertThatTheLimitIsUsedWhateverTheManners(gateway, SHORT);
    }
  }

  @Test
  @Tag("long")
  void theLimitHoldsForTwoMinutesWhereSomeWaitSomeObeyAndSomeJustComeAgain() {
    try (StormyGateway gateway = gateway(LONG_WINDOW)) {
      assertThatTheLimitIsUsedWhateverTheManners(gateway, LONG);
    }
  }

  private static void assertThatTheLimitIsUsedWhateverTheManners(
      StormyGateway gateway, Scale scale) {
    Storm storm = gateway.storm();
    Tally waiting = storm.flood("key-one", 1.5 * scale.perSecond(), PATIENCE);
    Tally obedient = storm.obedient("key-two", (int) scale.perSecond());
    Tally impatient = storm.flood("key-three", 3.5 * scale.perSecond(), 0);
    RateStorm.Span span =
        new RateStorm(gateway, scale, ENOUGH).steady(List.of(waiting, obedient, impatient));
    storm.end();
    assertThat(span.offered()).isGreaterThan(5);
    assertThat(List.of(0, 1, 2)).allSatisfy(i -> assertThat(span.accepted(i)).isPositive());
  }

  /**
   * Beyond its burst a team within its guarantee waits, at most 0.4 s here: hence its second of
   * patience. Its weight would bring it less than one request in five seconds. It begins when the
   * gateway is warm, for what cannot be sent within the spread costs another token.
   */
  @Test
  void aTeamWithinItsGuaranteeIsNeverRefusedInAStorm() {
    String within =
        "within: {keys: [key-within], weight: 0.01, guaranteed-requests-per-minute: 300}";
    try (StormyGateway gateway = gateway(SHORT_WINDOW, within)) {
      Storm storm = gateway.storm();
      Tally waiting = storm.flood("key-one", 2.5 * SHORT.perSecond(), PATIENCE);
      Tally impatient = storm.flood("key-three", 2.5 * SHORT.perSecond(), 0);
      gateway.pass(SHORT.first());
      Tally guaranteed = storm.paced("key-within", Duration.ofMillis(250), 1);
      new RateStorm(gateway, SHORT, ENOUGH).steady(List.of(waiting, impatient, guaranteed));
      storm.end();
      assertThat(guaranteed.answered(200)).isGreaterThan(40);
      assertThat(guaranteed.answers()).containsOnlyKeys(200);
    }
  }
}
