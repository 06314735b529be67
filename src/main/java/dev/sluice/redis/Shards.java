package dev.sluice.redis;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.ZModem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The masters of a Cluster and which hash slots they have. Asked for each second, and at once where
 * a node says that a slot is elsewhere or is not to be reached; no node that is silent is waited
 * for.
 *
 * <p>A slot that is being moved from one node to another is refused meanwhile ({@code ASK}, {@code
 * TRYAGAIN}), as its keys lie here and there.
 */
final class Shards implements Nodes {

  private static final int SLOTS = 16384;
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Dialer dialer;
  private final Function<String, Node> opener;
  private final Ticker ticker;
  private final Context context;
  private final Timers.Alarm alarm;
  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private volatile @Nullable Node[] table = new @Nullable Node[SLOTS];
  private volatile boolean doubted = true;
  private boolean asking;
  private long toldAt;
  private int turn;

  /**
   * @param opener opens the connections to the master at an address
   */
  Shards(Dialer dialer, Function<String, Node> opener, Timers timers, Ticker ticker) {
    this.dialer = dialer;
    this.opener = opener;
    this.ticker = ticker;
    this.context = dialer.context();
    this.alarm = timers.every(TICK, () -> context.runOnContext(now -> look()));
    context.runOnContext(now -> look());
  }

  @Override
  public Node of(List<Request> commands) {
    @Nullable Node[] known = table;
    for (Request command : commands) {
      List<byte[]> keys = ((RequestImpl) command).keys();
      if (!keys.isEmpty()) {
        return found(known[ZModem.generate(keys.get(0))]);
      }
    }
    return found(nodes.values().stream().filter(Node::connected).findAny().orElse(null));
  }

  private static Node found(@Nullable Node node) {
    if (node == null) {
      throw Failures.noConnection();
    }
    return node;
  }

  @Override
  public @Nullable Node insteadOf(StoreFailure refusal) {
    String[] said = Objects.toString(refusal.getMessage(), "").split(" ");
    if (said.length < 3 || !said[0].equals("MOVED")) {
      return null;
    }
    doubted = true;
    return nodes.entrySet().stream()
        .filter(node -> node.getKey().endsWith(said[2]))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<Node> all() {
    return List.copyOf(nodes.values());
  }

  @Override
  public void close() {
    alarm.cancel();
    nodes.values().forEach(Node::close);
  }

  private void look() {
    boolean stale = ticker.nanos() - toldAt >= FRESH.toNanos();
    boolean unreached = nodes.values().stream().anyMatch(node -> !node.connected());
    if (!asking && (doubted || stale || unreached)) {
      asking = true;
      doubted = false;
      ask()
          .onComplete(
              told ->
                  context.runOnContext(
                      now -> {
                        asking = false;
                        doubted |= told.failed();
                      }));
    }
  }

  /** Asks a node to which there is a connection, each time another, or else one of the first. */
  private Future<?> ask() {
    turn = (turn + 1) & 0xffff;
    List<Map.Entry<String, Node>> there =
        nodes.entrySet().stream().filter(node -> node.getValue().connected()).toList();
    Request question = Request.cmd(Command.CLUSTER).arg("SLOTS");
    if (!there.isEmpty()) {
      Map.Entry<String, Node> node = there.get(turn % there.size());
      Uni<List<@Nullable Response>> answer = node.getValue().send(List.of(question));
      return Future.fromCompletionStage(answer.subscribeAsCompletionStage(), context)
          .onSuccess(told -> adopt(told.get(0), node.getKey()));
    }
    List<String> first = dialer.options().getEndpoints();
    return dialer.dial(first.get(turn % first.size())).compose(line -> askOnce(line, question));
  }

  private Future<?> askOnce(OpenLine line, Request question) {
    Future<List<@Nullable Response>> answer = line.send(List.of(question));
    return answer == null
        ? Future.failedFuture("no room")
        : answer
            .onSuccess(told -> adopt(told.get(0), line.address()))
            .onFailure(cause -> dialer.doors().failed(line.address(), cause))
            .onComplete(done -> line.close());
  }

  private void adopt(@Nullable Response ranges, String asked) {
    if (ranges == null || ranges.size() == 0) {
      return;
    }
    @Nullable Node[] fresh = new @Nullable Node[SLOTS];
    Map<String, Node> named = new ConcurrentHashMap<>();
    for (Response range : ranges) {
      Response master = range.get(2);
      String host = Objects.toString(master.get(0), "");
      String address =
          Address.beside(
              asked, host.isEmpty() ? Address.host(asked) : host, master.get(1).toInteger());
      Node node = nodes.computeIfAbsent(address, opener);
      named.put(address, node);
      for (int slot = range.get(0).toInteger(); slot <= range.get(1).toInteger(); slot++) {
        fresh[slot] = node;
      }
    }
    table = fresh;
    toldAt = ticker.nanos();
    nodes.forEach(
        (address, node) -> {
          if (!named.containsKey(address) && nodes.remove(address, node)) {
            node.close();
          }
        });
  }
}
