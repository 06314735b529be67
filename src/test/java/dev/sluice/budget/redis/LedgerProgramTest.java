package dev.sluice.budget.redis;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Ledger;
import dev.sluice.budget.LedgerContract;
import dev.sluice.budget.LedgerLimits;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.RedisTalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The program in Redis obeys the contract, on a real Redis whose clock the test moves. */
class LedgerProgramTest extends LedgerContract {

  private static RedisServer redis;

  private final List<RedisTalk> talks = new ArrayList<>();

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @AfterEach
  void hangUp() throws IOException {
    for (RedisTalk talk : talks) {
      talk.close();
    }
  }

  @Override
  protected Ledger ledger(BudgetPlan plan, LedgerLimits limits) {
    try {
      RedisTalk talk = redis.talk();
      talks.add(talk);
      talk.ask("FLUSHALL");
      ProgramClient client = new ProgramClient(talk, "b", plan, limits, time);
      client.begin(() -> time.advance(Duration.ofMillis(500)));
      // What came in meanwhile is lost in a jump, so that the book begins as an empty one.
      time.jump(Duration.ofHours(1));
      client.call(List.of());
      return new ProgramLedger(client, limits.onExpired());
    } catch (IOException unreachable) {
      throw new UncheckedIOException(unreachable);
    }
  }

  @Override
  protected int rounds(int most) {
    return Math.min(most, 2);
  }
}
