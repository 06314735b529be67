package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Storm;
import dev.sluice.testing.Storm.Tally;
import dev.sluice.testing.StormyGateway;
import dev.sluice.testing.StormyGateway.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three teams that ask for five times the budget, against the packaged gateway. The sandbox is the
 * judge: it refuses what exceeds its limit, and its own record is what is looked at. Of slots there
 * are plenty, so that the rate is what all want for.
 *
 * <p>That nothing is refused must hold all the time. How much of the limit is used is a matter of
 * spans: a machine that is busy with something else may spoil one, so there are several to choose
 * from.
 */
class RateStormIT {

  private static final Logger LOG = Logger.getLogger(RateStormIT.class);

  private static final double ENOUGH = 0.95;
  private static final int SPANS = 5;
  private static final int PATIENCE = 2;
  private static final List<String> TEAMS = List.of("one", "two", "three");

  /**
   * How a storm is scaled down.
   *
   * @param windows the sandbox's limit
   * @param perSecond the same, requests a second
   * @param first what is not looked at, since everything is cold
   * @param span what is looked at, at least a window
   */
  private record Scale(String windows, double perSecond, Duration first, Duration span) {}

  private static final Scale SHORT =
      new Scale("400/12s", 400 / 12.0, Duration.ofSeconds(5), Duration.ofSeconds(12));
  private static final Scale LONG =
      new Scale("2000/60s", 2000 / 60.0, Duration.ofSeconds(5), Duration.ofMinutes(2));

  private static StormyGateway gateway(Scale scale, String... more) {
    List<String> teams = new ArrayList<>(List.of(more));
    teams.add("one: {keys: [key-one], weight: 1}");
    teams.add("two: {keys: [key-two], weight: 2}");
    teams.add("three: {keys: [key-three], weight: 3}");
    return StormyGateway.start(
        teams,
        Map.of(
            "sluice.sandbox.windows", scale.windows,
            "sluice.sandbox.concurrent-tasks", "50000",
            "sluice.sandbox.duration", "200ms..400ms"));
  }

  @Test
  void teamsThatWaitShareTheWholeLimitByTheirWeights() {
    try (StormyGateway gateway = gateway(SHORT)) {
      assertThatWeightsDivideTheLimit(gateway, SHORT);
    }
  }

  @Test
  @Tag("long")
  void teamsThatWaitShareTheWholeLimitByTheirWeightsForTwoMinutes() {
    try (StormyGateway gateway = gateway(LONG)) {
      assertThatWeightsDivideTheLimit(gateway, LONG);
    }
  }

  private static void assertThatWeightsDivideTheLimit(StormyGateway gateway, Scale scale) {
    Storm storm = gateway.storm();
    List<Tally> crowds =
        TEAMS.stream()
            .map(team -> storm.flood("key-" + team, 1.8 * scale.perSecond, PATIENCE))
            .toList();
    Span span = steady(gateway, scale, crowds);
    storm.end();
    assertThat(span.offered(scale)).isGreaterThan(5);
    double total = TEAMS.stream().mapToDouble(span::accepted).sum();
    for (int i = 0; i < TEAMS.size(); i++) {
      double due = (i + 1) / 6.0;
      assertThat(span.accepted(TEAMS.get(i)) / total)
          .as("share of team %s, over %s", TEAMS.get(i), span)
          .isCloseTo(due, within(0.05 * due));
    }
  }

  @Test
  void theLimitHoldsWhereSomeWaitSomeObeyAndSomeJustComeAgain() {
    try (StormyGateway gateway = gateway(SHORT)) {
      assertThatTheLimitIsUsedWhateverTheManners(gateway, SHORT);
    }
  }

  @Test
  @Tag("long")
  void theLimitHoldsForTwoMinutesWhereSomeWaitSomeObeyAndSomeJustComeAgain() {
    try (StormyGateway gateway = gateway(LONG)) {
      assertThatTheLimitIsUsedWhateverTheManners(gateway, LONG);
    }
  }

  private static void assertThatTheLimitIsUsedWhateverTheManners(
      StormyGateway gateway, Scale scale) {
    Storm storm = gateway.storm();
    Tally waiting = storm.flood("key-one", 1.5 * scale.perSecond, PATIENCE);
    Tally obedient = storm.obedient("key-two", (int) scale.perSecond);
    Tally impatient = storm.flood("key-three", 3.5 * scale.perSecond, 0);
    Span span = steady(gateway, scale, List.of(waiting, obedient, impatient));
    storm.end();
    assertThat(span.offered(scale)).isGreaterThan(5);
    assertThat(TEAMS).allSatisfy(team -> assertThat(span.accepted(team)).isPositive());
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
    try (StormyGateway gateway = gateway(SHORT, within)) {
      Storm storm = gateway.storm();
      Tally waiting = storm.flood("key-one", 2.5 * SHORT.perSecond, PATIENCE);
      Tally impatient = storm.flood("key-three", 2.5 * SHORT.perSecond, 0);
      gateway.readAfter(SHORT.first);
      Tally guaranteed = storm.paced("key-within", Duration.ofMillis(250), 1);
      steady(gateway, SHORT, List.of(waiting, impatient, guaranteed));
      storm.end();
      assertThat(guaranteed.answered(200)).isGreaterThan(40);
      assertThat(guaranteed.answers()).containsOnlyKeys(200);
    }
  }

  /** The first span in which enough of the limit was used; fails where there was none. */
  private static Span steady(StormyGateway gateway, Scale scale, List<Tally> crowds) {
    Reading before = gateway.readAfter(scale.first);
    Span span = null;
    for (int i = 0; i < SPANS && (span == null || span.use() < ENOUGH); i++) {
      long sent = crowds.stream().mapToLong(Tally::sent).sum();
      Reading after = gateway.readAfter(scale.span);
      span = new Span(before, after, crowds.stream().mapToLong(Tally::sent).sum() - sent);
      LOG.infof("storm %s: %s; since its start %s", scale.windows, span, crowds);
      gateway.assertThatTheLimitHeld();
      before = after;
    }
    assertThat(span.use()).as("use of the limit").isGreaterThanOrEqualTo(ENOUGH);
    return span;
  }

  private record Span(Reading before, Reading after, long sent) {

    private double use() {
      return after.sandbox().useSince(before.sandbox());
    }

    private double accepted(String team) {
      return after.accepted(team) - before.accepted(team);
    }

    /** Submits for each request that the limit allows. */
    private double offered(Scale scale) {
      return sent / after.sandbox().secondsSince(before.sandbox()) / scale.perSecond;
    }

    @Override
    public String toString() {
      return "%.1f s, use %.2f %%, fullest window %d of %d, refused %d, accepted %.0f %.0f %.0f"
          .formatted(
              after.sandbox().secondsSince(before.sandbox()),
              100 * use(),
              after.sandbox().count("largestWindow"),
              after.sandbox().count("windowLimit"),
              after.sandbox().count("refused"),
              accepted("one"),
              accepted("two"),
              accepted("three"));
    }
  }
}
