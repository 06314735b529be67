package dev.sluice.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.BlackHole;
import dev.sluice.testing.Origin;
import dev.sluice.upstream.UpstreamSetting.Limits;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RoadTest extends RoadBench {

  @Test
  void aStaleGrantGivesItsConnectionBackAndNothingIsSent() throws Exception {
    Origin origin = origin(OK);
    Road road = road(origin.url(), ONE);

    for (int i = 0; i < 20; i++) {
      assertThat(submit(road, exchange(ALWAYS))).isInstanceOf(Reply.Answered.class);
      Exchange stale = exchange(NEVER);
      assertThat(submit(road, stale)).isEqualTo(new Reply.Failed(false, Wire.WITHDRAWN));
      assertThat(stale.unusable()).isTrue();
    }

    assertThat(origin.requests()).hasSize(20);
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void aSubmitThatIsCancelledWhileItWaitsForAConnectionLeavesNothingBehind() throws Exception {
    AtomicReference<NetSocket> held = new AtomicReference<>();
    Origin origin =
        origin(
            (socket, request) -> {
              if (!held.compareAndSet(null, socket)) {
                socket.write(Buffer.buffer(OK));
              }
            });
    Road road = road(origin.url(), ONE);
    List<Reply> first = new CopyOnWriteArrayList<>();
    road.submit("m", BODY, exchange(ALWAYS)).subscribe().with(first::add);
    await().until(() -> held.get() != null);

    for (int i = 0; i < 20; i++) {
      Exchange waiting = exchange(ALWAYS);
      // Two at most are under way, so the next finds room only when the last one is forgotten.
      Cancellable cancellable = road.submit("m", BODY, waiting).subscribe().with(reply -> {});
      cancellable.cancel();
      assertThat(waiting.sent()).isFalse();
      held.getAndSet(null).write(Buffer.buffer(OK));
      await().until(() -> first.size() == 1);
      first.clear();
      road.submit("m", BODY, exchange(ALWAYS)).subscribe().with(first::add);
      await().until(() -> held.get() != null);
    }

    assertThat(origin.requests()).hasSize(21);
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void aSubmitThatIsCancelledAfterItWasSentLosesItsConnection() throws Exception {
    Origin origin = origin((socket, request) -> {});
    Road road = road(origin.url(), ONE);
    Exchange exchange = exchange(ALWAYS);
    Cancellable call = road.submit("m", BODY, exchange).subscribe().with(reply -> {});
    await().until(() -> origin.requests().size() == 1);

    call.cancel();

    assertThat(exchange.sent()).isTrue();
    await().until(() -> origin.open() == 0);
  }

  @Test
  void aRefusedConnectionSentNothing() throws Exception {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = URI.create("http://localhost:" + socket.getLocalPort());
    }

    assertThat(submit(road(nobody, ONE), exchange(ALWAYS)))
        .isInstanceOfSatisfying(Reply.Failed.class, failed -> assertThat(failed.sent()).isFalse());
    assertThat(count("unreachable")).isEqualTo(1);
  }

  @Test
  void aHostWithoutAnAddressSentNothing() {
    assertThat(submit(road(URI.create("http://nobody.invalid"), ONE), exchange(ALWAYS)))
        .isInstanceOfSatisfying(Reply.Failed.class, failed -> assertThat(failed.sent()).isFalse());
  }

  @Test
  void aConnectionThatIsNeverAcceptedSentNothing() throws Exception {
    try (BlackHole hole = BlackHole.open()) {
      Road road =
          road(URI.create("http://127.0.0.1:" + hole.port()), limits(Duration.ofMillis(400), 1));

      assertThat(submit(road, exchange(ALWAYS)))
          .isInstanceOfSatisfying(
              Reply.Failed.class, failed -> assertThat(failed.sent()).isFalse());
    }
  }

  @Test
  void aSubmitThatIsResetAfterItWasReadMayHaveStarted() throws Exception {
    Origin origin = origin((socket, request) -> socket.close());

    assertThat(submit(road(origin.url(), ONE), exchange(ALWAYS)))
        .isInstanceOfSatisfying(Reply.Failed.class, failed -> assertThat(failed.sent()).isTrue());
    assertThat(origin.requests()).hasSize(1);
    assertThat(count("broken")).isEqualTo(1);
  }

  @Test
  void aHungAnswerEndsInTimeAndItsConnectionWithIt() throws Exception {
    Origin origin = origin((socket, request) -> {});
    Road road = road(origin.url(), limits(Duration.ofMillis(400), 1));

    for (int i = 0; i < 3; i++) {
      long from = ticker.nanos();
      assertThat(submit(road, exchange(ALWAYS))).isEqualTo(new Reply.Failed(true, Wire.TIMEOUT));
      assertThat(Duration.ofNanos(ticker.nanos() - from))
          .isBetween(Duration.ofMillis(390), Duration.ofMillis(1500));
    }

    await().until(() -> origin.open() == 0);
    assertThat(count("timeout")).isEqualTo(3);
  }

  @Test
  void aBodyThatStallsEndsInTimeAndItsConnectionWithIt() throws Exception {
    Origin origin = origin("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"c".getBytes(ISO_8859_1));
    Road road = road(origin.url(), limits(Duration.ofMillis(400), 1));

    for (int i = 0; i < 3; i++) {
      assertThat(submit(road, exchange(ALWAYS))).isEqualTo(new Reply.Failed(true, Wire.TIMEOUT));
      assertThat(read(road)).isEqualTo(new Reply.Failed(true, Wire.TIMEOUT));
    }

    await().until(() -> origin.open() == 0);
  }

  @Test
  void aBodyThatIsCutIsNoAnswer() throws Exception {
    Origin origin =
        origin(
            (socket, request) ->
                socket
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"c")
                    .onComplete(written -> socket.close()));

    assertThat(submit(road(origin.url(), ONE), exchange(ALWAYS)))
        .isInstanceOfSatisfying(Reply.Failed.class, failed -> assertThat(failed.sent()).isTrue());
  }

  @Test
  void aReadThatFindsNoRoomIsNotSentAndTheRoomComesBack() throws Exception {
    AtomicReference<NetSocket> held = new AtomicReference<>();
    Origin origin = origin((socket, request) -> held.set(socket));
    Road road = road(origin.url(), ONE);
    List<Reply> first = new CopyOnWriteArrayList<>();
    road.balance(() -> true).subscribe().with(first::add);
    await().until(() -> held.get() != null);

    assertThat(read(road)).isEqualTo(new Reply.Failed(false, Wire.NO_ROOM));
    held.get().write(Buffer.buffer(OK));
    await().until(() -> first.size() == 1);
    road.balance(() -> true).subscribe().with(first::add);

    await().until(() -> origin.requests().size() == 2);
  }

  @Test
  void aHangingSubmitKeepsNoReadWaiting() throws Exception {
    Origin origin =
        origin(
            (socket, request) -> {
              if (request.startsWith("GET")) {
                socket.write(Buffer.buffer(OK));
              }
            });
    Road road = road(origin.url(), ONE);
    road.submit("m", BODY, exchange(ALWAYS)).subscribe().with(reply -> {});
    await().until(() -> origin.requests().size() == 1);

    assertThat(read(road)).isInstanceOf(Reply.Answered.class);
  }

  @Test
  void anIdleConnectionIsClosedByUs() throws Exception {
    Origin origin = origin(OK);
    Limits shortly = new Limits(Duration.ofSeconds(5), 1, 1, Duration.ofSeconds(1));

    submit(road(origin.url(), shortly), exchange(ALWAYS));

    assertThat(origin.open()).isEqualTo(1);
    await().atMost(5, TimeUnit.SECONDS).until(() -> origin.open() == 0);
    assertThat(Limits.IDLE).isEqualTo(Duration.ofSeconds(20));
  }
}
