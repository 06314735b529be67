package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Slots as the bottleneck, with queues before them (S9, L9), on virtual time. A failing run names
 * its seed.
 */
class SlotSharingTest {

  @Test
  void slotsGoByWeightWhereTheyAreTheBottleneck() {
    BudgetPlan plan =
        Plans.of(
            10_000,
            Duration.ofMinutes(1),
            60,
            Plans.teams("one", Plans.weight(1), "two", Plans.weight(2)));
    Simulation simulation = new Simulation(plan, 3);
    for (String team : List.of("one", "two")) {
      simulation.with(
          new Simulation.Source(
              team, 30, Claim.Need.TOKEN_AND_SLOT, Duration.ofSeconds(3), Duration.ofSeconds(10)));
    }
    simulation.run(Duration.ofMinutes(5));
    double one = simulation.sent.get("one");
    assertThat(one / (one + simulation.sent.get("two"))).isCloseTo(1 / 3.0, within(0.03));
  }

  @Test
  void whereThereAreMoreTeamsThanSlotsEachHasItsTurn() {
    List<String> teams = IntStream.range(0, 16).mapToObj("t%02d"::formatted).toList();
    Map<String, TeamShare> shares = new TreeMap<>();
    teams.forEach(team -> shares.put(team, Plans.weight(1)));
    Simulation simulation = new Simulation(Plans.of(10_000, Duration.ofMinutes(1), 7, shares), 5);
    for (String team : teams) {
      simulation.with(
          new Simulation.Source(
              team, 2, Claim.Need.TOKEN_AND_SLOT, Duration.ofSeconds(3), Duration.ofSeconds(30)));
    }

    simulation.run(Duration.ofMinutes(10));

    double all = simulation.sent.values().stream().mapToDouble(Number::doubleValue).sum();
    for (String team : teams) {
      assertThat(simulation.sent.get(team) / all)
          .as("share of %s: %s", team, simulation.sent)
          .isCloseTo(1 / 16.0, within(0.2 / 16));
    }
  }

  @Test
  void aRefusalsRetryAfterIsKeptThoughOthersWaitForEverySlot() {
    for (long seed = 1; seed <= 10; seed++) {
      BudgetPlan plan = Plans.of(10_000, Duration.ofMinutes(1), 20, Map.of());
      Simulation simulation = new Simulation(plan, seed);
      simulation.with(
          new Simulation.Source(
              "crowd",
              20,
              Claim.Need.TOKEN_AND_SLOT,
              Duration.ofSeconds(3),
              Duration.ofSeconds(10)));
      simulation.run(Duration.ofMinutes(2));
      Verdict first = Now.of(simulation.budget.acquire(claim("first"), Duration.ZERO));
      assertThat(first).as("seed %d", seed).isInstanceOf(Verdict.Denied.class);
      Verdict.Denied denied = (Verdict.Denied) first;
      assertThat(denied.booked()).isTrue();
      simulation.run(denied.after().plusMillis(1500));
      Verdict again = Now.of(simulation.budget.acquire(claim("second"), Duration.ZERO));
      assertThat(again)
          .as("seed %d, told %s", seed, denied.after())
          .isInstanceOf(Verdict.Granted.class);
    }
  }

  private static Claim claim(String id) {
    return new Claim(id, "polite", Claim.Need.TOKEN_AND_SLOT);
  }
}
