package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sentinel, Cluster and the road that can be cut: what tests of outages rely on. */
@Tag("untimed")
@Timeout(90)
class RedisHouseIT {

  @Test
  void aKilledMasterIsReplacedByAReplicaThatHasWhatItHad() {
    try (RedisSentinel sentinel = RedisSentinel.start()) {
      sentinel.master().command("SET", "a", "1");
      assertThat(sentinel.master().replicated(2)).isEqualTo(2);
      RedisServer dead = sentinel.killMaster();

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .ignoreExceptions()
          .until(() -> sentinel.master() != dead && set(sentinel.master()));
      assertThat(sentinel.master().command("GET", "a")).isEqualTo("1");

      dead.restart();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> dead.info("replication", "role").equals("slave"));
    }
  }

  private static boolean set(RedisServer server) {
    return "OK".equals(server.command("SET", "b", "1"));
  }

  @Test
  void aClusterOfThreeSpreadsKeysByTheirTags() {
    try (RedisCluster cluster = RedisCluster.start()) {
      RedisServer one = cluster.holding("{a}:1");
      assertThat(one).isSameAs(cluster.holding("{a}:2")).isNotSameAs(cluster.holding("{b}:1"));

      assertThat(one.command("SET", "{a}:1", "x")).isEqualTo("OK");
    }
  }

  @Test
  void aReplicaTakesOverForAKilledMasterOfACluster() {
    try (RedisCluster cluster = RedisCluster.startWithReplicas()) {
      RedisServer master = cluster.holding("{a}:1");
      master.command("SET", "{a}:1", "x");
      assertThat(master.replicated(1)).isGreaterThanOrEqualTo(1);
      master.kill();

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(cluster.holding("{a}:1").command("GET", "{a}:1")).isEqualTo("x"));
    }
  }

  @Test
  void aRoadThatIsCutRefusesAndAHealedOneCarriesAgain() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Cut road = Cut.to(redis)) {
      try (RedisTalk talk = new RedisTalk(road.port())) {
        assertThat(talk.ask("PING")).isEqualTo("PONG");
        road.cut();
        assertThatThrownBy(() -> talk.ask("PING")).isInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> new RedisTalk(road.port())).isInstanceOf(IOException.class);

      road.heal();
      try (RedisTalk talk = new RedisTalk(road.port())) {
        assertThat(talk.ask("PING")).isEqualTo("PONG");
      }
    }
  }

  @Test
  void whatIsSentOnASilentRoadArrivesWhenItIsHealed() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Cut road = Cut.to(redis);
        RedisTalk talk = new RedisTalk(road.port())) {
      road.silence();
      talk.patience(200);
      assertThatThrownBy(() -> talk.ask("SET", "late", "1")).isInstanceOf(IOException.class);
      assertThat(redis.command("GET", "late")).isNull();

      road.heal();
      Awaitility.await().until(() -> "1".equals(redis.command("GET", "late")));
    }
  }
}
