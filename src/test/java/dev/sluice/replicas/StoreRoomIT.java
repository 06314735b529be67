package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.KeySpace;
import dev.sluice.testing.Fleet;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Redis at its memory limit (law G6): envelopes of ended tasks go, the ledger goes on. There are
 * those of a day, as it were, and hardly room for another second: where none of them went, Redis
 * would refuse every write soon, and all submits with it.
 */
class StoreRoomIT {

  private static final Logger LOG = Logger.getLogger(StoreRoomIT.class);

  private static final Limits LIMITS = new Limits(3000, Duration.ofSeconds(15), 60, "300ms..600ms");

  private static final int ENVELOPES = 20_000;
  private static final double FULL = 0.99;
  private static final double ROOM = 0.8;

  /** An envelope with the time for which one is kept. */
  private static final String FILL =
      "for i = 1, tonumber(ARGV[1]) do"
          + " redis.call('SET', (string.gsub(KEYS[1], 'ID', 'old' .. i)), string.rep('e', 1000),"
          + " 'PX', 86000000 - i) end";

  @Test
  void envelopesOfEndedTasksGoAndTheLedgerGoesOn() {
    try (SandboxProcess sandbox = SandboxProcess.start(LIMITS);
        RedisServer redis = RedisServer.start();
        Fleet fleet = FullHouse.fleet(sandbox, "", FullHouse.QUICK).start(1, redis.properties());
        FullHouse house = FullHouse.of(fleet, LIMITS)) {
      redis.command("EVAL", FILL, "1", KeySpace.task("ID", "last"), "" + ENVELOPES);
      long refused = house.sum(503);
      long limit = (long) (used(redis) / FULL);
      redis.command("CONFIG", "SET", "maxmemory", "" + limit);
      long accepted = house.accepted();
      AtomicLong most = new AtomicLong();

      Awaitility.await()
          .pollInterval(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(40))
          .until(
              () -> {
                System.out.println(
                    "XXM "
                        + used(redis) * 100 / limit
                        + " accepted "
                        + (house.accepted() - accepted)
                        + " 503="
                        + house.sum(503)
                        + " keys "
                        + redis.command("DBSIZE")
                        + " lat "
                        + redis.info("commandstats", "cmdstat_scan")
                        + " "
                        + redis.info("commandstats", "cmdstat_evalsha"));
                most.accumulateAndGet(used(redis), Math::max);
                return used(redis) < ROOM * limit && house.accepted() > accepted + 300;
              });

      LOG.infof(
          "FIGURES memory: limit %d, most used %d, now %d, %s keys, %d submits accepted meanwhile",
          limit, most.get(), used(redis), redis.command("DBSIZE"), house.accepted() - accepted);
      house.clearOut(Duration.ofSeconds(60));
      house.assertThatTheLawHeld("memory");
      assertThat(house.sum(503)).as("submits refused for want of the store").isEqualTo(refused);
    }
  }

  private static long used(RedisServer redis) {
    return Long.parseLong(redis.info("memory", "used_memory"));
  }
}
