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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The law of a change of limits (L11) on virtual time. A failing run names its seed. */
abstract class ChangeLaws extends ClockAndFeedbackLaws {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** No window here is as long. */
  private static final Duration LONGEST = Duration.ofSeconds(25);

  private static final LedgerLimits LIMITS =
      new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {});

  private int ids;

  private Verdict ask(Ledger ledger, String team, Need need) {
    return Now.of(ledger.admit(List.of(new Claim("l" + ids++, team, need)))).get(0);
  }

  private int grants(Ledger ledger, String team, Need need) {
    int granted = 0;
    while (ask(ledger, team, need) instanceof Verdict.Granted) {
      granted++;
    }
    return granted;
  }

  private static BudgetView view(Ledger ledger) {
    return Now.of(ledger.view());
  }

  /** What really was sent, and whether a window of the present plan holds too much of it. */
  private final class Truth {
    private final Map<String, long[]> sent = new TreeMap<>();
    private final Map<String, String> teams = new TreeMap<>();

    void granted(Claim claim) {
      sent.put(claim.id(), new long[] {time.nanos(), Long.MAX_VALUE});
      teams.put(claim.id(), claim.team());
    }

    void ended(String id, boolean left) {
      if (left) {
        sent.get(id)[1] = time.nanos();
      } else {
        sent.remove(id);
      }
    }

    /** How far above its limit the fullest window is that counts requests of this team. */
    long excess(BudgetPlan plan, String team) {
      boolean read = plan.reads(team);
      long forgotten = time.nanos() - LONGEST.toNanos();
      sent.values().removeIf(each -> each[1] < forgotten);
      long excess = Long.MIN_VALUE;
      for (RateWindow window : read ? plan.lanes().reads() : plan.lanes().creates()) {
        long since = time.nanos() - window.length().toNanos();
        long counts =
            sent.entrySet().stream()
                .filter(each -> each.getValue()[1] > since)
                .filter(each -> plan.reads(teams.get(each.getKey())) == read)
                .count();
        excess = Math.max(excess, counts - window.limit());
      }
      return excess;
    }
  }

  @Test
  void whateverChangesNothingIsGrantedThatAWindowOfThePresentPlanHasNoRoomFor() {
    for (long seed = 1; seed <= rounds(15); seed++) {
      Random random = new Random(seed);
      BudgetPlan plan = random(random);
      Ledger ledger = ledger(plan, LIMITS);
      Truth truth = new Truth();
      int granted = 0;
      for (int step = 0; step < 800; step++) {
        time.advance(Duration.ofMillis(random.nextInt(60)));
        if (random.nextInt(60) == 0) {
          plan = random(random);
          ledger.replan(plan, LIMITS);
          assertThat(view(ledger).tokens())
              .as("seed %d, step %d", seed, step)
              .isLessThanOrEqualTo(Math.max(plan.burst(), plan.exact() ? 1000 : 1) + 0.001);
        }
        granted += someAsk(ledger, plan, truth, random, "seed " + seed + ", step " + step);
      }
      assertThat(granted).as("seed %d", seed).isGreaterThan(20);
    }
  }

  private int someAsk(Ledger ledger, BudgetPlan plan, Truth truth, Random random, String where) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      String team = random.nextInt(3) == 0 ? Budget.WATCH : "t" + random.nextInt(4);
      Need need = team.equals(Budget.WATCH) ? Need.TOKEN : Need.values()[random.nextInt(2)];
      claims.add(new Claim("w" + ids++, team, need, random.nextInt(5) == 0));
    }
    int granted = 0;
    List<Verdict> verdicts = Now.of(ledger.admit(claims));
    for (int i = 0; i < claims.size(); i++) {
      if (verdicts.get(i) instanceof Verdict.Granted) {
        truth.granted(claims.get(i));
        granted++;
        endLater(ledger, truth, claims.get(i), random);
      }
    }
    for (int i = 0; i < claims.size(); i++) {
      if (verdicts.get(i) instanceof Verdict.Granted) {
        assertThat(truth.excess(plan, claims.get(i).team())).as(where).isNotPositive();
      }
    }
    if (claims.stream().anyMatch(claim -> claim.need() == Need.TOKEN_AND_SLOT)) {
      BudgetView view = view(ledger);
      boolean took = false;
      for (int i = 0; i < claims.size(); i++) {
        took |=
            claims.get(i).need() == Need.TOKEN_AND_SLOT
                && verdicts.get(i) instanceof Verdict.Granted;
      }
      assertThat(took && view.slotsInUseTotal() > plan.slots()).as(where).isFalse();
    }
    return granted;
  }

  private void endLater(Ledger ledger, Truth truth, Claim claim, Random random) {
    boolean left = random.nextInt(8) > 0;
    time.after(
        Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 5000 : 400)),
        () -> {
          Ending ending = left ? Ending.STARTED : Ending.NEVER_SENT;
          Now.of(ledger.settle(claim.id(), ending, Duration.ofSeconds(random.nextInt(5) + 1)));
          truth.ended(claim.id(), left);
        });
  }

  private static BudgetPlan random(Random random) {
    List<RateWindow> windows = new ArrayList<>();
    boolean apart = random.nextInt(3) == 0;
    Duration length = Duration.ofSeconds(List.of(2, 5, 5, 5, 10, 20).get(random.nextInt(6)));
    long limit = random.nextBoolean() ? 5 + random.nextInt(30) : 100 + random.nextInt(400);
    if (apart) {
      windows.add(new RateWindow(limit, length, RateWindow.Counts.CREATES));
      windows.add(new RateWindow(1 + random.nextInt(40), length, RateWindow.Counts.READS));
    } else {
      windows.add(new RateWindow(limit, length));
    }
    if (random.nextInt(3) == 0) {
      windows.add(new RateWindow(2 + limit / 3, Duration.ofSeconds(1)));
    }
    Map<String, TeamShare> teams = new TreeMap<>();
    for (int i = 0; i < 4; i++) {
      if (random.nextInt(3) > 0) {
        double part = random.nextBoolean() ? 0 : 0.15 * limit / (length.toSeconds() + 1.0);
        teams.put("t" + i, Plans.guarantee(part, 1 + random.nextInt(3)));
      }
    }
    Lanes lanes = Lanes.of(windows);
    BudgetPlan plan =
        BudgetPlan.of(
            "apixo",
            lanes,
            new BudgetPlan.Timing(length.dividedBy(60), Duration.ZERO, Plans.DRAIN),
            0.01 * limit,
            3 + random.nextInt(60),
            teams);
    return plan.fits() ? plan : random(random);
  }

  @Test
  void slotsBeyondALowerLimitRunOnAndNothingIsGrantedUntilTheyHaveEnded() {
    Ledger ledger = ledger(Plans.of(10_000, MINUTE, 20, Map.of()), LIMITS);
    time.advance(Duration.ofSeconds(1));
    assertThat(grants(ledger, "a", Need.TOKEN_AND_SLOT)).isEqualTo(20);

    ledger.replan(Plans.of(10_000, MINUTE, 15, Map.of()), LIMITS);

    assertThat(view(ledger).slotLimit()).isEqualTo(15);
    assertThat(view(ledger).slotsInUseTotal()).isEqualTo(20);
    for (int i = 0; i < 5; i++) {
      Now.of(ledger.release("l" + i));
      assertThat(ask(ledger, "b", Need.TOKEN_AND_SLOT)).isInstanceOf(Verdict.Denied.class);
    }
    Now.of(ledger.release("l5"));
    assertThat(ask(ledger, "b", Need.TOKEN_AND_SLOT)).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aHigherLimitOpensItsSlotsAtOnceAndMintsNoToken() {
    Ledger ledger = ledger(Plans.of(600, MINUTE, 5, Map.of()), LIMITS);
    time.advance(Duration.ofSeconds(2));
    assertThat(grants(ledger, "a", Need.TOKEN)).isPositive();
    double before = view(ledger).tokens();

    ledger.replan(Plans.of(60_000, MINUTE, 50, Map.of()), LIMITS);

    assertThat(view(ledger).tokens()).isEqualTo(before);
    assertThat(view(ledger).slotLimit()).isEqualTo(50);
    time.advance(Duration.ofMillis(50));
    assertThat(grants(ledger, "a", Need.TOKEN_AND_SLOT)).isBetween(35, 50);
  }

  @Test
  void aTeamsNewWeightCostsNobodyAToken() {
    Map<String, TeamShare> equal = Plans.teams("a", Plans.weight(1), "b", Plans.weight(1));
    Map<String, TeamShare> thrice = Plans.teams("a", Plans.weight(3), "b", Plans.weight(1));
    Ledger ledger = ledger(Plans.perMinute(10_000, equal), LIMITS);
    Crowd crowd = new Crowd(ledger, time, "a", "b");
    crowd.seconds(5, Need.TOKEN, Duration.ZERO);
    crowd.granted();
    for (int i = 0; i < 20; i++) {
      double before = view(ledger).tokens();
      ledger.replan(Plans.perMinute(10_000, i % 2 == 0 ? thrice : equal), LIMITS);
      assertThat(view(ledger).tokens()).isEqualTo(before);
      crowd.seconds(1, Need.TOKEN, Duration.ZERO);
    }
    Map<String, Integer> granted = crowd.granted();
    double perSecond = granted.values().stream().mapToInt(Integer::intValue).sum() / 20.0;
    assertThat(perSecond).isCloseTo(Plans.perMinute(10_000, equal).rate(), within(1.0));
    assertThat(Crowd.part(granted, "a")).isCloseTo(0.625, within(0.03));
  }

  /** Law L3 over the change: the guarantee holds from the moment on at which it has come in. */
  @Test
  void aNewGuaranteeBeginsWithoutATokenAndHoldsFromThenOn() {
    Ledger ledger = ledger(Plans.perMinute(10_000, Plans.teams("greedy", Plans.weight(9))), LIMITS);
    Crowd crowd = new Crowd(ledger, time, "greedy");
    crowd.seconds(3, Need.TOKEN, Duration.ZERO);

    ledger.replan(
        Plans.perMinute(
            10_000, Plans.teams("greedy", Plans.weight(9), "new", Plans.guarantee(20, 1))),
        LIMITS);

    assertThat(ask(ledger, "new", Need.TOKEN)).isInstanceOf(Verdict.Denied.class);
    crowd.seconds(1, Need.TOKEN, Duration.ZERO);
    assertThat(ask(ledger, "new", Need.TOKEN)).isInstanceOf(Verdict.Granted.class);
    assertThat(ask(ledger, "new", Need.TOKEN)).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aTeamThatIsGoneKeepsItsSlotsWhileNothingIsKeptForIt() {
    Map<String, TeamShare> teams = Plans.teams("gone", Plans.slots(10, 1, 0));
    Ledger ledger = ledger(Plans.of(10_000, MINUTE, 20, teams), LIMITS);
    time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 4; i++) {
      assertThat(ask(ledger, "gone", Need.TOKEN_AND_SLOT)).isInstanceOf(Verdict.Granted.class);
    }
    assertThat(grants(ledger, "b", Need.TOKEN_AND_SLOT)).as("six are kept").isEqualTo(10);

    ledger.replan(Plans.of(10_000, MINUTE, 20, Map.of()), LIMITS);

    assertThat(view(ledger).slotsInUse()).isEqualTo(Map.of("gone", 4, "b", 10));
    assertThat(grants(ledger, "b", Need.TOKEN_AND_SLOT)).isEqualTo(6);
    assertThat(Now.of(ledger.leases())).hasSize(20);
  }

  @Test
  void aPromiseThatWasMadeBeforeIsKept() {
    Ledger ledger = ledger(Plans.perMinute(600, Map.of()), LIMITS);
    Crowd crowd = new Crowd(ledger, time, "crowd");
    crowd.seconds(10, Need.TOKEN, Duration.ZERO);
    Verdict.Denied denied =
        (Verdict.Denied)
            Now.of(ledger.admit(List.of(new Claim("first", "polite", Need.TOKEN, true)))).get(0);
    assertThat(denied.booked()).isTrue();

    ledger.replan(Plans.perMinute(500, Plans.teams("crowd", Plans.weight(5))), LIMITS);

    crowd.seconds((int) denied.after().toSeconds() + 1, Need.TOKEN, Duration.ZERO);
    assertThat(ask(ledger, "polite", Need.TOKEN)).isInstanceOf(Verdict.Granted.class);
  }
}
