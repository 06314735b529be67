package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.budget.Claim.Need;
import dev.sluice.testing.Now;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every ledger obeys, whatever keeps its book: the laws of the rate (L1 to L6, L9) here, those
 * of the slots in {@link SlotLaws}, those of the clock and of the upstream's 429 in {@link
 * ClockAndFeedbackLaws}. A failing run names its seed.
 */
public abstract class LedgerContract extends ChangeLaws {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private Ledger of(BudgetPlan plan) {
    return ledger(
        plan, new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {}));
  }

  private static Verdict ask(Ledger ledger, Claim claim) {
    return Now.of(ledger.admit(List.of(claim))).get(0);
  }

  @Test
  void noWindowHoldsMoreThanTheLimitThoughEachGrantArrivesWhenItLikesWithinTheSpread() {
    for (long seed = 1; seed <= rounds(10); seed++) {
      Random random = new Random(seed);
      long limit = 20 + random.nextInt(300);
      Duration window = Duration.ofSeconds(5);
      BudgetPlan plan =
          Plans.of(limit, window, 10, Plans.teams("a", Plans.guarantee(limit / 20.0, 1)));
      Ledger ledger = of(plan);
      Arrivals arrivals = new Arrivals();
      for (int i = 0; i < 4000; i++) {
        time.advance(Duration.ofMillis(random.nextInt(10)));
        String id = seed + "-" + i;
        if (ask(ledger, new Claim(id, random.nextBoolean() ? "a" : "b", Need.TOKEN))
            instanceof Verdict.Granted) {
          long late = (long) (random.nextDouble() * plan.spread().toNanos());
          arrivals.arrive(time.nanos() + late);
          time.after(
              Duration.ofNanos(late).plusMillis(random.nextInt(3000)),
              () -> Now.of(ledger.settle(id, Ending.STARTED_NOTHING, Duration.ZERO)));
        }
      }
      assertThat(arrivals.fullest(window.toNanos()))
          .as("seed %d, limit %d", seed, limit)
          .isBetween((int) (0.5 * limit), (int) limit);
    }
  }

  @Test
  void whatIsNotAnsweredCountsAndNothingIsGrantedBeyondTheLimit() {
    Ledger ledger = of(Plans.of(100, Duration.ofSeconds(5), 10, Map.of()));
    int granted = 0;
    for (int i = 0; i < 800; i++) {
      time.advance(Duration.ofMillis(50));
      granted +=
          ask(ledger, new Claim("c" + i, "a", Need.TOKEN)) instanceof Verdict.Granted ? 1 : 0;
    }
    assertThat(granted).isEqualTo(100);
    for (int i = 0; i < 800; i++) {
      Now.of(ledger.settle("c" + i, Ending.STARTED_NOTHING, Duration.ZERO));
    }
    for (int i = 0; i < 49; i++) {
      time.advance(Duration.ofMillis(100));
      assertThat(ask(ledger, new Claim("d" + i, "a", Need.TOKEN)))
          .isInstanceOf(Verdict.Denied.class);
    }
    time.advance(Duration.ofMillis(150));
    assertThat(ask(ledger, new Claim("e", "a", Need.TOKEN))).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aTeamWithinItsRateAndBurstIsNeverRefusedForRateWhateverTheOthersDo() {
    for (long seed = 1; seed <= rounds(30); seed++) {
      Random random = new Random(seed);
      BudgetPlan plan = promising(random);
      Ledger ledger = of(plan);
      Regulated regulated = new Regulated(ledger, plan, random);
      for (int step = 0; step < 1500; step++) {
        time.advance(Duration.ofNanos(1000L * random.nextInt(60_000)));
        if (random.nextInt(3) > 0) {
          regulated.disturb(step);
        }
        regulated.send(step, seed);
      }
      assertThat(regulated.sent).as("seed %d", seed).isPositive();
    }
  }

  private BudgetPlan promising(Random random) {
    long limit = 200 + random.nextInt(10_000);
    BudgetPlan bare = Plans.perMinute(limit, Map.of());
    int count = 1 + random.nextInt(6);
    Map<String, TeamShare> teams = Plans.teams("greedy", Plans.weight(50));
    for (int i = 0; i < count; i++) {
      double part = (0.1 + 0.8 * random.nextDouble()) * 0.75 / count;
      teams.put("team" + i, Plans.guarantee(part * bare.rate(), 0.1 + random.nextInt(5)));
    }
    BudgetPlan plan = Plans.perMinute(limit, teams);
    return plan.fits() && !plan.exact() ? plan : promising(random);
  }

  /** A team that sends as its own bucket of (g, b) allows, in bursts, among others that do not. */
  private final class Regulated {
    private final Ledger ledger;
    private final Random random;
    private final double perSecond;
    private final double burst;
    private double level;
    private long seen = time.nanos();
    int sent;

    Regulated(Ledger ledger, BudgetPlan plan, Random random) {
      this.ledger = ledger;
      this.random = random;
      // Thousandths of a token are rounded down.
      this.perSecond = plan.share("team0").guaranteedPerSecond() * 0.9999;
      this.burst = plan.burstOf(plan.share("team0")) - 0.01;
    }

    void send(int step, long seed) {
      level = Math.min(burst, level + (time.nanos() - seen) / 1e9 * perSecond);
      seen = time.nanos();
      if (random.nextInt(4) > 0) {
        return; // lets its bucket fill
      }
      for (int i = 0; level >= 1.01; i++) {
        level--;
        Claim claim = new Claim("r" + step + "-" + i, "team0", Need.TOKEN, random.nextBoolean());
        assertThat(ask(ledger, claim))
            .as("seed %d, step %d", seed, step)
            .isInstanceOf(Verdict.Granted.class);
        Now.of(ledger.settle(claim.id(), Ending.STARTED_NOTHING, Duration.ZERO));
        sent++;
      }
    }

    /** The others ask for all they can get, for the last time or not, and give some of it back. */
    void disturb(int step) {
      List<Claim> claims = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(20); i++) {
        String team = random.nextBoolean() ? "greedy" : "team" + (1 + random.nextInt(6));
        claims.add(new Claim("d" + step + "-" + i, team, Need.TOKEN, random.nextInt(4) == 0));
      }
      for (Verdict verdict : Now.of(ledger.admit(claims))) {
        if (verdict instanceof Verdict.Granted grant) {
          Ending ending = random.nextInt(5) == 0 ? Ending.NEVER_SENT : Ending.STARTED_NOTHING;
          Now.of(ledger.settle(grant.id(), ending, Duration.ZERO));
        }
      }
    }
  }

  @Test
  void aBurstWithinTheGuaranteesBurstIsServedAtOnce() {
    BudgetPlan plan =
        Plans.perMinute(
            10_000, Plans.teams("small", Plans.guarantee(50, 1), "greedy", Plans.weight(50)));
    Ledger ledger = of(plan);
    new Crowd(ledger, time, "greedy").seconds(5, Need.TOKEN, Duration.ZERO);
    int burst = (int) plan.burstOf(plan.share("small"));
    assertThat(burst).isEqualTo(5);
    for (int i = 0; i < burst; i++) {
      assertThat(ask(ledger, new Claim("b" + i, "small", Need.TOKEN)))
          .isInstanceOf(Verdict.Granted.class);
    }
  }

  @Test
  void aLoneTeamMayUseTheWholeRateThoughOthersHaveGuarantees() {
    BudgetPlan plan =
        Plans.perMinute(
            10_000, Plans.teams("idle", Plans.guarantee(60, 1), "red", TeamShare.PLAIN));
    Ledger ledger = of(plan);
    Crowd crowd = new Crowd(ledger, time, "red");
    crowd.seconds(2, Need.TOKEN, Duration.ZERO);
    crowd.granted();
    crowd.seconds(20, Need.TOKEN, Duration.ZERO);
    assertThat(crowd.granted().get("red") / 20.0).isCloseTo(plan.rate(), within(1.0));
  }

  @Test
  void idleCapacityGoesByWeightWithinThreePercent() {
    Ledger ledger =
        of(
            Plans.perMinute(
                10_000,
                Plans.teams(
                    "one", Plans.weight(1), "two", Plans.weight(2), "three", Plans.weight(3))));
    Crowd crowd = new Crowd(ledger, time, "one", "two", "three");
    crowd.seconds(20, Need.TOKEN, Duration.ZERO);
    Map<String, Integer> granted = crowd.granted();
    assertThat(Crowd.part(granted, "one")).isCloseTo(1 / 6.0, within(0.03));
    assertThat(Crowd.part(granted, "two")).isCloseTo(2 / 6.0, within(0.03));
  }

  @Test
  void guaranteesComeFirstAndTheRestGoesByWeight() {
    double r = Plans.perMinute(10_000, Map.of()).rate();
    Ledger ledger =
        of(
            Plans.perMinute(
                10_000,
                Plans.teams(
                    "a",
                    Plans.guarantee(0.5 * r, 3),
                    "b",
                    Plans.guarantee(0.1 * r, 1),
                    "c",
                    Plans.weight(1))));
    Crowd crowd = new Crowd(ledger, time, "a", "b", "c");
    crowd.seconds(5, Need.TOKEN, Duration.ZERO);
    crowd.granted();
    crowd.seconds(30, Need.TOKEN, Duration.ZERO);
    Map<String, Integer> granted = crowd.granted();
    assertThat(Crowd.part(granted, "a")).isCloseTo(0.74, within(0.03));
    assertThat(Crowd.part(granted, "b")).isCloseTo(0.18, within(0.03));
    assertThat(Crowd.part(granted, "c")).isCloseTo(0.08, within(0.03));
  }

  @Test
  void aRefusalsPromiseIsKeptThoughOthersWaitAndIsMadeOnlyOnce() {
    Ledger ledger = of(Plans.perMinute(600, Map.of()));
    Crowd crowd = new Crowd(ledger, time, "crowd");
    crowd.seconds(10, Need.TOKEN, Duration.ZERO);
    Verdict.Denied first =
        (Verdict.Denied) ask(ledger, new Claim("first", "polite", Need.TOKEN, true));
    Verdict.Denied second =
        (Verdict.Denied) ask(ledger, new Claim("second", "polite", Need.TOKEN, true));
    assertThat(first.booked()).isTrue();
    assertThat(second.booked()).as("one for each team").isFalse();
    crowd.seconds((int) first.after().toSeconds() + 1, Need.TOKEN, Duration.ZERO);
    assertThat(ask(ledger, new Claim("again", "polite", Need.TOKEN)))
        .isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void slotsGoByWeightWhereTheyAreTheBottleneck() {
    Ledger ledger =
        of(
            Plans.of(
                10_000, MINUTE, 60, Plans.teams("one", Plans.weight(1), "two", Plans.weight(2))));
    Crowd crowd = new Crowd(ledger, time, "one", "two");
    crowd.seconds(30, Need.TOKEN_AND_SLOT, Duration.ofSeconds(5));
    Map<String, Integer> granted = crowd.granted();
    assertThat(Crowd.part(granted, "one")).isCloseTo(1 / 3.0, within(0.03));
    assertThat(Now.of(ledger.view()).slotsInUse()).isEqualTo(Map.of("one", 20, "two", 40));
  }
}
