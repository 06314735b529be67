package dev.sluice.redis;

import dev.sluice.time.Timers;
import dev.sluice.time.Timers.Alarm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens connections to one server each, with password, TLS and the rest as configured. */
final class Dialer {

  /** Connecting, TLS and login together. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final RedisOptions options;
  private final Timers timers;
  private final Doors doors = new Doors();

  Dialer(Vertx vertx, RedisOptions options, Timers timers) {
    this.vertx = vertx;
    this.options = options;
    this.timers = timers;
  }

  RedisOptions options() {
    return options;
  }

  /** Who lets nobody in. */
  Doors doors() {
    return doors;
  }

  /**
   * Opens one; to be called on the event loop that shall serve it.
   *
   * @param address as in {@code quarkus.redis.hosts}
   */
  Future<OpenLine> dial(String address) {
    Promise<OpenLine> opened = Promise.promise();
    Redis client =
        Redis.createClient(
            vertx,
            new RedisOptions(options)
                .setType(RedisClientType.STANDALONE)
                .setEndpoints(List.of(address))
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setPoolCleanerInterval(-1)
                .setMaxWaitingHandlers(2 * OpenLine.ROOM));
    Alarm alarm =
        timers.after(
            PATIENCE,
            () -> {
              if (opened.tryFail("no connection in time")) {
                client.close();
              }
            });
    client
        .connect()
        .map(connection -> new OpenLine(address, client, connection))
        .compose(Dialer::letIn)
        .onComplete(
            result -> {
              alarm.cancel();
              if (result.failed()) {
                opened.tryFail(result.cause());
                client.close();
              } else if (!opened.tryComplete(result.result())) {
                client.close();
              }
            });
    return opened.future().onFailure(cause -> doors.failed(address, cause));
  }

  /**
   * The client takes a server that wants a password for open where it has none to give; then
   * everything else would be refused.
   */
  private static Future<OpenLine> letIn(OpenLine line) {
    Future<List<@Nullable Response>> answer = line.send(List.of(Request.cmd(Command.PING)));
    return answer == null
        ? Future.succeededFuture(line)
        : answer
            .map(line)
            .recover(
                cause ->
                    Failures.saysOtherThanLogin(Failures.of(cause))
                        ? Future.succeededFuture(line)
                        : Future.failedFuture(cause));
  }

  /** A context of its own on one of the event loops. */
  Context context() {
    return ((io.vertx.core.impl.VertxInternal) vertx).createEventLoopContext();
  }
}
