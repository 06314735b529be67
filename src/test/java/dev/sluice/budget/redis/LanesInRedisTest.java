package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Budget;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lanes;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.Verdict;
import dev.sluice.testing.Now;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.RedisTalk;
import dev.sluice.testing.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to windows in Redis that the ledger in memory never meets: a wipe, another plan. */
class LanesInRedisTest {

  private static final LedgerLimits LIMITS =
      new LedgerLimits(Duration.ofMinutes(2), Duration.ofMinutes(5), expired -> {});

  private static RedisServer redis;

  private final TestTime time = new TestTime();
  private RedisTalk talk;
  private int ids;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void connect() throws IOException {
    talk = redis.talk();
    talk.ask("FLUSHALL");
  }

  @AfterEach
  void hangUp() throws IOException {
    talk.close();
  }

  private ProgramClient client(String... windows) {
    return replica("replica", windows);
  }

  private ProgramClient replica(String name, String... windows) {
    Lanes lanes =
        Lanes.of(Stream.of(windows).map(each -> RateWindow.parse(each).orElseThrow()).toList());
    var timing =
        new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(50));
    return new ProgramClient(
        name, talk, "b", BudgetPlan.of("b", lanes, timing, 1, 1000, Map.of()), LIMITS, time);
  }

  private ProgramLedger begun(ProgramClient client) {
    client.begin(() -> time.advance(Duration.ofMillis(500)));
    return new ProgramLedger(client, expired -> {});
  }

  /** Time in which these replicas are alive, and no other. */
  private void pass(int millis, ProgramLedger... alive) {
    for (int i = 0; i < millis; i += 500) {
      time.advance(Duration.ofMillis(500));
      for (ProgramLedger ledger : alive) {
        Now.of(ledger.view());
      }
    }
  }

  /** Replicas of two plans, both alive, on one book; the second is the one that asks. */
  private ProgramLedger disagreeing(ProgramClient one, ProgramClient other) {
    ProgramLedger first = begun(one);
    ProgramLedger second = begun(other);
    pass(65_000, first, second);
    return second;
  }

  private Verdict ask(ProgramLedger ledger, String team) {
    return Now.of(ledger.admit(List.of(new Claim("c" + ids++, team, Claim.Need.TOKEN)))).get(0);
  }

  private int grants(ProgramLedger ledger, String team, boolean answered) {
    int granted = 0;
    while (ask(ledger, team) instanceof Verdict.Granted grant) {
      granted++;
      if (answered) {
        Now.of(ledger.settle(grant.id(), Ending.STARTED_NOTHING, Duration.ZERO));
      }
    }
    return granted;
  }

  @Test
  void afterAWipeExactWindowsAreFullForTheirWholeLength() throws IOException {
    ProgramLedger ledger = begun(client("20/10s create", "10/1s read"));
    pass(10_500, ledger);
    assertThat(grants(ledger, "a", true)).isEqualTo(20);

    talk.ask("FLUSHALL");
    long wiped = time.nanos();
    begun(client("20/10s create", "10/1s read"));

    while (time.nanos() - wiped < Duration.ofMillis(9_900).toNanos()) {
      assertThat(ask(ledger, "a")).isInstanceOf(Verdict.Denied.class);
      time.advance(Duration.ofMillis(100));
    }
    time.advance(Duration.ofMillis(150));
    assertThat(grants(ledger, "a", true)).isEqualTo(20);
    assertThat(grants(ledger, Budget.WATCH, true)).isEqualTo(10);
  }

  @Test
  void aJumpOfTheClockLeavesALogAsItIs() {
    ProgramLedger ledger = begun(client("20/10s create", "10/1s read"));
    pass(10_500, ledger);
    for (int i = 0; i < 15; i++) {
      ask(ledger, "a");
    }
    time.jump(Duration.ofHours(1));
    assertThat(Now.of(ledger.view()).windowRequests()).isEqualTo(15);
    assertThat(grants(ledger, "a", true)).isEqualTo(5);
  }

  @Test
  void aPlanWithOtherLanesCountsWhatIsUnderWayInTheLaneWhereItIsNow() {
    ProgramLedger together = begun(client("39/10s"));
    pass(10_500, together);
    assertThat(ask(together, "a")).isInstanceOf(Verdict.Granted.class);
    for (int i = 0; i < 4; i++) {
      assertThat(ask(together, Budget.WATCH)).isInstanceOf(Verdict.Granted.class);
    }
    assertThat(Now.of(together.view()).windowRequests()).isEqualTo(5);

    ProgramLedger apart = begun(client("30/10s create", "10/10s read"));
    BudgetView view = Now.of(apart.view());
    assertThat(view.limit()).isEqualTo(30);
    assertThat(view.windowRequests()).as("of creates").isEqualTo(1);
    assertThat(view.idleTokens()).as("four are under way").isEqualTo(6);
    for (int i = 1; i <= 4; i++) {
      Now.of(apart.settle("c" + i, Ending.STARTED_NOTHING, Duration.ZERO));
    }
    assertThat(grants(apart, Budget.WATCH, true)).isEqualTo(6);
    pass(10_500, apart);
    assertThat(Now.of(apart.view()).idleTokens()).isEqualTo(10);
  }

  @Test
  void whileReplicasDisagreeTheSmallestWindowOfEachLaneCounts() {
    ProgramLedger ledger =
        disagreeing(
            client("20/10s create", "4/10s read"), replica("other", "19/10s create", "10/1s read"));

    assertThat(grants(ledger, Budget.WATCH, true)).isEqualTo(4);
    assertThat(grants(ledger, "a", true)).isEqualTo(19);
  }

  @Test
  void whileReplicasDisagreeAWindowThatOnlyOneOfThemHasCounts() {
    ProgramLedger ledger = disagreeing(client("30/10s", "5/1s"), replica("other", "29/10s"));

    assertThat(grants(ledger, "a", true)).isEqualTo(5);
    time.advance(Duration.ofMillis(900));
    assertThat(grants(ledger, "a", true)).isZero();
    time.advance(Duration.ofMillis(150));
    assertThat(grants(ledger, "a", true)).isEqualTo(5);
  }

  /** A window for all is divided: three of 39 are the reads', 36 the creates'. */
  @Test
  void whileReplicasDisagreeAboutLanesTheyAreApartAndAWindowForAllIsDivided() {
    ProgramLedger ledger =
        disagreeing(client("39/10s"), replica("other", "38/10s create", "30/10s read"));

    assertThat(grants(ledger, Budget.WATCH, true)).isEqualTo(3);
    assertThat(grants(ledger, "a", true)).isEqualTo(36);
  }

  @Test
  void submitsGoOnWhereAPlanThatTellsReadsApartComesAndGoes() {
    ProgramLedger together = begun(client("39/10s"));
    pass(10_500, together);
    ProgramLedger apart = begun(replica("other", "38/10s create", "10/1s read"));

    assertThat(grants(apart, "a", true)).isEqualTo(36);
    pass(10_500, together, apart);
    assertThat(grants(apart, Budget.WATCH, true)).isEqualTo(3);

    pass(4000, together);
    assertThat(grants(together, "a", true)).as("all but what reads have used").isEqualTo(36);
  }

  /** A replica that comes and goes with the same limits is no reason to begin anew. */
  @Test
  void aPlanThatChangesNothingOfTheLimitsLeavesEverythingAsItIs() {
    ProgramLedger ledger = begun(client("30/10s", "5/1s"));
    pass(10_500, ledger);
    assertThat(grants(ledger, "a", true)).isEqualTo(5);

    begun(replica("other", "31/10s", "6/1s"));

    time.advance(Duration.ofMillis(1050));
    assertThat(grants(ledger, "a", true)).isEqualTo(5);
  }

  /** What has dealt goes on counting where it stands beside another, and the other way round. */
  @Test
  void aWindowKeepsItsCountWhereAnotherOneDeals() {
    ProgramLedger one = begun(client("20/10s create", "10/1s read"));
    pass(10_500, one);
    assertThat(grants(one, "a", true)).isEqualTo(20);

    ProgramLedger both = begun(client("20/10s create", "60/60s create", "10/1s read"));
    pass(9_000, both);
    ProgramLedger again = begun(client("20/10s create", "10/1s read"));

    pass(1_500, again);
    assertThat(grants(again, "a", true)).isEqualTo(20);
  }

  @Test
  void oncePlansAgreeAgainTheOthersWindowsAreGone() {
    ProgramLedger ledger =
        disagreeing(
            client("20/10s create", "4/10s read"), replica("other", "19/10s create", "10/1s read"));
    assertThat(grants(ledger, Budget.WATCH, true)).isEqualTo(4);

    pass(10_500, ledger);

    assertThat(grants(ledger, "a", true)).isEqualTo(19);
    assertThat(grants(ledger, Budget.WATCH, true)).isEqualTo(10);
  }

  /** What reads had used of their own windows counts in a window of all requests (L2). */
  @Test
  void aWindowThatCountsReadsFromNowOnCountsThoseThatWereSentBefore() {
    ProgramLedger apart = begun(client("30/10s create", "10/10s read"));
    pass(10_500, apart);
    assertThat(grants(apart, Budget.WATCH, true)).isEqualTo(10);

    ProgramLedger together = begun(client("30/10s"));
    pass(3000, together);

    assertThat(grants(together, "a", true)).isEqualTo(20);
    pass(7500, together);
    assertThat(grants(together, "a", true)).isEqualTo(10);
  }

  /** Of reads only the last second is known, and what was before it may have filled the window. */
  @Test
  void theTimeOfWhichNothingIsKnownIsTakenToBeFull() {
    ProgramLedger apart = begun(client("30/10s create", "10/1s read"));
    pass(10_500, apart);
    assertThat(grants(apart, Budget.WATCH, true)).isEqualTo(10);

    ProgramLedger together = begun(client("30/10s"));
    pass(8500, together);
    assertThat(grants(together, "a", true)).isZero();
    pass(1000, together);
    assertThat(grants(together, "a", true)).isEqualTo(20);
    pass(1000, together);
    assertThat(grants(together, "a", true)).isEqualTo(10);
  }

  @Test
  void aWindowThatComesBackCountsWhatALongerOneHasCounted() {
    ProgramLedger with = begun(client("30/60s", "20/10s"));
    pass(60_500, with);
    assertThat(grants(with, "a", true)).isEqualTo(20);
    ProgramLedger without = begun(client("30/60s"));
    pass(5000, without);
    ProgramLedger again = begun(client("30/60s", "20/10s"));
    assertThat(grants(again, "a", true)).isZero();
    pass(5500, again);
    assertThat(grants(again, "a", true)).isEqualTo(10);
  }
}
