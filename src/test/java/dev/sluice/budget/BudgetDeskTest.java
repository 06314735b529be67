package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
import dev.sluice.settings.Live;
import dev.sluice.testing.Configured;
import dev.sluice.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetDeskTest {

  private final TestTime time = new TestTime();
  private final ConfiguredBudgets budgets = budgets();
  private final BudgetDesk desk = new BudgetDesk(budgets, time);

  private ConfiguredBudgets budgets() {
    Map<String, String> properties = new HashMap<>();
    properties.put("sluice.budget.cold-start", "0s");
    properties.put("sluice.upstreams.a.concurrent-tasks", "2");
    properties.put("sluice.upstreams.b.concurrent-tasks", "2");
    properties.put("sluice.teams.red.guaranteed-tasks", "1");
    properties.put("sluice.teams.red.concurrent-tasks", "1");
    properties.put("sluice.teams.blue.weight", "2");
    Configured configured = Configured.by(properties, BudgetConfig.class);
    return new ConfiguredBudgets(
        Live.still(new BudgetSettings(configured.mapped(BudgetConfig.class), configured.layout())),
        new LocalLedgers(time),
        time,
        time,
        new Meters(new SimpleMeterRegistry()),
        new Draining());
  }

  @Test
  void whoWaitsAndForHowLongIsToldOverAllBudgets() {
    claim("a", "1");
    claim("b", "2");
    claim("a", "3");
    time.advance(Duration.ofSeconds(2));
    claim("b", "4");
    time.advance(Duration.ofSeconds(1));

    assertThat(desk.waitingTeams()).containsExactly("red");
    assertThat(desk.waiting("red")).isEqualTo(2);
    assertThat(desk.longest("red")).isEqualTo(Duration.ofSeconds(3));
    assertThat(desk.longest("blue")).isZero();

    time.advance(Duration.ofMinutes(1));
    assertThat(desk.waitingTeams()).isEmpty();
    assertThat(desk.longest("red")).isZero();
  }

  @Test
  void sharesAreToldOfTeamsAndNotOfTheGatewaysOwnChecks() {
    assertThat(desk.shares("a")).containsOnlyKeys("red", "blue");
    assertThat(desk.shares("a").get("red").guaranteedTasks()).isEqualTo(1);
    assertThat(desk.shares("nothing")).isEmpty();
  }

  private void claim(String upstream, String id) {
    budgets
        .of(upstream)
        .acquire(new Claim(id, "red", Claim.Need.TOKEN_AND_SLOT), Duration.ofSeconds(20))
        .subscribe()
        .with(verdict -> {});
  }
}
