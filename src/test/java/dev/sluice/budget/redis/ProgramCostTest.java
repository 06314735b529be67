package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.TeamShare;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.RedisTalk;
import dev.sluice.testing.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a call costs Redis, by its own account, with many teams that all want more than there is.
 */
class ProgramCostTest {

  private static RedisServer redis;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void figures() throws IOException {
    for (int teams : new int[] {1, 10, 100}) {
      for (int leases : new int[] {10, 10_000}) {
        for (int claims : new int[] {0, 1, 64}) {
          System.out.printf(
              "%d teams, %d leases, %d claims: %.0f us a call%n",
              teams, leases, claims, micros(teams, leases, claims));
        }
      }
    }
  }

  private static double micros(int teams, int leases, int claims) throws IOException {
    TestTime time = new TestTime();
    try (RedisTalk talk = redis.talk()) {
      talk.ask("FLUSHALL");
      ProgramClient client =
          new ProgramClient(
              talk,
              "cost",
              plan(teams),
              new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), n -> {}),
              time);
      client.begin(() -> time.advance(Duration.ofSeconds(1)));
      open(client, teams, leases);
      Crowd crowd = new Crowd(client, time, teams);
      crowd.calls(4 * teams / Math.max(1, claims) + 20, Math.max(1, claims));
      int calls = 300;
      double before = cpuMicros();
      crowd.calls(calls, claims);
      return (cpuMicros() - before) / calls;
    }
  }

  /** Processor time of Redis; the clock on the wall would count what else runs on the machine. */
  private static double cpuMicros() {
    return (Double.parseDouble(redis.info("cpu", "used_cpu_user"))
            + Double.parseDouble(redis.info("cpu", "used_cpu_sys")))
        * 1e6;
  }

  /** Every team in turn asks for one more, all of them again before their demand has lapsed. */
  private record Crowd(ProgramClient client, TestTime time, int teams) {
    private static long ids;

    void calls(int count, int claims) {
      for (int call = 0; call < count; call++) {
        List<Claim> asked = new ArrayList<>();
        for (int i = 0; i < claims; i++) {
          String team = "team-" + ids % teams;
          Claim.Need need = ids / teams % 2 == 0 ? Claim.Need.TOKEN : Claim.Need.TOKEN_AND_SLOT;
          asked.add(new Claim("c" + ids++, team, need, ids % 5 == 0));
        }
        time.advance(Duration.ofNanos(50_000_000L * Math.max(1, claims) / Math.max(64, teams)));
        client.call(claims == 0 ? List.of() : List.of(Words.admit(asked)));
      }
    }
  }

  private static void open(ProgramClient client, int teams, int leases) {
    for (int page = 0; page < leases; page += 100) {
      List<String> assertion = new ArrayList<>(List.of("assert", "0"));
      for (int i = page; i < Math.min(leases, page + 100); i++) {
        assertion.addAll(
            List.of(
                "s" + i,
                "team-" + i % teams,
                "B",
                "1000000",
                "3600000000",
                "replica",
                "task" + i,
                ""));
      }
      client.call(List.of(assertion));
    }
  }

  private static BudgetPlan plan(int teams) {
    var shares = new TreeMap<String, TeamShare>();
    for (int i = 0; i < teams; i++) {
      shares.put(
          "team-" + i,
          new TeamShare(1 + i % 7, 70.0 / teams, 200 / teams, 0.5, TeamShare.NO_CEILING));
    }
    BudgetPlan plan =
        BudgetPlan.of(
            "cost",
            new RateWindow(10_000, Duration.ofMinutes(1)),
            new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(50)),
            50,
            20_000,
            shares);
    assertThat(plan.fits()).isTrue();
    return plan;
  }
}
