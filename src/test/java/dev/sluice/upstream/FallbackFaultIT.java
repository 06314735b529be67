package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.BlackHole;
import dev.sluice.testing.Complaints;
import dev.sluice.testing.FaultyRoad;
import dev.sluice.testing.FaultyRoad.Fate;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A route of two: whatever keeps the first from serving, the second serves exactly once, and what
 * the first may have started the second never sees. Two sandboxes judge. Each team has a first
 * upstream of its own; the second is everybody's.
 */
class FallbackFaultIT {

  private static final SandboxProcess.Limits LIMITS =
      new SandboxProcess.Limits(10_000, Duration.ofSeconds(60), 1000, "200ms..400ms");

  private static SandboxProcess one;
  private static SandboxProcess two;
  private static BlackHole hole;
  private static Map<String, FaultyRoad> firsts;
  private static FaultyRoad second;
  private static PackagedGateway gateway;
  private static Scrape metrics;

  @BeforeAll
  static void start() throws IOException {
    one = SandboxProcess.start(LIMITS);
    two = SandboxProcess.start(LIMITS);
    hole = BlackHole.open();
    firsts =
        Map.of(
            "down", FaultyRoad.to(one.port(), Fate.SERVE),
            "paused", FaultyRoad.to(one.port(), Fate.ANSWER_429),
            "telling", FaultyRoad.to(one.port(), Fate.ANSWER_503),
            "narrow", FaultyRoad.to(one.port(), Fate.SERVE),
            "full", FaultyRoad.to(one.port(), Fate.SERVE),
            "broken", FaultyRoad.to(one.port(), Fate.RESET_FORWARDED),
            "slow", FaultyRoad.to(one.port(), Fate.SERVE_LATE).late(Duration.ofMillis(700)),
            "doubtful", FaultyRoad.to(one.port(), Fate.SERVE),
            "hung", FaultyRoad.to(one.port(), Fate.HANG_FORWARDED),
            "rested", FaultyRoad.to(one.port(), Fate.HANG_FORWARDED));
    firsts.get("down").shut();
    second = FaultyRoad.to(two.port(), Fate.SERVE);
    gateway = PackagedGateway.start(yaml(), Map.of());
    metrics = new Scrape(gateway);
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    firsts.values().forEach(FaultyRoad::close);
    second.close();
    one.close();
    two.close();
    hole.close();
  }

  private static String yaml() {
    return """
        sluice:
          budget: {cold-start: 0s}
          tasks: {first-check: 200ms, min-spacing: 200ms, unknown-hold: 3s}
          upstreams:
            down: {url: "%s", key: %s, timeout: 2s, breaker: {failures: 100%%}}
            hole: {url: "http://127.0.0.1:%d", key: k, timeout: 1s, breaker: {failures: 100%%}}
            paused: {url: "%s", key: %2$s, timeout: 2s}
            telling: {url: "%s", key: %2$s, timeout: 2s, breaker: {failures: 100%%}}
            narrow: {url: "%s", key: %2$s, timeout: 2s, windows: ["4/60s"]}
            full: {url: "%s", key: %2$s, timeout: 2s, concurrent-tasks: 1}
            broken: {url: "%s", key: %2$s, timeout: 2s, breaker: {calls: 4, open: 2s}}
            slow: {url: "%s", key: %2$s, timeout: 5s, breaker: {slow: 300ms, calls: 4, open: 30s}}
            doubtful: {url: "%s", key: %2$s, timeout: 1s, breaker: {failures: 100%%, calls: 100}}
            hung: {url: "%s", key: %2$s, timeout: 1s, concurrent-tasks: 20}
            rested: {url: "%s", key: %2$s, timeout: 1s, concurrent-tasks: 20, breaker: {calls: 4, open: 500ms}}
            second: {url: "%s", key: %2$s, timeout: 5s}
          teams:
            down: {keys: [down-key], routes: {auto: [down, second]}}
            hole: {keys: [hole-key], routes: {auto: [hole, second]}}
            paused: {keys: [paused-key], routes: {auto: [paused, second]}}
            telling: {keys: [telling-key], routes: {auto: [telling, second]}}
            narrow: {keys: [narrow-key], routes: {auto: [narrow, second]}}
            full: {keys: [full-key], routes: {auto: [full, second]}}
            broken: {keys: [broken-key], routes: {auto: [broken, second]}}
            alone: {keys: [alone-key], routes: {auto: [broken]}}
            slow: {keys: [slow-key], routes: {auto: [slow, second]}}
            doubtful: {keys: [doubtful-key], routes: {auto: [doubtful, second]}}
            hung: {keys: [hung-key], routes: {auto: [hung, second]}}
            rested: {keys: [rested-key], routes: {auto: [rested, second]}}
        """
        .formatted(
            firsts.get("down").url(),
            SandboxProcess.KEY,
            hole.port(),
            firsts.get("paused").url(),
            firsts.get("telling").url(),
            firsts.get("narrow").url(),
            firsts.get("full").url(),
            firsts.get("broken").url(),
            firsts.get("slow").url(),
            firsts.get("doubtful").url(),
            firsts.get("hung").url(),
            firsts.get("rested").url(),
            second.url());
  }

