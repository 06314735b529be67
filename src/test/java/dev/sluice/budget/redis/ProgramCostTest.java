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
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a call costs Redis, by its own account, with many teams that all want more than there is.
 */
class ProgramCostTest {

  private static final Logger LOG = Logger.getLogger(ProgramCostTest.class);

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
  void aDecisionCostsLittleThoughAHundredTeamsWantMoreThanThereIs() throws IOException {
    double few = micros(10, 10, 1);
    double many = micros(100, 10, 1);
    LOG.infof("FIGURES 10 teams %.0f us, 100 teams %.0f us a call of one claim", few, many);
    // A quiet machine needs less than 300 us; a busy one is let have more.
    assertThat(many).isLessThan(1000).isLessThan(3 * few);
  }

  @Test
  void aDecisionCostsTheSameHoweverManyLeasesAreOpen() throws IOException {
    double few = micros(100, 10, 1);
    double many = micros(100, 10_000, 1);
    LOG.infof("FIGURES 10 leases %.0f us, 10000 leases %.0f us a call of one claim", few, many);
    assertThat(many).isLessThan(2 * few);
  }

  @Test
  void claimsThatComeTogetherAreCheaperThanAlone() throws IOException {
    double alone = micros(100, 10, 1);
    double together = micros(100, 10, 64) / 64;
    LOG.infof("FIGURES alone %.0f us, of 64 in a call each %.0f us", alone, together);
    assertThat(together).isLessThan(alone / 2);
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
      double least = Double.POSITIVE_INFINITY;
      for (int window = 0; window < 15; window++) {
        talk.ask("CONFIG", "RESETSTAT");
        crowd.calls(20, claims);
        least = Math.min(least, usecPerCall());
      }
      return least;
    }
  }

  /** As Redis accounts for it; what else runs on the machine only ever adds to it. */
  private static double usecPerCall() {
    String stats = redis.info("commandstats", "cmdstat_evalsha");
    return Double.parseDouble(stats.replaceAll(".*usec_per_call=([0-9.]+).*", "$1"));
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
