package dev.sluice.redis;

import static dev.sluice.redis.Links.await;
import static dev.sluice.redis.Links.failure;
import static dev.sluice.redis.Links.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RedisCluster;
import dev.sluice.testing.RedisServer;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link to a Cluster: keys find their master, and a master that is gone harms no other. */
@Tag("untimed")
@Timeout(90)
class RedisClusterIT {

  private static final String ONE = KeySpace.ledger("apixo", "x");
  private static final String TWO = KeySpace.ledger("kie", "x");

  @Test
  void twoBudgetsLieOnTwoMastersAndBothAreReached() {
    try (RedisCluster cluster = RedisCluster.start();
        Links links = Links.toCluster(cluster.hosts()).awaited()) {
      assertThat(cluster.holding(ONE)).isNotSameAs(cluster.holding(TWO));
      assertThat(links.link().mode()).isEqualTo("cluster");

      assertThat(links.ask("SET", ONE, "1")).isEqualTo("OK");
      assertThat(await(links.link().confirmed(List.of(request("SET", TWO, "2"))))).isTrue();
      assertThat(
              await(links.link().send(List.of(request("INCR", ONE), request("GET", ONE)))).stream()
                  .map(String::valueOf))
          .containsExactly("2", "2");
      assertThat(cluster.holding(ONE).command("GET", ONE)).isEqualTo("2");
      assertThat(cluster.holding(TWO).command("GET", TWO)).isEqualTo("2");
    }
  }

  @Test
  void everyMasterIsAskedAndNoReplica() {
    try (RedisCluster cluster = RedisCluster.startWithReplicas();
        Links links = Links.toCluster(cluster.hosts()).awaited()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(ports(await(links.link().everyMaster(request("INFO", "server")))))
                      .containsExactlyInAnyOrderElementsOf(
                          cluster.masters().stream()
                              .map(RedisServer::port)
                              .collect(Collectors.toSet())));
    }
  }

  private static Set<Integer> ports(List<Response> infos) {
    return infos.stream()
        .flatMap(info -> info.toString().lines())
        .filter(line -> line.startsWith("tcp_port:"))
        .map(line -> Integer.parseInt(line.substring("tcp_port:".length()).strip()))
        .collect(Collectors.toSet());
  }

  @Test
  void aSlotThatMovedIsFoundAtOnce() {
    try (RedisCluster cluster = RedisCluster.start();
        Links links = Links.toCluster(cluster.hosts()).awaited()) {
      RedisServer from = cluster.holding(ONE);
      RedisServer to = cluster.holding(TWO);
      links.ask("GET", ONE);
      String slot = String.valueOf(from.command("CLUSTER", "KEYSLOT", ONE));
      String target = String.valueOf(to.command("CLUSTER", "MYID"));
      for (RedisServer node : List.of(to, from)) {
        node.command("CLUSTER", "SETSLOT", slot, "NODE", target);
      }

      assertThat(links.ask("SET", ONE, "moved")).isEqualTo("OK");
      assertThat(to.command("GET", ONE)).isEqualTo("moved");
    }
  }

  @Test
  void aMasterThatDiesIsReplacedAndTheOthersServeMeanwhile() {
    try (RedisCluster cluster = RedisCluster.startWithReplicas();
        Links links = Links.toCluster(cluster.hosts()).awaited()) {
      links.ask("SET", ONE, "1");
      links.ask("SET", TWO, "2");
      RedisServer one = cluster.holding(ONE);
      assertThat(one.replicated(1)).isGreaterThanOrEqualTo(1);
      one.kill();
      long before = System.nanoTime();
      assertThat(failure(links.link().send(request("SET", ONE, "2"))).kind())
          .isNotEqualTo(StoreFailure.Kind.REFUSED);
      assertThat(links.ask("GET", TWO)).isEqualTo("2");

      Awaitility.await()
          .pollInterval(Duration.ofMillis(20))
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> links.ask("INCR", ONE).equals("2"));
      System.out.println("failover: " + (System.nanoTime() - before) / 1_000_000 + " ms");
    }
  }

  @Test
  void aMasterThatStandsStillHoldsNoOtherUp() {
    try (RedisCluster cluster = RedisCluster.start();
        Links links = Links.toCluster(cluster.hosts()).awaited()) {
      links.ask("SET", TWO, "2");
      cluster.masters().get(0).pause();
      RedisServer silent = cluster.masters().get(0);
      String elsewhere =
          List.of(ONE, TWO).stream()
              .filter(key -> slotOf(cluster, key) >= 16384 / 3)
              .findFirst()
              .orElseThrow();
      long failed = 0;
      for (int i = 0; i < 50; i++) {
        try {
          links.ask("SET", elsewhere, "" + i);
        } catch (StoreFailure lost) {
          failed++;
        }
      }
      silent.resume();
      assertThat(failed).isZero();
    }
  }

  private static long slotOf(RedisCluster cluster, String key) {
    return (Long) cluster.masters().get(1).command("CLUSTER", "KEYSLOT", key);
  }
}
