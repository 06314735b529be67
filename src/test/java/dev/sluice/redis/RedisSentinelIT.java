package dev.sluice.redis;

import static dev.sluice.redis.Links.await;
import static dev.sluice.redis.Links.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RedisSentinel;
import dev.sluice.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link to the master that Sentinel names. */
@Tag("untimed")
@Timeout(90)
class RedisSentinelIT {

  @Test
  void aKilledMasterIsLeftForTheNewOneWithoutLosingWhatWasConfirmed() {
    try (RedisSentinel sentinel = RedisSentinel.start();
        Links links = Links.toSentinels(sentinel.hosts(), RedisSentinel.MASTER).awaited()) {
      assertThat(links.link().mode()).isEqualTo("sentinel");
      assertThat(await(links.link().confirmed(List.of(request("SET", "a", "1"))))).isTrue();
      sentinel.killMaster();
      long before = System.nanoTime();

      untilWrites(links, Duration.ofSeconds(8));
      System.out.println("failover: " + (System.nanoTime() - before) / 1_000_000 + " ms");
      assertThat(links.ask("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void aMasterThatStandsStillIsLeftToo() {
    try (RedisSentinel sentinel = RedisSentinel.start();
        Links links = Links.toSentinels(sentinel.hosts(), RedisSentinel.MASTER).awaited()) {
      RedisServer old = sentinel.master();
      old.pause();
      long before = System.nanoTime();

      untilWrites(links, Duration.ofSeconds(8));
      System.out.println("failover: " + (System.nanoTime() - before) / 1_000_000 + " ms");
      assertThat(sentinel.master()).isNotSameAs(old);

      old.resume();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> old.info("replication", "role").equals("slave"));
      assertThat(links.ask("SET", "b", "2")).isEqualTo("OK");
      assertThat(sentinel.master().command("GET", "b")).isEqualTo("2");
    }
  }

  @Test
  void aMasterThatGaveUpItsPlaceIsLeft() {
    try (RedisSentinel sentinel = RedisSentinel.start();
        Links links = Links.toSentinels(sentinel.hosts(), RedisSentinel.MASTER).awaited()) {
      RedisServer old = sentinel.master();
      sentinel.failover();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sentinel.master() != old);

      // What the old one took until it was told to follow is lost: writes go to the new one after
      // that.
      Awaitility.await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(8))
          .ignoreExceptions()
          .until(
              () ->
                  "OK".equals(links.ask("SET", "written", "1"))
                      && "1".equals(sentinel.master().command("GET", "written")));
    }
  }

  private static void untilWrites(Links links, Duration most) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(most)
        .ignoreExceptions()
        .until(() -> links.ask("SET", "written", "1").equals("OK"));
  }
}
