package dev.sluice.redis;

import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;
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
      Whereabouts whereabouts =
          sentinel
              ? new Sentinels(dialer, timers)
              : () -> Future.succeededFuture(options.getEndpoint());
      Node node =
          new Node(
              LANES, lanes(dialer, whereabouts, timers, ticker, pulse), sentinel, timers, pulse);
      nodes = new OneMaster(node, whereabouts, dialer, ticker);
    }
    return new PipelinedLink(nodes, pulse, type.name().toLowerCase(Locale.ROOT));
  }

  private static Supplier<Lane> lanes(
      Dialer dialer, Whereabouts whereabouts, Timers timers, Ticker ticker, Pulse pulse) {
    return () -> new Lane(dialer, whereabouts, timers, ticker, pulse);
  }
}