  @Test
  void aFirstThatRefusesConnections() {
    TeamClient team = team("down");

    servedBySecond(team, "down 1", "down");

    firsts.get("down").open();
    Heard back = team.submit("down 2");
    assertThat(back.header("Sluice-Upstream")).isEqualTo("down");
    assertThat(second.fates("down 2")).isEmpty();
  }

  @Test
  void aFirstThatIsABlackHole() {
    Heard answer = servedBySecond(team("hole"), "hole 1", "hole");

    assertThat(answer.took()).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void aFirstThatPausesByIts429IsNotAskedAgainMeanwhile() {
    TeamClient team = team("paused");

    servedBySecond(team, "paused 1", "paused");
    servedBySecond(team, "paused 2", "paused");

    assertThat(firsts.get("paused").fates("paused 1")).containsExactly(Fate.ANSWER_429);
    assertThat(firsts.get("paused").fates("paused 2")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ANSWER_503", "ANSWER_503_INSIDE_200"})
  void aFirstThatSaysItCannot(Fate fate) {
    FaultyRoad first = firsts.get("telling");
    first.become(fate);

    servedBySecond(team("telling"), "telling " + fate, "telling");

    assertThat(first.fates("telling " + fate)).containsExactly(fate);
  }

  @Test
  void aFirstWhoseOwnWindowIsUsedUp() {
    TeamClient team = team("narrow");
    List<String> served = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Heard answer = team.submit("narrow " + i, "Prefer", "wait=0");
      assertThat(answer.status()).isEqualTo(200);
      served.add(answer.header("Sluice-Upstream"));
      assertStartedOnceBy("narrow " + i, answer.header("Sluice-Upstream"));
    }
    assertThat(served).endsWith("second", "second").isSubsetOf("narrow", "second");
  }

  @Test
  void aFirstWhoseSlotsAreAllTaken() {
    TeamClient team = team("full");
    Heard holding = team.submit("full [slow:20s]");
    assertThat(holding.header("Sluice-Upstream")).isEqualTo("full");

    servedBySecond(team, "full 2", "full");

    assertThat(firsts.get("full").fates("full 2")).isEmpty();
  }

  @Test
  void aFirstThatIsSlowIsLeftOutOnceItsCircuitIsOpen() {
    TeamClient team = team("slow");
    for (int i = 0; i < 2; i++) {
      Heard answer = team.submit("slow " + i);
      assertThat(answer.header("Sluice-Upstream")).isEqualTo("slow");
      assertStartedOnceBy("slow " + i, "slow");
    }
    assertThat(circuit("slow")).isEqualTo(2);

    Heard answer = servedBySecond(team, "slow 2", "slow");

    assertThat(firsts.get("slow").fates("slow 2")).isEmpty();
    assertThat(answer.took()).isLessThan(Duration.ofMillis(600));
  }

  @Test
  void aFirstThatBreaksIsLeftOutOnceItsCircuitIsOpenAndTriedByOneSubmitLater() {
    FaultyRoad first = firsts.get("broken");
    TeamClient team = team("broken");
    for (int i = 0; i < 2; i++) {
      assertUnknown(team.submit("broken " + i), "broken " + i, "broken");
    }
    assertThat(circuit("broken")).isEqualTo(2);
    assertThat(metrics.health())
        .contains("\"status\": \"UP\"", "circuit open: nothing is sent")
        .doesNotContain("DOWN");

    servedBySecond(team, "broken 2", "broken");
    Heard refused = team("alone").submit("broken alone");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(refused.body()).contains("\"violated-policies\":[\"circuit\"]", "nothing was");
    assertThat(first.fates("broken 2")).isEmpty();
    assertThat(first.fates("broken alone")).isEmpty();

    first.become(Fate.SERVE);
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> team("alone").submit("broken again").status() == 200);
    assertThat(circuit("broken")).isZero();
    gateway.awaitLog("circuit-open upstream=broken");
    gateway.awaitLog("circuit-half-open upstream=broken");
    gateway.awaitLog("circuit-closed upstream=broken");
    assertThat(Complaints.in(gateway.log())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "RESET_UNFORWARDED",
        "RESET_FORWARDED",
        "HANG_FORWARDED",
        "ANSWER_500_FORWARDED",
        "ANSWER_502",
        "ANSWER_504_FORWARDED",
        "ANSWER_504_INSIDE_200_FORWARDED"
      })
  void whatTheFirstMayHaveStartedLandsNowhereElseAndTheAnswerSaysSo(Fate fate) {
    firsts.get("doubtful").become(fate);
    String prompt = "doubtful " + fate;

    Heard answer = team("doubtful").submit(prompt, "Prefer", "wait=5");

    assertUnknown(answer, prompt, "doubtful");
    assertThat(firsts.get("doubtful").fates(prompt)).containsExactly(fate);
  }

  /** Its few slots bar the team (S7) before the circuit has the ten calls that it needs. */
  @Test
  void aFirstThatHangsIsLeftOutOnceItsUnknownOutcomesBarTheTeam() {
    TeamClient team = team("hung");
    for (int i = 0; i < 2; i++) {
      assertUnknown(team.submit("hung " + i), "hung " + i, "hung");
    }
    assertThat(circuit("hung")).isZero();

    Heard answer = servedBySecond(team, "hung 2", "hung");

    assertThat(firsts.get("hung").fates("hung 2")).isEmpty();
    assertThat(answer.took()).isLessThan(Duration.ofMillis(600));
  }

  /** Once the circuit has rested it would let a try through; the team's bar still stands. */
  @Test
  void aFirstThatHangsIsLeftOutWhileTheBarOutlastsTheRestOfItsCircuit() {
    TeamClient team = team("rested");
    for (int i = 0; i < 2; i++) {
      assertUnknown(team.submit("rested " + i), "rested " + i, "rested");
    }
    long barred = System.nanoTime();
    assertThat(circuit("rested")).isEqualTo(2);

    int served = 0;
    while (System.nanoTime() - barred < Duration.ofMillis(1500).toNanos()) {
      String prompt = "rested, later " + served++;
      servedBySecond(team, prompt, "rested");
      assertThat(firsts.get("rested").fates(prompt)).isEmpty();
    }
  }

  private static void assertUnknown(Heard answer, String prompt, String upstream) {
    assertThat(answer.status()).isIn(200, 500, 502, 504);
    assertThat(answer.header("Sluice-Outcome")).isEqualTo("unknown");
    assertThat(answer.header("Sluice-Upstream")).isEqualTo(upstream);
    assertThat(second.fates(prompt)).isEmpty();
  }

  /** Served, once, and its state is asked of the second alone. */
  private static Heard servedBySecond(TeamClient team, String prompt, String first) {
    Heard answer = team.submit(prompt);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Sluice-Upstream")).isEqualTo("second");
    assertStartedOnceBy(prompt, "second");
    assertThat(team.status(answer.taskId(), "Prefer", "wait=10").state()).isEqualTo("success");
    assertThat(second.reads(answer.taskId())).isPositive();
    if (firsts.containsKey(first)) {
      assertThat(firsts.get(first).reads(answer.taskId())).isZero();
    }
    return answer;
  }

  private static void assertStartedOnceBy(String prompt, String upstream) {
    int bySecond = second.started(prompt);
    int byFirsts = firsts.values().stream().mapToInt(first -> first.started(prompt)).sum();
    assertThat(bySecond).as(prompt).isEqualTo(upstream.equals("second") ? 1 : 0);
    assertThat(byFirsts).as(prompt).isEqualTo(upstream.equals("second") ? 0 : 1);
  }

  private static double circuit(String upstream) {
    return metrics.sum("sluice_upstream_circuit", "upstream", upstream);
  }

  private static TeamClient team(String id) {
    return new TeamClient(gateway, id + "-key");
  }
}
