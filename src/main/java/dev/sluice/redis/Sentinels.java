package dev.sluice.redis;

import dev.sluice.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Asks the sentinels, each time beginning with another, where the master is. */
final class Sentinels implements Whereabouts {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Dialer dialer;
  private final List<String> addresses;
  private final String master;
  private final Timers timers;
  private final AtomicInteger turn = new AtomicInteger();

  Sentinels(Dialer dialer, Timers timers) {
    this.dialer = dialer;
    this.timers = timers;
    this.addresses = List.copyOf(dialer.options().getEndpoints());
    this.master = dialer.options().getMasterName();
  }

  @Override
  public Future<String> find() {
    return ask(turn.getAndIncrement(), addresses.size());
  }

  private Future<String> ask(int index, int left) {
    String sentinel = addresses.get(Math.floorMod(index, addresses.size()));
    Future<String> told =
        dialer
            .dial(sentinel)
            .compose(
                line ->
                    told(line)
                        .onFailure(cause -> dialer.doors().failed(sentinel, cause))
                        .onComplete(done -> line.close()));
    return left <= 1 ? told : told.recover(silent -> ask(index + 1, left - 1));
  }

  /** A server that was the master may not know yet that it is none, but one that knows says so. */
  @Override
  public Future<?> isRight(OpenLine reached) {
    return answer(reached, Request.cmd(Command.ROLE))
        .compose(
            role ->
                role != null && role.size() > 0 && role.get(0).toString().equals("master")
                    ? Future.succeededFuture()
                    : Future.failedFuture("the server is no master"));
  }

  private Future<String> told(OpenLine line) {
    return answer(line, Request.cmd(Command.SENTINEL).arg("GET-MASTER-ADDR-BY-NAME").arg(master))
        .compose(
            address ->
                address == null || address.size() < 2
                    ? Future.failedFuture("a sentinel does not know the master")
                    : Future.succeededFuture(
                        Address.beside(
                            line.address(),
                            address.get(0).toString(),
                            address.get(1).toInteger())));
  }

  private Future<@Nullable Response> answer(OpenLine line, Request question) {
    Future<List<@Nullable Response>> answers = line.send(List.of(question));
    if (answers == null) {
      return Future.failedFuture("no room");
    }
    Promise<@Nullable Response> answer = Promise.promise();
    Timers.Alarm alarm = timers.after(PATIENCE, () -> answer.tryFail("no answer in time"));
    answers.onComplete(
        result -> {
          alarm.cancel();
          if (result.succeeded()) {
            answer.tryComplete(result.result().get(0));
          } else {
            answer.tryFail(result.cause());
          }
        });
    return answer.future();
  }
}
