package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.RedisTalk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The program in Redis decides as the ledger in memory does, whatever the plan and whatever is
 * asked. A failing run names its seed; {@code -Dsluice.differential.seed=N} runs that one alone.
 */
class DifferentialTest {

  private static final int SEEDS = 30;
  private static final int CALLS = 400;
  private static final long PINNED = Long.getLong("sluice.differential.seed", 0);

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
  void theProgramDecidesAsTheLedgerInMemory() throws IOException {
    long decisions = 0;
    for (long seed :
        PINNED > 0 ? new long[] {PINNED} : LongStream.rangeClosed(1, SEEDS).toArray()) {
      decisions += compared(seed, CALLS);
    }
    assertThat(decisions).isGreaterThan(PINNED > 0 ? 0 : 10_000);
  }

  @Test
  void theProgramFollowsAnotherPlanAsTheLedgerInMemoryDoes() throws IOException {
    for (long seed :
        PINNED > 0 ? new long[] {PINNED} : LongStream.rangeClosed(1, SEEDS).toArray()) {
      Trial trial = new Trial(1000 + seed);
      try (RedisTalk talk = redis.talk()) {
        Engine local = trial.local();
        Engine program = program(talk, "r" + seed, trial, local);
        Differential differential = new Differential(local, program, trial.time);
        BudgetPlan plan = trial.plan;
        for (int change = 0; change < 10; change++) {
          assertThat(differential.run(trial.timeline, 40))
              .as("seed %d, after %d changes, by %s", seed, change, plan)
              .isEmpty();
          plan = trial.next(plan);
          LedgerLimits limits = trial.nextLimits();
          local.replan(plan, limits);
          program.replan(plan, limits);
        }
        talk.ask("FLUSHALL");
      }
    }
  }

  @Test
  @Tag("long")
  void theProgramDecidesAsTheLedgerInMemoryOnNewTimelinesToo() throws IOException {
    long first = System.nanoTime() >>> 20;
    for (long seed = first;
        seed < first + Integer.getInteger("sluice.differential.seeds", 200);
        seed++) {
      compared(seed, 2 * CALLS);
    }
  }

  /** Says how many decisions were compared. */
  private static long compared(long seed, int calls) throws IOException {
    Trial trial = new Trial(seed);
    try (RedisTalk talk = redis.talk()) {
      Engine local = trial.local();
      Differential differential =
          new Differential(local, program(talk, "b" + seed, trial, local), trial.time);
      assertThat(differential.run(trial.timeline, calls)).as("seed %d", seed).isEmpty();
      talk.ask("FLUSHALL");
      return differential.decisions();
    }
  }

  private static Engine program(RedisTalk talk, String budget, Trial trial, Engine local) {
    ProgramClient client = new ProgramClient(talk, budget, trial.plan, trial.limits, trial.time);
    client.begin(
        () -> {
          trial.time.jump(Duration.ofSeconds(1));
          local.run(List.of(new Operation.View()));
        });
    return new ProgramEngine(client);
  }

  @Test
  void theTimelinesGrantAndRefuse() {
    long decisions = 0;
    long granted = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Trial trial = new Trial(seed);
      Differential differential = new Differential(trial.local(), trial.local(), trial.time);
      assertThat(differential.run(trial.timeline, CALLS)).as("seed %d", seed).isEmpty();
      decisions += differential.decisions();
      granted += differential.granted();
    }
    assertThat(decisions).isGreaterThan(10_000);
    assertThat(granted).isGreaterThan(decisions / 10);
  }

  @Test
  void thePlansAreOfEveryKind() {
    List<BudgetPlan> plans =
        LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> new Trial(seed).plan).toList();
    for (boolean apart : new boolean[] {false, true}) {
      for (boolean exact : new boolean[] {false, true}) {
        assertThat(plans)
            .as("apart %s, exact %s", apart, exact)
            .filteredOn(plan -> plan.lanes().apart() == apart && plan.exact() == exact)
            .hasSizeGreaterThan(1);
      }
      assertThat(plans)
          .as("apart %s, with a guard beside the window that deals", apart)
          .filteredOn(plan -> plan.lanes().apart() == apart && plan.lanes().creates().size() > 1)
          .isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEngineThatIsSlightlyOffIsNoticed(Flaw flaw) {
    int noticed = 0;
    for (long seed = 1; seed <= SEEDS && noticed < 2; seed++) {
      Trial trial = new Trial(seed);
      Differential differential = new Differential(trial.local(), flaw.in(trial), trial.time);
      if (!differential.run(trial.timeline, CALLS).isEmpty()) {
        noticed++;
      }
    }
    assertThat(noticed).as("seeds that noticed it").isGreaterThan(1);
  }
}
