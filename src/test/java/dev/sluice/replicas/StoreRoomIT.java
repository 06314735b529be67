package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Fleet;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Redis at its memory limit (law G6): records of ended tasks go, the ledger goes on. Without that
 * the memory that is left here is full after some seconds, and Redis refuses every write.
 */
class StoreRoomIT {

  private static final Logger LOG = Logger.getLogger(StoreRoomIT.class);

  private static final Limits LIMITS =
      new Limits(3000, Duration.ofSeconds(15), 100, "300ms..600ms");

  /** What is left for records: those of a few seconds, bytes. */
  private static final long LEFT = 700_000;

  private static final Duration SAMPLE = Duration.ofMillis(250);

  @Test
  void recordsOfEndedTasksGoAndTheLedgerGoesOn() {
    try (SandboxProcess sandbox = SandboxProcess.start(LIMITS);
        RedisServer redis = RedisServer.start();
        Fleet fleet = FullHouse.fleet(sandbox, "", FullHouse.QUICK).start(1, redis.properties())) {
      FullHouse house = FullHouse.of(fleet, LIMITS);
      long limit = used(redis) + LEFT;
      redis.command("CONFIG", "SET", "maxmemory", String.valueOf(limit));
      int recordSize = recordSize(redis);
      // Three times as many as there is room for.
      long enough = house.accepted() + 3 * LEFT / recordSize;
      long[] most = {0};
      Awaitility.await()
          .pollInterval(SAMPLE)
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                most[0] = Math.max(most[0], used(redis));
                return house.accepted() > enough;
              });
      house.clearOut(Duration.ofSeconds(60));
      LOG.infof(
          "FIGURES memory: limit %d, most used %d, an ended record takes about %d, %d tasks, %s keys",
          limit, most[0], recordSize, house.accepted(), redis.command("DBSIZE"));
      house.assertThatTheLawHeld("memory");
      assertThat(most[0]).isLessThan(limit);
      assertThat(house.sum(503)).as("submits refused").isZero();
    }
  }

  private static long used(RedisServer redis) {
    return Long.parseLong(redis.info("memory", "used_memory"));
  }

  /** What the record of an ended task takes, all its keys together. */
  private static int recordSize(RedisServer redis) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              List<?> keys = (List<?>) redis.command("KEYS", "sluice:{t:*");
              long sum = 0;
              long tasks = keys.stream().filter(key -> String.valueOf(key).endsWith("own")).count();
              for (Object key : keys) {
                Object size = redis.command("MEMORY", "USAGE", String.valueOf(key));
                sum += size == null ? 0 : (Long) size;
              }
              return tasks < 20 ? 0 : (int) (sum / tasks);
            },
            size -> size > 0);
  }
}
