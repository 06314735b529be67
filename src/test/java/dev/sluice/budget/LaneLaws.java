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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The laws of small and of several windows (L8, L10) on virtual time. A failing run names its seed.
 */
abstract class LaneLaws extends LedgerLaws {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String[] KIE = {"20/10s create", "10/1s read"};

  private int ids;

  private static BudgetPlan plan(Map<String, TeamShare> teams, String... windows) {
    Lanes lanes =
        Lanes.of(Stream.of(windows).map(each -> RateWindow.parse(each).orElseThrow()).toList());
    var timing =
        new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(50));
    BudgetPlan plan = BudgetPlan.of("kie", lanes, timing, 1, 1_000_000, teams);
    assertThat(plan.fits()).isTrue();
    return plan;
  }

  private Ledger begun(BudgetPlan plan) {
    return ledger(
        plan, new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {}));
  }

  /** One whose windows, which start full, have emptied. */
  private Ledger of(BudgetPlan plan) {
    Ledger ledger = begun(plan);
    long longest =
        plan.lanes().all().mapToLong(window -> window.length().toMillis()).max().orElse(0);
    pass(ledger, Duration.ofMillis(longest + 1000));
    return ledger;
  }

  /** Lets time pass as the ledger sees it: somebody calls each half second. */
  private void pass(Ledger ledger, Duration length) {
    for (long left = length.toMillis(); left > 0; left -= 500) {
      time.advance(Duration.ofMillis(Math.min(500, left)));
      Now.of(ledger.view());
    }
  }

  private Verdict ask(Ledger ledger, String team) {
    Need need = team.equals(Budget.WATCH) ? Need.TOKEN : Need.TOKEN_AND_SLOT;
    return Now.of(ledger.admit(List.of(new Claim("c" + ids++, team, need, true)))).get(0);
  }

  private Verdict.Denied denied(Ledger ledger, String team) {
    return (Verdict.Denied) ask(ledger, team);
  }

  /** What is granted at once, each answered at once. */
  private int grants(Ledger ledger, String team) {
    int granted = 0;
    while (ask(ledger, team) instanceof Verdict.Granted grant) {
      Now.of(ledger.settle(grant.id(), Ending.STARTED_NOTHING, Duration.ZERO));
      granted++;
    }
    return granted;
  }

  @Test
  void aRequestTakesFromAllWindowsOrFromNone() {
    Ledger ledger = of(plan(Map.of(), "30/10s", "5/1s"));
    for (int round = 0; round < 6; round++) {
      assertThat(grants(ledger, "a")).as("round %d", round).isEqualTo(5);
      assertThat(Now.of(ledger.view()).windowRequests()).isEqualTo(5L * (round + 1));
      time.advance(Duration.ofMillis(1010));
    }
    assertThat(grants(ledger, "a")).as("the slower one is full").isZero();
    pass(ledger, Duration.ofSeconds(4));
    assertThat(grants(ledger, "a")).isEqualTo(5);
  }

  @Test
  void whatNeverLeftGoesBackToAllWindows() {
    Ledger ledger = of(plan(Map.of(), "30/10s", "5/1s"));
    for (int i = 0; i < 50; i++) {
      Verdict.Granted grant = (Verdict.Granted) ask(ledger, "a");
      Now.of(ledger.settle(grant.id(), Ending.NEVER_SENT, Duration.ZERO));
    }
    assertThat(Now.of(ledger.view()).windowRequests()).isZero();
  }

  @Test
  void createsAndReadsDoNotDisturbEachOther() {
    Ledger ledger = of(plan(Map.of(), KIE));
    assertThat(Now.of(ledger.view()).idleTokens()).as("what the watcher may use").isEqualTo(10);
    assertThat(grants(ledger, "a")).isEqualTo(20);
    assertThat(grants(ledger, Budget.WATCH)).isEqualTo(10);
    assertThat(Now.of(ledger.view()).windowRequests()).as("of creates").isEqualTo(20);

    assertThat(denied(ledger, "a").after())
        .isBetween(SECOND.multipliedBy(10), SECOND.multipliedBy(11));
    assertThat(denied(ledger, Budget.WATCH).after()).isBetween(SECOND, SECOND.multipliedBy(2));

    time.advance(Duration.ofMillis(1010));
    assertThat(grants(ledger, Budget.WATCH)).isEqualTo(10);
    assertThat(grants(ledger, "a")).isZero();
  }

  @Test
  void readsThatNoWindowCountsAreNotHeldBack() {
    Ledger ledger = of(plan(Map.of(), "20/10s create"));
    for (int i = 0; i < 500; i++) {
      assertThat(ask(ledger, Budget.WATCH)).isInstanceOf(Verdict.Granted.class);
    }
    assertThat(grants(ledger, "a")).isEqualTo(20);
  }

  @Test
  void anExactWindowStartsFull() {
    Ledger ledger = begun(plan(Map.of(), KIE));
    assertThat(grants(ledger, "a")).isZero();
    assertThat(denied(ledger, "a").after()).isLessThanOrEqualTo(SECOND.multipliedBy(11));
    pass(ledger, Duration.ofMillis(10_050));
    assertThat(grants(ledger, "a")).isEqualTo(20);
    assertThat(grants(ledger, Budget.WATCH)).isEqualTo(10);
  }

  @Test
  void aGuardBesideABucketStartsFullToo() {
    Ledger ledger = begun(plan(Map.of(), "4000/60s", "1500/20s"));
    pass(ledger, Duration.ofSeconds(5));
    assertThat(grants(ledger, "a")).isZero();
    pass(ledger, Duration.ofSeconds(16));
    assertThat(grants(ledger, "a")).isPositive();
  }

  /** A request, from its grant until its answer. */
  private static final class Sent {
    private final long granted;
    private final boolean read;
    private long ended = Long.MAX_VALUE;

    private Sent(long granted, boolean read) {
      this.granted = granted;
      this.read = read;
    }
  }

  private static boolean counts(RateWindow window, Sent sent, long now) {
    boolean concerned =
        switch (window.counts()) {
          case ALL -> true;
          case CREATES -> !sent.read;
          case READS -> sent.read;
        };
    return concerned
        && sent.granted <= now
        && (sent.ended == Long.MAX_VALUE || sent.ended > now - window.length().toNanos());
  }

  @Test
  void noWindowEverHoldsMoreThanItsLimitFromTheGrantUntilAWindowAfterTheAnswer() {
    for (long seed = 1; seed <= rounds(20); seed++) {
      Random random = new Random(seed);
      List<String> written = windows(random);
      List<RateWindow> windows =
          written.stream().map(each -> RateWindow.parse(each).orElseThrow()).toList();
      var teams = Plans.teams("a", Plans.weight(2), "b", Plans.guarantee(0.2, 1));
      Ledger ledger = of(plan(teams, written.toArray(String[]::new)));
      List<Sent> all = new ArrayList<>();
      long stalledUntil = 0;
      for (int step = 0; step < 1500; step++) {
        time.advance(Duration.ofMillis(random.nextInt(80)));
        if (random.nextInt(300) == 0) {
          stalledUntil = time.nanos() + SECOND.multipliedBy(random.nextInt(12)).toNanos();
        }
        String team = List.of("a", "b", Budget.WATCH).get(random.nextInt(3));
        if (ask(ledger, team) instanceof Verdict.Granted grant) {
          Sent sent = new Sent(time.nanos(), team.equals(Budget.WATCH));
          all.add(sent);
          end(ledger, grant.id(), sent, all, stalledUntil, random);
          for (RateWindow window : windows) {
            assertThat(all.stream().filter(each -> counts(window, each, time.nanos())).count())
                .as("seed %d, step %d, %s of %s", seed, step, window.written(), written)
                .isLessThanOrEqualTo(window.limit());
          }
        }
      }
      assertThat(all).as("seed %d, %s", seed, written).hasSizeGreaterThan(20);
    }
  }

  private void end(
      Ledger ledger, String id, Sent sent, List<Sent> all, long stalledUntil, Random random) {
    boolean never = random.nextInt(10) == 0;
    long least = Math.max(0, never ? 0 : stalledUntil - time.nanos());
    time.after(
        Duration.ofNanos(least).plusMillis(random.nextInt(2000)),
        () -> {
          sent.ended = time.nanos();
          if (never) {
            all.remove(sent);
          }
          Now.of(
              ledger.settle(id, never ? Ending.NEVER_SENT : Ending.STARTED_NOTHING, Duration.ZERO));
        });
  }

  /** One narrow window for all; or some for creates and reads, often beside one for all. */
  private static List<String> windows(Random random) {
    List<String> windows = new ArrayList<>();
    if (random.nextInt(3) > 0) {
      windows.add(20 + random.nextInt(60) + "/" + (3 + random.nextInt(8)) + "s");
    }
    if (windows.isEmpty() || random.nextInt(3) > 0) {
      windows.add(10 + random.nextInt(30) + "/" + (4 + random.nextInt(6)) + "s create");
      windows.add(3 + random.nextInt(20) + "/" + (500 + random.nextInt(3000)) + "ms read");
      if (random.nextBoolean()) {
        windows.add(2 + random.nextInt(5) + "/1s create");
      }
    }
    return windows;
  }

  @Test
  void ofAnExactWindowGuaranteesAreServedFirstAndWhoIsFurthestBehindBeforeAll() {
    Ledger ledger =
        of(
            plan(
                Plans.teams(
                    "big",
                    Plans.guarantee(0.6, 1),
                    "small",
                    Plans.guarantee(0.3, 1),
                    "greedy",
                    Plans.weight(50)),
                KIE));
    Crowd greedy = new Crowd(ledger, time, "greedy");
    for (int i = 0; i < 40; i++) {
      one(ledger, "greedy");
      pass(ledger, Duration.ofMillis(520));
    }
    Crowd all = new Crowd(ledger, time, "greedy", "big", "small");
    all.seconds(4, Need.TOKEN, Duration.ZERO);
    Map<String, Integer> first = all.granted();
    assertThat(first).as("nobody borrows while they are behind").doesNotContainKey("greedy");
    assertThat(first.get("big")).isBetween(4, 6);
    assertThat(first.get("small")).isBetween(2, 3);
    all.seconds(40, Need.TOKEN, Duration.ZERO);
    all.granted();
    all.seconds(200, Need.TOKEN, Duration.ZERO);
    Map<String, Integer> later = all.granted();
    assertThat(later.get("big")).isGreaterThanOrEqualTo(118);
    assertThat(later.get("small")).isGreaterThanOrEqualTo(59);
    assertThat(later.get("greedy")).as("what is idle").isGreaterThan(180);
    assertThat(greedy.granted()).isEmpty();
  }

  private void one(Ledger ledger, String team) {
    if (ask(ledger, team) instanceof Verdict.Granted grant) {
      Now.of(ledger.settle(grant.id(), Ending.STARTED_NOTHING, Duration.ZERO));
    }
  }

  @Test
  void ofAnExactWindowBorrowersShareByTheirWeights() {
    Ledger ledger = of(plan(Plans.teams("one", Plans.weight(1), "three", Plans.weight(3)), KIE));
    Crowd crowd = new Crowd(ledger, time, "one", "three").waiting(40);
    crowd.seconds(200, Need.TOKEN, Duration.ZERO);
    Map<String, Integer> granted = crowd.granted();
    assertThat(granted.get("one") + granted.get("three")).isGreaterThan(380);
    assertThat(Crowd.part(granted, "one")).isCloseTo(0.25, within(0.03));
  }

  @Test
  void ofAnExactWindowARefusalsPromiseIsKept() {
    Ledger ledger = of(plan(Map.of(), KIE));
    Crowd crowd = new Crowd(ledger, time, "crowd");
    for (int i = 0; i < 12; i++) {
      crowd.seconds(7, Need.TOKEN, Duration.ZERO);
      Verdict.Denied first = denied(ledger, "polite");
      if (first.booked()) {
        crowd.seconds((int) first.after().toSeconds(), Need.TOKEN, Duration.ZERO);
        assertThat(ask(ledger, "polite")).as("round %d", i).isInstanceOf(Verdict.Granted.class);
      } else {
        assertThat(i).as("the first is booked").isPositive();
      }
    }
  }

  @Test
  void a429OnAReadPausesReadsOnlyAndHalvesTheirPace() {
    Ledger ledger = of(plan(Map.of(), KIE));
    Now.of(ledger.refusedByUpstream(SECOND.multipliedBy(2), false));
    assertThat(Now.of(ledger.view()).readsPaused()).isTrue();
    assertThat(Now.of(ledger.view()).paused()).isFalse();
    assertThat(Now.of(ledger.view()).idleTokens()).isZero();
    assertThat(denied(ledger, Budget.WATCH))
        .isEqualTo(new Verdict.Denied(Policy.UPSTREAM, SECOND.multipliedBy(2), false));
    assertThat(grants(ledger, "a")).isEqualTo(20);

    Now.of(ledger.refusedByUpstream(SECOND.multipliedBy(2), false));
    time.advance(SECOND.multipliedBy(2));
    Verdict.Granted probe = (Verdict.Granted) ask(ledger, Budget.WATCH);
    assertThat(denied(ledger, Budget.WATCH).policy()).as("one probe").isEqualTo(Policy.UPSTREAM);
    Now.of(ledger.settle(probe.id(), Ending.STARTED_NOTHING, Duration.ZERO));
    assertThat(Now.of(ledger.view()).readsPaused()).isFalse();
    assertThat(grants(ledger, Budget.WATCH)).isPositive();
  }

  @Test
  void a429OnASubmitPausesCreatesOnlyAndHalvesTheirPace() {
    Ledger ledger = of(plan(Map.of(), KIE));
    assertThat(grants(ledger, "a")).isEqualTo(20);
    Now.of(ledger.refusedByUpstream(SECOND.multipliedBy(2), true));
    assertThat(Now.of(ledger.view()).paused()).isTrue();
    assertThat(Now.of(ledger.view()).readsPaused()).isFalse();
    assertThat(denied(ledger, "a").policy()).isEqualTo(Policy.UPSTREAM);
    assertThat(grants(ledger, Budget.WATCH)).isEqualTo(10);

    for (int i = 0; i < 4; i++) {
      pass(ledger, SECOND.multipliedBy(2));
      Now.of(ledger.refusedByUpstream(SECOND.multipliedBy(2), true));
    }
    pass(ledger, Duration.ofMillis(2300));
    Verdict.Granted probe = (Verdict.Granted) ask(ledger, "a");
    Now.of(ledger.settle(probe.id(), Ending.STARTED_NOTHING, Duration.ZERO));
    assertThat(grants(ledger, "a")).as("less than half of the window").isBetween(1, 12);
    assertThat(Now.of(ledger.view()).slotLimit())
        .as("none of it was about slots")
        .isEqualTo(1_000_000);
  }

  @Test
  void aSlotThatIsWantedInVainKeepsNothingOfAnExactWindow() {
    var teams = Plans.teams("owner", Plans.guarantee(1, 1), "other", Plans.weight(1));
    Lanes lanes = Lanes.of(List.of(RateWindow.parse("20/10s create").orElseThrow()));
    var timing = new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Plans.DRAIN);
    Ledger ledger = begun(BudgetPlan.of("kie", lanes, timing, 1, 3, teams));
    pass(ledger, Duration.ofSeconds(11));
    Crowd both = new Crowd(ledger, time, "other", "owner");
    both.seconds(100, Need.TOKEN_AND_SLOT, Duration.ofSeconds(3));
    int granted = both.granted().values().stream().mapToInt(Integer::intValue).sum();
    assertThat(granted).as("three slots of 3 s: one a second").isBetween(90, 103);
  }
}
