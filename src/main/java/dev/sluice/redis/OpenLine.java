package dev.sluice.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One open connection and what is on its way over it. A client of its own stands behind it, so that
 * closing it closes the socket, whatever hangs there.
 */
final class OpenLine {

  /** Commands that may be on their way at a time. */
  static final int ROOM = 512;

  private final String address;
  private final Redis client;
  private final RedisConnection connection;
  private final AtomicInteger underWay = new AtomicInteger();

  OpenLine(String address, Redis client, RedisConnection connection) {
    this.address = address;
    this.client = client;
    this.connection = connection;
  }

  String address() {
    return address;
  }

  /** Calls back, on the connection's event loop, once it has ended by itself. */
  void onEnd(Consumer<String> lost) {
    connection.endHandler(ended -> lost.accept("closed"));
    connection.exceptionHandler(broken -> lost.accept("broken"));
  }

  /** Calls back, on the connection's event loop, with every message that answers nothing. */
  void onMessage(Consumer<@Nullable Response> heard) {
    connection.handler(heard::accept);
  }

  /** Sends a command that is answered by messages alone, if at all. */
  void tell(Request command) {
    connection.send(command);
  }

  /**
   * Sends commands together.
   *
   * @return null where there is no room for them
   */
  @Nullable Future<List<@Nullable Response>> send(List<Request> commands) {
    int size = commands.size();
    if (underWay.addAndGet(size) > ROOM) {
      underWay.addAndGet(-size);
      return null;
    }
    return answers(commands).onComplete(done -> underWay.addAndGet(-size));
  }

  /** A single one fails with its own error; of several, the client tells the first. */
  private Future<List<@Nullable Response>> answers(List<Request> commands) {
    return commands.size() == 1
        ? connection.send(commands.get(0)).map(Arrays::asList)
        : connection.batch(commands);
  }

  /** Closes the socket; what was on its way fails. */
  void close() {
    client.close();
  }
}
