package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RedisCluster;
import dev.sluice.testing.RedisSentinel;
import dev.sluice.testing.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is published is heard, and heard again after whatever came between. */
@Tag("untimed")
@Timeout(90)
class BroadcastsIT {

  private final Heard heard = new Heard();

  @Test
  void whatIsPublishedIsHeardInOrderByteForByte() {
    try (RedisServer redis = RedisServer.start()) {
      hearsInOrder(redis);
    }
  }

  @Test
  void theOldestServerThatIsServedTellsAsWell() {
    try (RedisServer redis = RedisServer.setup().embedded().start()) {
      hearsInOrder(redis);
    }
  }

  private void hearsInOrder(RedisServer redis) {
    try (Links links = Links.to(redis.hosts()).awaited()) {
      hear(links, "ends");
      List<String> sent = IntStream.range(0, 2000).mapToObj(i -> "message ü\r\n\0 " + i).toList();

      sent.forEach(message -> redis.command("PUBLISH", "ends", message));

      soon().untilAsserted(() -> assertThat(heard.messages).containsExactlyElementsOf(sent));
      assertThat(heard.states).containsExactly(true);
    }
  }

  @Test
  void aQuietChannelStaysOpenAndEchoesAreNotTold() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      hear(links, "ends");

      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> commandCalls(redis, "publish") >= 2);

      assertThat(heard.states).containsExactly(true);
      assertThat(heard.messages).isEmpty();
      redis.command("PUBLISH", "ends", "x");
      soon().until(() -> heard.messages.contains("x"));
    }
  }

  @Test
  void afterARestartItIsHeardAgainAndTheGapIsTold() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      hear(links, "ends");
      redis.restart();

      soon().until(() -> heard.states.equals(List.of(true, false, true)));
      redis.command("PUBLISH", "ends", "again");

      soon().until(() -> heard.messages.contains("again"));
    }
  }

  @Test
  void aServerThatStandsStillIsNoticed() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      hear(links, "ends");
      redis.pause();

      soon().until(() -> heard.states.equals(List.of(true, false)));
      redis.resume();
      soon().until(() -> heard.states.equals(List.of(true, false, true)));
      redis.command("PUBLISH", "ends", "again");
      soon().until(() -> heard.messages.contains("again"));
    }
  }

  @Test
  void aConnectionThatHearsNothingAnyMoreIsOpenedAgain() {
    try (RedisServer redis = RedisServer.start();
        RedisServer elsewhere = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited();
        Links stray = Links.to(elsewhere.hosts()).awaited()) {
      Broadcasts deaf = stray.broadcasts(links.link());
      deaf.hear("ends", heard);
      soon().until(() -> heard.states.equals(List.of(true)));

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> heard.states.size() >= 3 && !heard.states.get(1));
      deaf.close();
    }
  }

  @Test
  void afterAFailoverTheNewMasterIsHeard() {
    try (RedisSentinel sentinel = RedisSentinel.start();
        Links links = Links.toSentinels(sentinel.hosts(), RedisSentinel.MASTER).awaited()) {
      hear(links, "ends");
      sentinel.killMaster();

      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> heard.states.equals(List.of(true, false, true)));
      sentinel.master().command("PUBLISH", "ends", "new");

      soon().until(() -> heard.messages.contains("new"));
    }
  }

  @Test
  void anyNodeOfAClusterTellsWhatAnotherWasTold() {
    try (RedisCluster cluster = RedisCluster.start();
        Links links = Links.toCluster(cluster.hosts()).awaited()) {
      hear(links, "ends");

      cluster.masters().forEach(node -> node.command("PUBLISH", "ends", "from " + node.port()));

      soon()
          .untilAsserted(
              () ->
                  assertThat(heard.messages)
                      .containsExactlyInAnyOrderElementsOf(
                          cluster.masters().stream().map(node -> "from " + node.port()).toList()));
    }
  }

  private void hear(Links links, String channel) {
    links.broadcasts(links.link()).hear(channel, heard);
    soon().until(() -> heard.states.contains(true));
  }

  private static long commandCalls(RedisServer redis, String command) {
    String told = redis.info("commandstats", "cmdstat_" + command);
    return told.isEmpty() ? 0 : Long.parseLong(told.replaceAll("^calls=(\\d+),.*", "$1"));
  }

  private static ConditionFactory soon() {
    return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofSeconds(10));
  }

  private static final class Heard implements Broadcasts.Listener {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Boolean> states = new CopyOnWriteArrayList<>();

    @Override
    public void heard(byte[] message) {
      messages.add(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void hearing(boolean now) {
      states.add(now);
    }
  }
}
