package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Draining;
import dev.sluice.settings.Live;
import dev.sluice.testing.Configured;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What upstreams allow, and which of them share a budget. */
class NamedBudgetsTest {

  private static BudgetSettings settings(String... properties) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      map.put("sluice." + properties[i], properties[i + 1]);
    }
    Configured configured = Configured.by(map, BudgetConfig.class);
    return new BudgetSettings(configured.mapped(BudgetConfig.class), configured.layout());
  }

  private static List<String> windows(BudgetSettings settings, String budget) {
    assertThat(settings.problems().lines()).isEmpty();
    return settings.plans().get(budget).lanes().all().map(RateWindow::written).toList();
  }

  @Test
  void whatNobodySaysIsTheVendorsUsual() {
    BudgetSettings settings = settings("upstreams.a.timeout", "1s", "upstreams.k.dialect", "kie");
    assertThat(windows(settings, "a")).containsExactly("10000/60s");
    assertThat(windows(settings, "k")).containsExactly("20/10s create", "10/1s read");
    assertThat(settings.tasks("a")).isEqualTo(1000);
    assertThat(settings.tasks("k")).isEqualTo(100);
    assertThat(settings.plans().get("k").exact()).isTrue();
    assertThat(settings.plans().get("k").spread()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.plans().get("k").shares()).doesNotContainKey(Budget.WATCH);
  }

  @Test
  void aDialectIsReadAsEverywhereElseWithoutTheBlanksAroundIt() {
    assertThat(windows(settings("upstreams.k.dialect", " kie "), "k"))
        .containsExactly("20/10s create", "10/1s read");
  }

  @Test
  void severalWindowsAreReadAndRequestsPerMinuteStandForOne() {
    BudgetSettings settings =
        settings(
            "upstreams.a.windows", "6000/60s, 200/1s, 20/10s create",
            "upstreams.b.requests-per-minute", "1");
    assertThat(windows(settings, "a"))
        .as("no burst of 20 creates is cut by their part")
        .containsExactly("20/10s create", "5880/60s read", "180/1s read");
    assertThat(windows(settings, "b")).containsExactly("1/60s");
  }

  @Test
  void windowsThatCannotBeKeptAreNamed() {
    assertThat(settings("upstreams.a.windows", "10/1s read").problems().lines())
        .containsExactly("sluice.upstreams.a.windows: cannot be kept: no window counts creates");
    assertThat(settings("upstreams.a.windows", "20/10s create,much").problems().lines())
        .containsExactly("sluice.upstreams.a.windows = 'much': allowed is " + RateWindow.ALLOWED);
    assertThat(
            settings(
                    "upstreams.a.windows", "20/10s",
                    "upstreams.a.requests-per-minute", "120")
                .problems()
                .lines())
        .containsExactly(
            "sluice.upstreams.a.windows: stands beside requests-per-minute; write one of them");
  }

  @Test
  void upstreamsThatNameTheSameBudgetShareItAndOneOfThemMaySayItsLimits() {
    BudgetSettings settings =
        settings(
            "upstreams.a.budget", "house",
            "upstreams.b.budget", "house",
            "upstreams.b.windows", "600/60s",
            "upstreams.c.budget", "house",
            "upstreams.c.requests-per-minute", "600",
            "upstreams.c.concurrent-tasks", "50",
            "upstreams.d.budget", "e",
            "upstreams.e.timeout", "1s");
    assertThat(settings.plans()).containsOnlyKeys("house", "e");
    assertThat(settings.upstreams("house")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(settings.upstreams("e")).as("named like a member").contains("d", "e");
    assertThat(windows(settings, "house")).containsExactly("600/60s");
    assertThat(settings.tasks("house")).isEqualTo(50);
  }

  @Test
  void membersThatContradictEachOtherAreNamedBoth() {
    assertThat(
            settings(
                    "upstreams.a.budget", "house",
                    "upstreams.a.windows", "600/60s",
                    "upstreams.a.concurrent-tasks", "50",
                    "upstreams.b.budget", "house",
                    "upstreams.b.requests-per-minute", "700",
                    "upstreams.b.concurrent-tasks", "60")
                .problems()
                .lines())
        .containsExactly(
            "sluice.upstreams.b.requests-per-minute: contradicts sluice.upstreams.a.windows:"
                + " both share the budget house; say it once, or the same",
            "sluice.upstreams.b.concurrent-tasks: contradicts"
                + " sluice.upstreams.a.concurrent-tasks:"
                + " both share the budget house; say it once, or the same");
  }

  @Test
  void vendorsThatDifferHaveToSayWhatTheyShare() {
    assertThat(settings("upstreams.a.budget", "k", "upstreams.k.dialect", "kie").problems().lines())
        .containsExactly(
            "sluice.upstreams.a.windows: is missing: the vendors that share the budget k differ in"
                + " it",
            "sluice.upstreams.a.concurrent-tasks: is missing: the vendors that share the budget k"
                + " differ in it");
  }

  @Test
  void theBuiltInUpstreamSharesWithNobody() {
    String nobody = ".budget: the built-in upstream shares its budget with nobody";
    assertThat(
            settings("upstreams.a.budget", "sandbox", "sandbox.enabled", "true").problems().lines())
        .containsExactly("sluice.upstreams.a" + nobody);
    assertThat(settings("upstreams.sandbox.budget", "house").problems().lines())
        .containsExactly("sluice.upstreams.sandbox" + nobody);
    assertThat(settings("upstreams.sandbox.budget", "sandbox").problems().lines()).isEmpty();
    assertThat(settings("upstreams.a.budget", "no blank").problems().lines())
        .singleElement()
        .asString()
        .startsWith("sluice.upstreams.a.budget = 'no blank'");
  }

  @Test
  void aGuaranteeThatFitsNoMoreIsRefusedByTheRateOfCreates() {
    assertThat(
            settings(
                    "upstreams.k.dialect", "kie",
                    "teams.red.guaranteed-requests-per-minute", "108")
                .problems()
                .lines())
        .isEmpty();
    assertThat(
            settings(
                    "upstreams.k.dialect", "kie",
                    "teams.red.guaranteed-requests-per-minute", "109")
                .problems()
                .lines())
        .containsExactly(
            "sluice.teams.*.guaranteed-requests-per-minute: the guarantees on budget k sum up to"
                + " 109 a minute, the most that fits is 108 (the largest: red 109)");
  }

  @Test
  void whatOneUpstreamSpendsIsGoneForAllThatShareItsBudget() {
    TestTime time = new TestTime();
    BudgetSettings settings =
        settings(
            "upstreams.a.budget", "b", "upstreams.b.windows", "20/10s", "upstreams.c.url", "x");
    ConfiguredBudgets budgets =
        new ConfiguredBudgets(
            Live.still(settings),
            new LocalLedgers(time),
            time,
            time,
            new Meters(new SimpleMeterRegistry()),
            new Draining());
    assertThat(budgets.of("a")).isSameAs(budgets.of("b"));
    assertThat(budgets.of("a").name()).isEqualTo("b");
    assertThat(budgets.of("a").upstreams()).containsExactlyInAnyOrder("a", "b");
    assertThat(budgets.of("c").name()).isEqualTo("c");
    assertThat(budgets.all()).as("each once").hasSize(2);

    time.advance(Duration.ofSeconds(11));
    for (int i = 0; i < 20; i++) {
      Budget by = budgets.of(i % 2 == 0 ? "a" : "b");
      assertThat(Now.of(by.tryOnce(new Claim("s" + i, "red", Claim.Need.TOKEN))))
          .isInstanceOf(Verdict.Granted.class);
    }
    assertThat(Now.of(budgets.of("a").tryOnce(new Claim("t", "red", Claim.Need.TOKEN))))
        .isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void theBuiltInUpstreamHasOneBudgetUnderBothItsNames() {
    BudgetSettings settings =
        settings("sandbox.windows", "600/60s", "sandbox.concurrent-tasks", "50");
    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.plans()).containsOnlyKeys("sandbox");
    assertThat(settings.plans().get("sandbox").window().limit()).isEqualTo(600);
  }
}
