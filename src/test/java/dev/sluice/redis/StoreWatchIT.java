package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.StoreState.Kind;
import dev.sluice.testing.RedisCluster;
import dev.sluice.testing.RedisSentinel;
import dev.sluice.testing.RedisServer;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What real servers say of themselves, and how it is understood. */
@Tag("untimed")
@Timeout(60)
class StoreWatchIT {

  private Links links;
  private StoreWatch watch;

  private void watch(Links over) {
    links = over;
    watch = new StoreWatch(over.link(), over.timers(), System::nanoTime);
    watch.start();
  }

  @AfterEach
  void leave() {
    watch.stop();
    links.close();
  }

  @Test
  void aPlainServerIsInOrder() {
    try (RedisServer redis = RedisServer.setup().appendOnly().start()) {
      watch(Links.to(redis.hosts()));

      until(Kind.OK, 2);
      assertThat(watch.fit()).isTrue();
      assertThat(watch.notice()).isEmpty();
      assertThat(watch.replicaLag()).isEmpty();
      assertThat(watch.memoryPressed()).isFalse();
      assertThat(watch.readings().get(0).used()).isPositive();
    }
  }

  @Test
  void theEmbeddedServerIsUnderstoodAsWell() {
    try (RedisServer redis = RedisServer.setup().embedded().maxMemory("100mb").start()) {
      watch(Links.to(redis.hosts()));

      until(Kind.OK, 2);
      assertThat(watch.readings().get(0).version()).startsWith("6.2");
      assertThat(watch.readings().get(0).limit()).isEqualTo(100 * 1024 * 1024);
    }
  }

  @Test
  void aServerThatEvictsIsNotFit() {
    try (RedisServer redis =
        RedisServer.setup().maxMemory("100mb").line("maxmemory-policy allkeys-lru").start()) {
      watch(Links.to(redis.hosts()));

      until(Kind.DEGRADED, 2);
      assertThat(watch.fit()).isFalse();
    }
  }

  @Test
  void aServerThatForbidsConfigIsUnderstoodFromInfo() {
    try (RedisServer redis =
            RedisServer.setup()
                .maxMemory("100mb")
                .line("maxmemory-policy volatile-lru")
                .line("rename-command CONFIG \"\"")
                .line("min-replicas-to-write 1")
                .start();
        RedisServer replica =
            RedisServer.setup().line("replicaof 127.0.0.1 " + redis.port()).start()) {
      watch(Links.to(redis.hosts()));

      until(Kind.DEGRADED, 2);
      assertThat(watch.state().why())
          .containsExactly("maxmemory-policy is volatile-lru and not noeviction");
      assertThat(watch.replicaLag()).contains(Duration.ofSeconds(10));
      assertThat(replica.running()).isTrue();
    }
  }

  @Test
  void aServerThatIsKilledIsLostAndFoundAgain() {
    try (RedisServer redis = RedisServer.start()) {
      watch(Links.to(redis.hosts()));
      until(Kind.OK, 2);
      redis.kill();
      until(Kind.LOST, 3);
      assertThat(watch.fit()).isTrue();
      redis.restart();

      until(Kind.OK, 3);
    }
  }

  @Test
  void theLagOfReplicasBehindSentinelIsRead() {
    try (RedisSentinel sentinel = RedisSentinel.start()) {
      watch(Links.toSentinels(sentinel.hosts(), RedisSentinel.MASTER));

      until(Kind.OK, 3);
      assertThat(watch.replicaLag()).contains(Duration.ofSeconds(2));
    }
  }

  @Test
  void everyMasterOfAClusterIsLookedAt() {
    try (RedisCluster cluster = RedisCluster.start()) {
      cluster.masters().get(2).command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
      watch(Links.toCluster(cluster.hosts()));

      until(Kind.DEGRADED, 3);
      assertThat(watch.state().why())
          .containsExactly("maxmemory-policy is allkeys-random and not noeviction");
      assertThat(watch.readings()).hasSize(3);
    }
  }

  private void until(Kind kind, int seconds) {
    Awaitility.await()
        .alias("%s".formatted(kind))
        .atMost(Duration.ofSeconds(seconds))
        .until(() -> watch.state().kind() == kind);
  }
}
