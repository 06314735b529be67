package dev.sluice.redis;

import dev.sluice.time.Timers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** The gateway's own link to one server, in real time, for tests and benchmarks of adapters. */
public final class OpenLink implements AutoCloseable {

  private final Vertx vertx;
  private final boolean own;
  private final PipelinedLink link;

  private OpenLink(String address, Vertx vertx, boolean own) {
    this.vertx = vertx;
    this.own = own;
    var options = new RedisOptions().setEndpoints(List.of(address));
    link = RedisRoom.connect(vertx, options, timers(), System::nanoTime);
  }

  /** Opens it and waits until it answers. */
  public static OpenLink to(String address) {
    return awaited(new OpenLink(address, Vertx.vertx(), true));
  }

  /** One more, with connections of its own, on the same event loops. */
  public OpenLink another(String address) {
    return awaited(new OpenLink(address, vertx, false));
  }

  private static OpenLink awaited(OpenLink open) {
    var ping = io.vertx.mutiny.redis.client.Command.PING;
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () ->
                open.link
                        .send(io.vertx.mutiny.redis.client.Request.cmd(ping))
                        .await()
                        .atMost(Duration.ofSeconds(1))
                    != null);
    return open;
  }

  public RedisLink link() {
    return link;
  }

  public Vertx vertx() {
    return vertx;
  }

  public Timers timers() {
    return new Timers() {
      @Override
      public Alarm after(Duration delay, Runnable task) {
        long id = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
        return () -> vertx.cancelTimer(id);
      }

      @Override
      public Alarm every(Duration period, Runnable task) {
        long id = vertx.setPeriodic(Math.max(1, period.toMillis()), fired -> task.run());
        return () -> vertx.cancelTimer(id);
      }
    };
  }

  @Override
  public void close() {
    link.close();
    if (own) {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
