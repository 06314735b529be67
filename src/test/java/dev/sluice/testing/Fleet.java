package dev.sluice.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Replicas of the packaged gateway, each a process of its own, with one configuration and one
 * sandbox, and clients that go to all of them in turn.
 */
public final class Fleet implements Stormy {

  private final String yaml;
  private final SandboxProcess sandbox;
  private final List<PackagedGateway> living = new CopyOnWriteArrayList<>();
  private final Set<Integer> killed = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();
  private final LoadClient client;

  private Fleet(SandboxProcess sandbox, String yaml) {
    this.sandbox = sandbox;
    this.yaml = yaml;
    this.client = new LoadClient(this::nextPort, port -> !killed.contains(port));
  }

  /**
   * Prepares a fleet; none of it runs yet.
   *
   * @param sandbox the only upstream, called {@code shared}
   * @param teams YAML below {@code sluice.teams}, a line for each team
   * @param members further YAML below {@code sluice}, a line for each
   */
  public static Fleet before(SandboxProcess sandbox, List<String> teams, List<String> members) {
    return before(sandbox, List.of(sandbox.upstream("shared")), teams, members);
  }

  /**
   * Prepares a fleet with several upstreams.
   *
   * @param sandbox the one that {@link #sandbox()} reads
   */
  public static Fleet before(
      SandboxProcess sandbox, List<String> upstreams, List<String> teams, List<String> members) {
    List<String> lines = new ArrayList<>();
    lines.add("sluice:");
    members.forEach(line -> lines.add("  " + line));
    lines.add("  upstreams:");
    upstreams.forEach(line -> lines.add("    " + line));
    lines.add("  teams:");
    teams.forEach(line -> lines.add("    " + line));
    return new Fleet(sandbox, String.join("\n", lines) + "\n");
  }

  /** Starts replicas together, and waits for all of them. */
  public Fleet start(int replicas, Map<String, String> properties) {
    var threads = Executors.newFixedThreadPool(replicas);
    try {
      List<CompletableFuture<PackagedGateway>> starting = new ArrayList<>();
      for (int i = 0; i < replicas; i++) {
        starting.add(
            CompletableFuture.supplyAsync(
                () -> PackagedGateway.startSmall(yaml, properties), threads));
      }
      CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new))
          .exceptionally(failure -> null)
          .join();
      starting.stream()
          .filter(one -> !one.isCompletedExceptionally())
          .forEach(one -> living.add(one.join()));
      starting.forEach(CompletableFuture::join);
    } catch (RuntimeException failed) {
      close();
      throw failed;
    } finally {
      threads.shutdown();
    }
    return this;
  }

  /** Kills a replica with SIGKILL; nobody is sent to it from now on. */
  public void kill(int replica) {
    PackagedGateway gateway = living.get(replica);
    killed.add(gateway.port());
    living.remove(gateway);
    gateway.kill();
  }

  private int nextPort() {
    List<PackagedGateway> now = List.copyOf(living);
    return now.get(Math.floorMod(turn.getAndIncrement(), now.size())).port();
  }

  /** The replica's own metrics. */
  public Metrics metrics(int replica) {
    return Metrics.of(client.page(living.get(replica).port(), "/q/metrics").body());
  }

  @Override
  public LoadClient client() {
    return client;
  }

  @Override
  public int sandboxPort() {
    return sandbox.port();
  }

  @Override
  public List<PackagedGateway> gateways() {
    return List.copyOf(living);
  }

  @Override
  public void close() {
    client.close();
    living.forEach(PackagedGateway::kill);
    living.clear();
  }
}
