package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.BudgetSettings.Overflow;
import dev.sluice.testing.Configured;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetSettingsTest {

  private static final String SANDBOX = "sandbox";

  @Test
  void theBuiltInUpstreamAllowsWhatTheSandboxEnforces() {
    BudgetPlan plan =
        plan(
            Map.of(
                "sluice.sandbox.windows", "600/60s",
                "sluice.sandbox.concurrent-tasks", "50",
                "sluice.upstreams.sandbox.timeout", "2s"));

    assertThat(plan.window()).isEqualTo(new RateWindow(600, Duration.ofMinutes(1)));
    assertThat(plan.slots()).isEqualTo(49);
  }

  @Test
  void whatIsSaidAboutTheBuiltInUpstreamItselfCounts() {
    BudgetPlan plan =
        plan(
            Map.of(
                "sluice.sandbox.windows", "600/60s",
                "sluice.sandbox.concurrent-tasks", "50",
                "sluice.upstreams.sandbox.requests-per-minute", "300"));

    assertThat(plan.window()).isEqualTo(new RateWindow(300, Duration.ofMinutes(1)));
    assertThat(plan.slots()).isEqualTo(49);
  }

  @Test
  void aTeamSaysWhatASubmitDoesThatIsNotGrantedAtOnce() {
    BudgetSettings settings =
        settings(
            Map.of(
                "sluice.teams.red.overflow", "defer",
                "sluice.teams.blue.overflow", "refuse",
                "sluice.teams.green.weight", "2"));

    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.waits("red").overflow()).isEqualTo(Overflow.DEFER);
    assertThat(settings.waits("blue").overflow()).isEqualTo(Overflow.REFUSE);
    assertThat(settings.waits("green").overflow()).isEqualTo(Overflow.WAIT);
  }

  @ParameterizedTest
  @CsvSource({"10000/60s", "1000/12s", "500/6s", "500/3s"})
  void noTokenOverflowsBetweenTwoDrains(String window) {
    BudgetPlan plan = plan(Map.of("sluice.sandbox.windows", window));
    double gathered = plan.rate() * plan.drain().toNanos() / 1e9;
    assertThat(gathered).isLessThan(plan.burst() / 2);
  }

  @Test
  void waitersAreAskedForTwentyTimesASecondWhereTheWindowIsAMinute() {
    BudgetPlan plan = plan(Map.of("sluice.sandbox.windows", "10000/60s"));
    assertThat(plan.drain()).isEqualTo(Duration.ofMillis(50));
  }

  private static BudgetPlan plan(Map<String, String> properties) {
    BudgetSettings settings = settings(properties);
    assertThat(settings.problems().lines()).isEmpty();
    return settings.plans().get(SANDBOX);
  }

  private static BudgetSettings settings(Map<String, String> properties) {
    Configured configured = Configured.by(properties, BudgetConfig.class);
    return new BudgetSettings(configured.mapped(BudgetConfig.class), configured.layout());
  }
}
