package dev.sluice.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A master with two replicas, watched by three sentinels. A master that is gone is replaced after
 * about 4 s. A master without a replica that is at most 2 s behind takes no writes.
 *
 * <p>An attempt that sentinels give up is made again only after twice their {@code
 * failover-timeout}. So that the first one succeeds, one of them, which needs only the others'
 * votes, notices long before they do, and the master is killed only while what it knows of the
 * replicas is fresh: it takes none of which it has not heard for 5 s. It notices after more than
 * the second that passes between two of a sentinel's attempts to connect: else one that fails just
 * after a failover begins another, and the server that was just left follows only 8 s later.
 */
public final class RedisSentinel implements AutoCloseable {

  /** The name under which the sentinels know the master. */
  public static final String MASTER = "main";

  private static final Duration FRESH = Duration.ofSeconds(3);

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private RedisSentinel() {}

  /** Starts it, and waits until every sentinel knows all others. */
  public static RedisSentinel start() {
    RedisSentinel all = new RedisSentinel();
    try {
      all.launch();
      return all;
    } catch (RuntimeException notStarted) {
      all.close();
      throw notStarted;
    }
  }

  private void launch() {
    RedisServer first = server().start();
    servers.add(first);
    for (int i = 0; i < 2; i++) {
      servers.add(server().line("replicaof 127.0.0.1 " + first.port()).start());
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> first.info("replication", "min_slaves_good_slaves").equals("2"));
    for (int i = 0; i < 3; i++) {
      sentinels.add(
          RedisServer.setup()
              .sentinel()
              .line("sentinel monitor " + MASTER + " 127.0.0.1 " + first.port() + " 1")
              .line("sentinel down-after-milliseconds " + MASTER + (i == 0 ? " 1500" : " 4000"))
              .line("sentinel failover-timeout " + MASTER + " 3000")
              .line("sentinel parallel-syncs " + MASTER + " 2")
              .start());
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> sentinels.stream().allMatch(RedisSentinel::knowsAll));
  }

  private static RedisServer.Setup server() {
    return RedisServer.setup()
        .line("repl-diskless-sync yes")
        .line("repl-diskless-sync-delay 0")
        .line("min-replicas-to-write 1")
        .line("min-replicas-max-lag 2");
  }

  private static boolean knowsAll(RedisServer sentinel) {
    List<?> told = (List<?>) sentinel.command("SENTINEL", "MASTER", MASTER);
    return field(told, "num-slaves").equals("2") && field(told, "num-other-sentinels").equals("2");
  }

  private static String field(List<?> pairs, String name) {
    int at = pairs.indexOf(name);
    return at < 0 ? "" : String.valueOf(pairs.get(at + 1));
  }

  /** The addresses of the sentinels, for {@code quarkus.redis.hosts}. */
  public String hosts() {
    return sentinels.stream().map(RedisServer::hosts).collect(Collectors.joining(","));
  }

  /** What a gateway needs to be told to use it. */
  public Map<String, String> properties() {
    return Map.of(
        "quarkus.redis.hosts",
        hosts(),
        "quarkus.redis.client-type",
        "sentinel",
        "quarkus.redis.master-name",
        MASTER);
  }

  /** The server that the sentinels call the master now; it may be dead. */
  public RedisServer master() {
    List<?> address =
        (List<?>) sentinels.get(0).command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
    int port = Integer.parseInt(String.valueOf(address.get(1)));
    return servers.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
  }

  /** The servers, of which one is the master. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /**
   * SIGKILL for the master.
   *
   * @return which it was; {@link RedisServer#restart} brings it back, to become a replica
   */
  public RedisServer killMaster() {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::hasFreshWordOfReplicas);
    RedisServer master = master();
    master.kill();
    return master;
  }

  private boolean hasFreshWordOfReplicas() {
    List<?> replicas = (List<?>) sentinels.get(0).command("SENTINEL", "REPLICAS", MASTER);
    return replicas.size() == 2
        && replicas.stream()
            .map(replica -> field((List<?>) replica, "info-refresh"))
            .allMatch(millis -> Long.parseLong(millis) < FRESH.toMillis());
  }

  /** What the sentinels have logged of failovers: why one began, and how it went on. */
  public String story() {
    return sentinels.stream()
        .flatMap(sentinel -> sentinel.log().lines())
        .filter(
            line -> line.matches(".*[ +-](odown|try-failover|elected|failover|switch-master).*"))
        .collect(Collectors.joining("\n"));
  }

  /** How often the sentinels have begun to replace a master since they were started. */
  public long failovers() {
    return sentinels.stream()
        .flatMap(sentinel -> sentinel.log().lines())
        .filter(line -> line.contains(" +try-failover "))
        .count();
  }

  /** Tells the sentinels to replace the master though nothing is wrong with it. */
  public void failover() {
    sentinels.get(0).command("SENTINEL", "FAILOVER", MASTER);
  }

  @Override
  public void close() {
    Stream.concat(sentinels.stream(), servers.stream()).forEach(RedisServer::close);
  }
}
