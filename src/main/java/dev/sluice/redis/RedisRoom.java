package dev.sluice.redis;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.impl.RedisURI;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Puts the room together; nothing of it is made unless somebody asks for the link. */
@Singleton
final class RedisRoom {

  private static final int LANES = 4;
  private static final int LANES_TO_EACH_OF_A_CLUSTER = 2;

  /**
   * @param client named so that Quarkus reads {@code quarkus.redis.*} and checks it
   */
  @Produces
  @Singleton
  RedisLink link(
      Instance<Redis> client, ClientOptions options, Vertx vertx, Timers timers, Ticker ticker) {
    client.get();
    return connect(vertx, options.copy(), timers, ticker);
  }

  @Produces
  @Singleton
  Broadcasts broadcasts(
      RedisLink link, ClientOptions options, Vertx vertx, Timers timers, Ticker ticker) {
    return broadcasts(link, vertx, options.copy(), timers, ticker);
  }

  void close(@Disposes Broadcasts broadcasts) {
    broadcasts.close();
  }

  @Produces
  @Singleton
  StoreWatch watch(RedisLink link, Timers timers, Ticker ticker) {
    return new StoreWatch(link, timers, ticker);
  }

  void stop(@Disposes StoreWatch watch) {
    watch.stop();
  }

  void close(@Disposes RedisLink link) {
    if (link instanceof PipelinedLink open) {
      open.close();
    }
  }

  static PipelinedLink connect(Vertx vertx, RedisOptions options, Timers timers, Ticker ticker) {
    Pulse pulse = new Pulse(ticker);
    Dialer dialer = new Dialer(vertx, options, timers);
    RedisClientType type = options.getType();
    Nodes nodes;
    if (type == RedisClientType.CLUSTER) {
      nodes =
          new Shards(
              dialer,
              address ->
                  new Node(
                      LANES_TO_EACH_OF_A_CLUSTER,
                      lanes(dialer, () -> Future.succeededFuture(address), timers, ticker, pulse),
                      false,
                      timers,
                      pulse),
              timers,
              ticker);
    } else {
      boolean sentinel = type == RedisClientType.SENTINEL;
      Whereabouts whereabouts = whereabouts(dialer, timers);
      Node node =
          new Node(
              LANES, lanes(dialer, whereabouts, timers, ticker, pulse), sentinel, timers, pulse);
      nodes = new OneMaster(node, whereabouts, dialer, ticker);
    }
    Integer database = new RedisURI(options.getEndpoint()).select();
    return new PipelinedLink(
        nodes,
        pulse,
        dialer.doors(),
        type.name().toLowerCase(Locale.ROOT),
        database == null ? 0 : database);
  }

  static Broadcasts broadcasts(
      RedisLink link, Vertx vertx, RedisOptions options, Timers timers, Ticker ticker) {
    Dialer dialer = new Dialer(vertx, options, timers);
    Whereabouts whereabouts = whereabouts(dialer, timers);
    return new Broadcasts(
        link,
        (channel, listener) -> new Ear(channel, listener, dialer, whereabouts, timers, ticker));
  }

  /** The server, or the master that Sentinel names; of a Cluster one configured node in turn. */
  private static Whereabouts whereabouts(Dialer dialer, Timers timers) {
    if (dialer.options().getType() == RedisClientType.SENTINEL) {
      return new Sentinels(dialer, timers);
    }
    if (dialer.options().getType() != RedisClientType.CLUSTER) {
      return () -> Future.succeededFuture(dialer.options().getEndpoint());
    }
    List<String> all = List.copyOf(dialer.options().getEndpoints());
    AtomicInteger turn = new AtomicInteger();
    return () -> Future.succeededFuture(all.get(Math.floorMod(turn.getAndIncrement(), all.size())));
  }

  private static Supplier<Lane> lanes(
      Dialer dialer, Whereabouts whereabouts, Timers timers, Ticker ticker, Pulse pulse) {
    return () -> new Lane(dialer, whereabouts, timers, ticker, pulse);
  }
}
