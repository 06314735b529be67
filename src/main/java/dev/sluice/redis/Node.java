package dev.sluice.redis;

import dev.sluice.time.Timers;
import dev.sluice.time.Timers.Alarm;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One master, with some connections for everything and one for what waits for replicas. */
final class Node {

  private final List<Lane> lanes;
  private final Lane patient;
  private final Timers timers;
  private final Pulse pulse;
  private final Confirming confirming;
  private final AtomicInteger next = new AtomicInteger();

  /**
   * Opens its connections, now or as soon as they can be.
   *
   * @param lanes how many connections there shall be for everything
   * @param replicated whether there are replicas even where none is connected now
   */
  Node(int lanes, Supplier<Lane> opener, boolean replicated, Timers timers, Pulse pulse) {
    this.lanes = Stream.generate(opener).limit(lanes).toList();
    this.patient = opener.get();
    this.timers = timers;
    this.pulse = pulse;
    this.confirming = new Confirming(patient, replicated);
    this.lanes.forEach(Lane::start);
    this.patient.start();
  }

  Uni<List<@Nullable Response>> send(List<Request> commands) {
    return within(() -> depart(commands));
  }

  Uni<Boolean> confirmed(List<Request> commands) {
    return within(() -> confirming.send(commands));
  }

  boolean connected() {
    return lanes.stream().anyMatch(Lane::connected);
  }

  /** Opens those connections again that lead elsewhere. */
  void moveTo(String address) {
    Stream.concat(lanes.stream(), Stream.of(patient))
        .filter(lane -> lane.connected() && !address.equals(lane.address()))
        .forEach(Lane::reopen);
  }

  void close() {
    lanes.forEach(Lane::close);
    patient.close();
  }

  /** Over the connection whose turn it is, or the next that is open and has room. */
  private Future<List<@Nullable Response>> depart(List<Request> commands) {
    int first = Math.floorMod(next.getAndIncrement(), lanes.size());
    for (int i = 0; i < lanes.size(); i++) {
      Future<List<@Nullable Response>> answers =
          lanes.get((first + i) % lanes.size()).send(commands);
      if (answers != null) {
        return answers;
      }
    }
    return Future.failedFuture(refusal(connected()));
  }

  private static StoreFailure refusal(boolean connected) {
    return connected ? Failures.tooMany() : Failures.noConnection();
  }

  /** The deadline begins with the subscription; an answer that comes later is dropped. */
  private <T> Uni<T> within(Supplier<Future<T>> departure) {
    return Uni.createFrom()
        .emitter(
            (UniEmitter<? super T> waiting) -> {
              Alarm alarm = timers.after(RedisLink.DEADLINE, () -> fail(waiting, Failures.late()));
              departure
                  .get()
                  .onComplete(
                      result -> {
                        alarm.cancel();
                        if (result.succeeded()) {
                          waiting.complete(result.result());
                        } else {
                          fail(waiting, Failures.of(result.cause()));
                        }
                      });
            });
  }

  private void fail(UniEmitter<?> waiting, StoreFailure failure) {
    pulse.failed(failure.kind());
    waiting.fail(failure);
  }
}
