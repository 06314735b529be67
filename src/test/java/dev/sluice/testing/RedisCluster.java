package dev.sluice.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Three masters, each with a replica or without, formed by hand. The node timeout is 2 s. */
public final class RedisCluster implements AutoCloseable {

  private static final int MASTERS = 3;
  private static final int SLOTS = 16384;

  private final List<RedisServer> masters = new ArrayList<>();
  private final List<RedisServer> replicas = new ArrayList<>();

  private RedisCluster() {}

  /** Starts it and waits until it serves. */
  public static RedisCluster start() {
    return start(false);
  }

  /** As {@link #start()}, each master with a replica that takes over after 2 to 5 s. */
  public static RedisCluster startWithReplicas() {
    return start(true);
  }

  private static RedisCluster start(boolean replicas) {
    RedisCluster all = new RedisCluster();
    try {
      all.launch(replicas);
      return all;
    } catch (RuntimeException notStarted) {
      all.close();
      throw notStarted;
    }
  }

  private void launch(boolean withReplicas) {
    for (int i = 0; i < MASTERS; i++) {
      RedisServer master = node();
      masters.add(master);
      int first = SLOTS * i / MASTERS;
      int end = SLOTS * (i + 1) / MASTERS;
      master.command(
          Stream.concat(
                  Stream.of("CLUSTER", "ADDSLOTS"),
                  IntStream.range(first, end).mapToObj(Integer::toString))
              .toArray(String[]::new));
      master.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (int i = 0; withReplicas && i < MASTERS; i++) {
      replicas.add(node());
    }
    List<RedisServer> nodes = nodes();
    String port = Integer.toString(nodes.get(0).port());
    nodes.stream().skip(1).forEach(node -> node.command("CLUSTER", "MEET", "127.0.0.1", port));
    until(() -> nodes.stream().allMatch(node -> known(node) == nodes.size() && serves(node)));
    for (int i = 0; i < replicas.size(); i++) {
      String master = String.valueOf(masters.get(i).command("CLUSTER", "MYID"));
      replicas.get(i).command("CLUSTER", "REPLICATE", master);
    }
    until(() -> replicas.stream().allMatch(RedisCluster::follows));
    until(() -> nodes.stream().allMatch(node -> replicasIn(node) == replicas.size()));
  }

  private static RedisServer node() {
    return RedisServer.setup()
        .line("cluster-enabled yes")
        .line("cluster-node-timeout 2000")
        .line("cluster-replica-validity-factor 0")
        .line("repl-diskless-sync yes")
        .line("repl-diskless-sync-delay 0")
        .start();
  }

  private static void until(java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(30))
        .until(condition);
  }

  private static boolean serves(RedisServer node) {
    return String.valueOf(node.command("CLUSTER", "INFO")).contains("cluster_state:ok");
  }

  private static boolean follows(RedisServer node) {
    return node.info("replication", "master_link_status").equals("up");
  }

  private static long known(RedisServer node) {
    return lines(node).filter(line -> !line.contains("handshake")).count();
  }

  private static long replicasIn(RedisServer node) {
    return lines(node).filter(line -> line.contains("slave")).count();
  }

  private static Stream<String> lines(RedisServer node) {
    return String.valueOf(node.command("CLUSTER", "NODES")).strip().lines();
  }

  /** The addresses of all nodes, for {@code quarkus.redis.hosts}. */
  public String hosts() {
    return nodes().stream().map(RedisServer::hosts).collect(Collectors.joining(","));
  }

  /** What a gateway needs to be told to use it. */
  public Map<String, String> properties() {
    return Map.of("quarkus.redis.hosts", hosts(), "quarkus.redis.client-type", "cluster");
  }

  /** The nodes that were masters at the start, by ascending slots. */
  public List<RedisServer> masters() {
    return List.copyOf(masters);
  }

  /** All nodes. */
  public List<RedisServer> nodes() {
    return Stream.concat(masters.stream(), replicas.stream()).toList();
  }

  /** The node that holds a key now, as a node that lives tells it. */
  public RedisServer holding(String key) {
    RedisServer living = nodes().stream().filter(RedisServer::running).findFirst().orElseThrow();
    long slot = (Long) living.command("CLUSTER", "KEYSLOT", key);
    for (Object range : (List<?>) living.command("CLUSTER", "SLOTS")) {
      List<?> entry = (List<?>) range;
      if ((Long) entry.get(0) <= slot && slot <= (Long) entry.get(1)) {
        long port = (Long) ((List<?>) entry.get(2)).get(1);
        return nodes().stream().filter(node -> node.port() == port).findFirst().orElseThrow();
      }
    }
    throw new IllegalStateException("nobody holds slot " + slot);
  }

  @Override
  public void close() {
    nodes().forEach(RedisServer::close);
  }
}
