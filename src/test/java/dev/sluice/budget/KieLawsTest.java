package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Claim.Need;
import dev.sluice.testing.Configured;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Kie's own limits, 20 creates in 10 s, 10 reads in 1 s and 100 tasks, as the upstream sees them,
 * on virtual time. A failing run names its seed.
 */
class KieLawsTest {

  private static final Map<String, String> OWN_UNDER_GREEDY =
      Map.of(
          "sluice.teams.own.guaranteed-requests-per-minute", "54",
          "sluice.teams.own.guaranteed-tasks", "40",
          "sluice.teams.greedy.weight", "1000");

  private static final long TEN_SECONDS = Duration.ofSeconds(10).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration PATIENT = Duration.ofSeconds(12);

  private static BudgetPlan plan(Map<String, String> teams) {
    Map<String, String> properties = new HashMap<>(teams);
    properties.put("sluice.upstreams.kie.dialect", "kie");
    Configured configured = Configured.by(properties, BudgetConfig.class);
    BudgetSettings settings =
        new BudgetSettings(configured.mapped(BudgetConfig.class), configured.layout());
    assertThat(settings.problems().lines()).isEmpty();
    BudgetPlan plan = settings.plans().get("kie");
    assertThat(plan.lanes().all().map(RateWindow::written))
        .containsExactly("20/10s create", "10/1s read");
    assertThat(plan.slots()).isEqualTo(98);
    return plan;
  }

  private static void creates(Simulation simulation, String team, double perSecond) {
    simulation.with(
        new Simulation.Source(
            team, perSecond, Need.TOKEN_AND_SLOT, PATIENT, Duration.ofSeconds(12)));
  }

  private static void assertThatTheLimitsHold(Simulation simulation, long seed) {
    assertThat(simulation.arrivals.fullest(TEN_SECONDS)).as("seed %d", seed).isBetween(15, 20);
    assertThat(simulation.reads.fullest(SECOND)).as("seed %d", seed).isBetween(5, 10);
  }

  @Test
  void noTenSecondsHoldMoreThanTwentyCreatesAndNoSecondMoreThanTenReads() {
    for (long seed = 1; seed <= 6; seed++) {
      Simulation simulation = new Simulation(plan(Map.of()), seed);
      creates(simulation, "red", 3);
      creates(simulation, "blue", 3);
      simulation.requests(Budget.WATCH, 30, Duration.ZERO);
      simulation.run(Duration.ofMinutes(1));
      simulation.stall(Duration.ofSeconds(seed));
      simulation.latency(Duration.ofMillis(100 * seed));
      simulation.run(Duration.ofMinutes(1));
      assertThatTheLimitsHold(simulation, seed);
    }
  }

  @Test
  void underLoadNinetyFivePercentOfTheCreateWindowAreUsed() {
    for (long seed = 1; seed <= 3; seed++) {
      Simulation simulation = new Simulation(plan(Map.of()), seed);
      creates(simulation, "red", 4);
      creates(simulation, "blue", 4);
      simulation.run(START);
      long from = simulation.time.nanos();
      simulation.run(Duration.ofMinutes(5));
      long used = simulation.arrivals.between(from, simulation.time.nanos());
      assertThat(used).as("seed %d: of 600, %.1f %%", seed, used / 6.0).isGreaterThanOrEqualTo(570);
      assertThat(simulation.arrivals.fullest(TEN_SECONDS)).isLessThanOrEqualTo(20);
    }
  }

  @Test
  void aTeamWithinItsGuaranteeIsServedInItsPatienceUnderAGreedyOne() {
    for (long seed = 1; seed <= 3; seed++) {
      Simulation simulation = new Simulation(plan(OWN_UNDER_GREEDY), seed);
      creates(simulation, "greedy", 10);
      simulation.run(START);
      creates(simulation, "own", 0.7);
      simulation.run(Duration.ofMinutes(5));
      int own = simulation.sent.get("own");
      assertThat(simulation.refused.getOrDefault("own", 0)).as("seed %d", seed).isZero();
      assertThat(own / 30.0).as("seed %d: in 10 s, asked for 7", seed).isBetween(5.5, 9.0);
      assertThat(simulation.arrivals.fullest(TEN_SECONDS)).isBetween(19, 20);
    }
  }

  @Test
  void aTeamThatAsksForMoreThanItsGuaranteeGetsAllOfItUnderAGreedyOne() {
    Simulation simulation = new Simulation(plan(OWN_UNDER_GREEDY), 1);
    creates(simulation, "greedy", 10);
    creates(simulation, "own", 3);
    simulation.run(START);
    int before = simulation.sent.get("own");
    simulation.run(Duration.ofMinutes(5));
    assertThat((simulation.sent.get("own") - before) / 30.0).as("in 10 s").isGreaterThan(8.9);
  }
}
