package dev.sluice.redis;

import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A link in real time, as tests of it want it. */
public final class Links implements AutoCloseable {

  private static final int PATIENCE = 12;

  private final Vertx vertx = Vertx.vertx();
  private final PipelinedLink link;

  private final RedisOptions options;

  private Links(RedisOptions options, int patience) {
    this.options = options;
    link = RedisRoom.connect(vertx, options, patient(timers(vertx), patience), System::nanoTime);
  }

  /**
   * Whose commands may take longer than those of the product, for tests that are not about that: on
   * a busy machine an answer may be late.
   */
  public static Links patient(String address) {
    return new Links(new RedisOptions().setEndpoints(List.of(address)), PATIENCE);
  }

  private static Timers patient(Timers timers, int patience) {
    return new Timers() {
      @Override
      public Alarm after(Duration delay, Runnable task) {
        boolean deadline = delay.equals(RedisLink.DEADLINE);
        return timers.after(deadline ? delay.multipliedBy(patience) : delay, task);
      }

      @Override
      public Alarm every(Duration period, Runnable task) {
        return timers.every(period, task);
      }
    };
  }

  /** To one server, without waiting for it. */
  public static Links to(String address) {
    return of(new RedisOptions().setEndpoints(List.of(address)));
  }

  static Links toSentinels(String addresses, String master) {
    return of(
        new RedisOptions()
            .setType(RedisClientType.SENTINEL)
            .setMasterName(master)
            .setEndpoints(List.of(addresses.split(","))));
  }

  public static Links toCluster(String addresses) {
    return of(
        new RedisOptions()
            .setType(RedisClientType.CLUSTER)
            .setEndpoints(List.of(addresses.split(","))));
  }

  static Links of(RedisOptions options) {
    return new Links(options, 1);
  }

  /** Waits until all its connections are open. */
  public Links awaited() {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(
            () ->
                await(link.confirmed(List.of(request("SET", "{awaited}", "1"))))
                    && !await(link.everyMaster(request("PING"))).isEmpty());
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(() -> "OK".equals(ask("SET", "{awaited}", "1")));
    return this;
  }

  public RedisLink link() {
    return link;
  }

  /** Hears what is published. */
  public Broadcasts broadcasts() {
    return broadcasts(link);
  }

  /** Hears what is published here, and publishes by another way. */
  Broadcasts broadcasts(RedisLink publisher) {
    var own = new RedisOptions(options);
    return RedisRoom.broadcasts(publisher, vertx, own, timers(), System::nanoTime);
  }

  public Timers timers() {
    return timers(vertx);
  }

  Vertx vertx() {
    return vertx;
  }

  /** Sends and waits. */
  String ask(String command, String... arguments) {
    return await(link.send(request(command, arguments)).map(String::valueOf));
  }

  static <T> T await(Uni<T> answer) {
    return answer.await().atMost(Duration.ofSeconds(5));
  }

  static Request request(String command, String... arguments) {
    Request request = Request.cmd(Command.create(command));
    for (String argument : arguments) {
      request.arg(argument);
    }
    return request;
  }

  /** How a command ends that is bound to fail. */
  static StoreFailure failure(Uni<?> answer) {
    return (StoreFailure)
        answer
            .onItem()
            .<Throwable>transform(item -> new AssertionError("answered: " + item))
            .onFailure()
            .recoverWithItem(cause -> cause)
            .await()
            .atMost(Duration.ofSeconds(5));
  }

  private static Timers timers(Vertx vertx) {
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
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
