package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The laws of the rate (L1 to L6) as a team meets them that waits in a waiting room, on virtual
 * time; see {@link LedgerContract} for the ledger alone. A failing run names its seed.
 */
class RateLawsTest {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final Duration PATIENT = Duration.ofSeconds(3);

  @Test
  void noWindowWhereverItStartsHoldsMoreThanTheLimit() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      long limit = 60 + random.nextInt(3000);
      BudgetPlan plan = randomPlan(random, limit);
      Simulation simulation = new Simulation(plan, seed);
      for (String team : plan.shares().keySet()) {
        Duration patience = random.nextBoolean() ? Duration.ZERO : PATIENT;
        simulation.requests(team, random.nextDouble() * limit / 20, patience);
      }
      for (int part = 0; part < 6; part++) {
        simulation.latency(Duration.ofMillis(1 + random.nextInt(20_000)));
        if (random.nextInt(3) == 0) {
          simulation.stall(Duration.ofMillis(random.nextInt(12_000)));
        }
        simulation.run(Duration.ofSeconds(5 + random.nextInt(40)));
      }
      assertThat(simulation.arrivals.fullest(MINUTE))
          .as("seed %d, limit %d", seed, limit)
          .isLessThanOrEqualTo((int) limit);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {40, 100, 300, 599, 600})
  void aLoneTeamIsServedHoweverSmallTheLimit(long limit) {
    Simulation simulation =
        new Simulation(Plans.perMinute(limit, Map.of("red", TeamShare.PLAIN)), 1);
    simulation.requests("red", limit / 60.0 * 5, PATIENT);
    simulation.run(Duration.ofMinutes(4));
    assertThat(simulation.arrivals.between(MINUTE, 3 * MINUTE) / 2.0)
        .isGreaterThanOrEqualTo(0.75 * limit)
        .isLessThanOrEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 100})
  void teamsThatDoNotWaitUseTheKeyAsWell(int count) {
    Map<String, TeamShare> teams = new HashMap<>();
    for (int i = 0; i < count; i++) {
      teams.put("team" + i, TeamShare.PLAIN);
    }
    Simulation simulation = new Simulation(Plans.perMinute(10_000, teams), 1);
    teams.keySet().forEach(team -> simulation.requests(team, 500.0 / count, Duration.ZERO));
    simulation.run(Duration.ofMinutes(2));
    assertThat(simulation.arrivals.between(MINUTE, 2 * MINUTE)).isBetween(9700L, 10_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {2000, 10_000})
  void aLoneTeamReachesNinetyEightPercentOfTheLimit(long limit) {
    Simulation simulation =
        new Simulation(Plans.perMinute(limit, Map.of("red", TeamShare.PLAIN)), 1);
    simulation.requests("red", limit / 60.0 * 5, PATIENT);
    simulation.run(Duration.ofMinutes(4));
    long inTwoMinutes = simulation.arrivals.between(MINUTE, 3 * MINUTE);
    assertThat(inTwoMinutes / 2.0).isGreaterThanOrEqualTo(0.98 * limit).isLessThanOrEqualTo(limit);
  }

  @Test
  void aSmallLimitLosesNoMoreThanTheLawSays() {
    double third = 100.0 / 60;
    BudgetPlan plan =
        Plans.perMinute(
            600,
            Plans.teams(
                "red",
                Plans.guarantee(third, 1),
                "green",
                Plans.guarantee(third, 1),
                "blue",
                Plans.guarantee(third, 1)));
    Simulation simulation = new Simulation(plan, 1);
    for (String team : new String[] {"red", "green", "blue"}) {
      simulation.requests(team, 17, PATIENT);
    }
    simulation.run(Duration.ofMinutes(4));
    assertThat(simulation.arrivals.between(MINUTE, 3 * MINUTE) / 2.0).isBetween(0.95 * 600, 600.0);
  }

  @Test
  void aTeamWithinItsGuaranteeIsNeverRefusedForRate() {
    for (long seed = 1; seed <= 3; seed++) {
      Map<String, TeamShare> teams =
          Plans.teams(
              "small",
              Plans.guarantee(20, 1),
              "greedy",
              Plans.weight(50),
              "waiting",
              Plans.weight(5));
      Simulation simulation = new Simulation(Plans.perMinute(10_000, teams), seed);
      simulation.requests("greedy", 400, Duration.ZERO);
      simulation.requests("waiting", 400, PATIENT);
      simulation.run(Duration.ofSeconds(30));
      // Evenly spaced at 0.9 of the guarantee: never more than its burst at once.
      for (int i = 0; i < 1200; i++) {
        simulation.run(Duration.ofNanos((long) (1e9 / 18)));
        Verdict verdict =
            Now.of(
                simulation.budget.acquire(
                    new Claim("s" + i, "small", Claim.Need.TOKEN), Duration.ZERO));
        assertThat(verdict).as("seed %d, request %d", seed, i).isInstanceOf(Verdict.Granted.class);
        simulation.budget.settle("s" + i, Ending.STARTED_NOTHING, Duration.ZERO);
      }
    }
  }

  @Test
  void anUpstreamThatStallsAndLetsAllThroughTogetherNeverSeesMoreThanTheLimit() {
    for (long seed = 1; seed <= 5; seed++) {
      Simulation simulation =
          new Simulation(Plans.perMinute(10_000, Map.of("red", TeamShare.PLAIN)), seed);
      simulation.requests("red", 800, PATIENT);
      simulation.run(Duration.ofSeconds(70));
      simulation.stall(Duration.ofSeconds(10));
      simulation.run(Duration.ofSeconds(150));
      assertThat(simulation.arrivals.fullest(MINUTE)).as("seed %d", seed).isBetween(9000, 10_000);
    }
  }

  @Test
  void idleCapacityGoesByWeightWithinThreePercent() {
    Map<String, TeamShare> teams =
        Plans.teams("one", Plans.weight(1), "two", Plans.weight(2), "three", Plans.weight(3));
    Simulation simulation = new Simulation(Plans.perMinute(10_000, teams), 7);
    teams.keySet().forEach(team -> simulation.requests(team, 300, PATIENT));
    simulation.run(Duration.ofMinutes(3));
    assertShares(simulation, Map.of("one", 1 / 6.0, "two", 2 / 6.0, "three", 3 / 6.0));
  }

  @Test
  void guaranteesComeFirstAndTheRestGoesByWeight() {
    BudgetPlan bare = Plans.perMinute(10_000, Map.of());
    double r = bare.rate();
    Map<String, TeamShare> teams =
        Plans.teams(
            "a",
            Plans.guarantee(0.5 * r, 3),
            "b",
            Plans.guarantee(0.1 * r, 1),
            "c",
            Plans.weight(1));
    Simulation simulation = new Simulation(Plans.perMinute(10_000, teams), 7);
    teams.keySet().forEach(team -> simulation.requests(team, 300, PATIENT));
    simulation.run(Duration.ofMinutes(3));
    assertShares(simulation, Map.of("a", 0.74, "b", 0.18, "c", 0.08));
  }

  @Test
  void aTeamThatDoesNotWaitGetsItsDueAgainstOneThatDoes() {
    Map<String, TeamShare> teams = Plans.teams("waits", Plans.weight(1), "asks", Plans.weight(1));
    Simulation simulation = new Simulation(Plans.perMinute(10_000, teams), 7);
    simulation.requests("waits", 300, PATIENT).requests("asks", 400, Duration.ZERO);
    simulation.run(Duration.ofMinutes(3));
    assertThat(simulation.sent.get("asks") / (double) simulation.arrivals.total())
        .isCloseTo(0.5, within(0.03));
  }

  private static void assertShares(Simulation simulation, Map<String, Double> expected) {
    expected.forEach(
        (team, share) ->
            assertThat(simulation.sent.get(team) / (double) simulation.arrivals.total())
                .as(team)
                .isCloseTo(share, within(0.03)));
  }

  private static BudgetPlan randomPlan(Random random, long limit) {
    Map<String, TeamShare> teams = new HashMap<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      double guaranteed = random.nextBoolean() ? 0 : random.nextDouble() * 0.5 / count * limit / 60;
      teams.put("team" + i, Plans.guarantee(guaranteed, 0.5 + random.nextInt(5)));
    }
    return Plans.perMinute(limit, teams);
  }
}
