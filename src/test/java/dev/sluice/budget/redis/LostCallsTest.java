package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Bond;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.Verdict;
import dev.sluice.testing.Now;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.RedisTalk;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three replicas, each with many callers, on a real Redis behind a link that loses calls, delays
 * them and breaks, again and again: whatever became of the calls, nobody waits for ever.
 */
class LostCallsTest {

  private static final Logger LOG = Logger.getLogger(LostCallsTest.class);

  private static final int ROUNDS = 75;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static RedisServer redis;

  private final TestTime time = new TestTime();
  private final Set<String> pending = new TreeSet<>();
  private final List<RedisLedger> replicas = new ArrayList<>();
  private Random random;
  private int numbers;
  private int failed;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void onceTheStoreIsWellEverythingIsAnsweredAndNoSlotIsLeft(long seed) throws IOException {
    random = new Random(seed);
    try (RedisTalk talk = redis.talk()) {
      talk.ask("FLUSHALL");
      LossyProgram program = new LossyProgram(talk, time, random);
      IntStream.range(0, 3).forEach(i -> replicas.add(replica("replica-" + i, program)));
      time.advance(SECOND.multipliedBy(5));
      for (int round = 0; round < ROUNDS; round++) {
        storm(program);
        program.worst = 0;
        time.advance(SECOND.multipliedBy(9));
        assertThat(pending).as("seed %d, round %d", seed, round).isEmpty();
        lapse();
        assertThat(program.leases()).as("seed %d, round %d", seed, round).isZero();
        replicas.forEach(each -> assertThat(Now.of(each.leases())).isEmpty());
      }
      LOG.infof(
          "FIGURES seed %d: %d calls, %d of them lost, %d chains of callers, %d failed",
          seed, program.calls, program.lost, numbers, failed);
      assertThat(program.lost).isGreaterThan(ROUNDS);
      assertThat(failed).as("only questions may fail").isZero();
    }
  }

  private RedisLedger replica(String name, LossyProgram program) {
    LedgerLimits limits = new LedgerLimits(SECOND.multipliedBy(4), SECOND, expired -> {});
    BudgetPlan plan =
        BudgetPlan.of(
            "apixo",
            new RateWindow(60_000, Duration.ofMinutes(1)),
            new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(50)),
            300,
            40,
            Map.of());
    return new RedisLedger(
        new RedisLedger.Subject(plan, limits, name), program, () -> 0, time, time);
  }

  private void storm(LossyProgram program) {
    program.worst = 1 + random.nextInt(random.nextBoolean() ? 60 : 400);
    int wiped = random.nextInt(8) == 0 ? random.nextInt(20) : -1;
    for (int i = 0; i < 20; i++) {
      if (i == wiped) {
        program.wipe();
      }
      for (RedisLedger replica : replicas) {
        call(replica);
      }
      time.advance(Duration.ofMillis(random.nextInt(100)));
    }
  }

  /** What nobody knows the outcome of ends by its hold, with the next question. */
  private void lapse() {
    for (int i = 0; i < 2; i++) {
      question("due", replicas.get(0).due(1));
      time.advance(SECOND.multipliedBy(2));
    }
    question("due", replicas.get(0).due(1));
    time.advance(SECOND);
  }

  private void call(RedisLedger replica) {
    switch (random.nextInt(6)) {
      case 0 -> question("due", replica.due(3));
      case 1 -> question("view", replica.view());
      default -> submit(replica);
    }
  }

  /** What a submit does to the ledger, in one of its ways. */
  private void submit(RedisLedger replica) {
    String slot = "slot-" + numbers++;
    boolean last = random.nextBoolean();
    Claim claim = new Claim(slot, "t" + random.nextInt(4), Claim.Need.TOKEN_AND_SLOT, last);
    Uni<?> chain =
        replica
            .admit(List.of(claim))
            .chain(
                verdicts ->
                    verdicts.get(0) instanceof Verdict.Granted
                        ? granted(replica, slot)
                        : replica.settle(slot, Ending.NEVER_SENT, Duration.ZERO));
    awaited(slot, chain);
    if (random.nextInt(5) == 0) {
      time.after(
          Duration.ofMillis(1 + random.nextInt(100)),
          () ->
              awaited(slot + " given up", replica.settle(slot, Ending.NEVER_SENT, Duration.ZERO)));
    }
  }

  private Uni<Boolean> granted(RedisLedger replica, String slot) {
    return switch (random.nextInt(4)) {
      case 0 -> replica.settle(slot, Ending.STARTED_NOTHING, Duration.ZERO);
      case 1 -> replica.settle(slot, Ending.UNKNOWN, SECOND);
      case 2 -> replica.settle(slot, Ending.STARTED, SECOND).chain(told -> bound(replica, slot));
      default -> bound(replica, slot).chain(told -> replica.settle(slot, Ending.STARTED, SECOND));
    };
  }

  /** Its task ends soon, and some other replica hears of it. */
  private Uni<Boolean> bound(RedisLedger replica, String slot) {
    RedisLedger other = replicas.get(random.nextInt(replicas.size()));
    return replica
        .bind(slot, Bond.of("task-" + slot), SECOND)
        .chain(told -> replica.reschedule(slot, SECOND))
        .chain(told -> other.release(slot));
  }

  private void awaited(String what, Uni<?> answer) {
    pending.add(what);
    answer
        .subscribe()
        .with(
            item -> pending.remove(what),
            failure -> {
              failed++;
              pending.remove(what);
            });
  }

  private void question(String what, Uni<?> answer) {
    awaited(what + " " + numbers++, answer.onFailure().recoverWithNull());
  }
}
