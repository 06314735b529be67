package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
import dev.sluice.routing.Routes;
import dev.sluice.routing.RoutingConfig;
import dev.sluice.routing.RoutingSettings;
import dev.sluice.settings.Layout;
import dev.sluice.settings.Live;
import dev.sluice.team.TeamConfig;
import dev.sluice.team.TeamSettings;
import dev.sluice.testing.Configured;
import dev.sluice.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedLimitsTest {

  private static final Map<String, String> BESIDE_THE_SANDBOX =
      Map.of(
          "sluice.upstreams.real.requests-per-minute", "600",
          "sluice.upstreams.real.concurrent-tasks", "50",
          "sluice.sandbox.windows", "10000/60s",
          "sluice.teams.tester.sandbox", "true",
          "sluice.teams.small.concurrent-tasks", "7");

  private final TestTime time = new TestTime();

  @Test
  void aTeamSeesTheLimitsOfTheUpstreamsThatItCanReach() {
    SharedLimits limits = limits(BESIDE_THE_SANDBOX);

    assertThat(limits.limit("red")).isEqualTo(600);
    assertThat(limits.windowSeconds("red")).isEqualTo(60);
    assertThat(limits.taskCeiling("red")).isEqualTo(50);
    assertThat(limits.taskCeiling("small")).isEqualTo(7);
    assertThat(limits.limit("tester")).isEqualTo(10_000);
    assertThat(limits.taskCeiling("tester")).isEqualTo(1000);
  }

  @Test
  void aTeamsOwnRouteDecides() {
    Map<String, String> more = new HashMap<>(BESIDE_THE_SANDBOX);
    more.put("sluice.upstreams.big.requests-per-minute", "6000");
    more.put("sluice.teams.narrow.providers", "value");
    more.put("sluice.teams.narrow.routes.value", "real");
    SharedLimits limits = limits(more);

    assertThat(limits.limit("red")).isEqualTo(6000);
    assertThat(limits.taskCeiling("red")).isEqualTo(1050);
    assertThat(limits.limit("narrow")).isEqualTo(600);
    assertThat(limits.taskCeiling("narrow")).isEqualTo(50);
  }

  @Test
  void withoutACeilingTheKeysOwnLimitIsShownAndNotWhatTheMarginLeaves() {
    SharedLimits limits = limits(Map.of());

    assertThat(limits.limit("demo")).isEqualTo(10_000);
    assertThat(limits.taskCeiling("demo")).isEqualTo(1000);
    assertThat(limits.tasksInUse("demo")).isZero();
    time.advance(Duration.ofSeconds(5));
    assertThat(limits.tokens("demo")).isPositive();
  }

  @Test
  void apartForEachKeyItIsToldWhatMayBeUsedThere() {
    Map<String, String> more = new HashMap<>(BESIDE_THE_SANDBOX);
    more.put("sluice.upstreams.big.concurrent-tasks", "1000");
    more.put("sluice.budget.cold-start", "0s");
    SharedLimits limits = limits(more);

    assertThat(limits.rooms("red"))
        .containsExactlyInAnyOrder(
            new SharedLimits.Room(List.of("big"), 0, 980, 0),
            new SharedLimits.Room(List.of("real"), 0, 49, 0));
    assertThat(limits.rooms("small")).contains(new SharedLimits.Room(List.of("big"), 0, 7, 0));
  }

  private SharedLimits limits(Map<String, String> properties) {
    Configured configured =
        Configured.by(properties, BudgetConfig.class, RoutingConfig.class, TeamConfig.class);
    Layout layout = configured.layout();
    Live<BudgetSettings> settings =
        Live.still(new BudgetSettings(configured.mapped(BudgetConfig.class), layout));
    TeamSettings teams = new TeamSettings(configured.mapped(TeamConfig.class), layout);
    Routes routes =
        new Routes(
            Live.still(new RoutingSettings(configured.mapped(RoutingConfig.class), layout, teams)));
    Meters meters = new Meters(new SimpleMeterRegistry());
    return new SharedLimits(
        settings,
        routes,
        new ConfiguredBudgets(settings, new LocalLedgers(time), time, time, meters, new Draining()),
        time);
  }
}
