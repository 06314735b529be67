package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.history.Tally;
import dev.sluice.meters.Meters;
import dev.sluice.passage.Answer;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DoorProfile.class)
class DepartureTest {

  private static final AtomicReference<UniEmitter<? super Answer>> HELD = new AtomicReference<>();
  private static final AtomicReference<Passage> PASSAGE = new AtomicReference<>();
  private static final AtomicBoolean RECORDED = new AtomicBoolean();

  @TestHTTPResource URI server;

  @Test
  void aClientThatHangsUpIsToldToThePassageAndTheWayRunsOn() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send("GET /test/held HTTP/1.1\r\nHost: x\r\n\r\n");
      await().atMost(Duration.ofSeconds(5)).until(() -> HELD.get() != null);
      assertThat(PASSAGE.get().departed()).isFalse();
    }

    await().atMost(Duration.ofSeconds(5)).until(() -> PASSAGE.get().departed());
    HELD.get().complete(new Relayed(200, Map.of(), new byte[0]));
    await().atMost(Duration.ofSeconds(5)).untilTrue(RECORDED);
  }

  /** A way whose last stage answers when the test says so. */
  @Singleton
  @Path("/test/held")
  public static final class Held {

    private final Way way;

    Held(Meters meters) {
      way =
          new Way(
              List.of(
                  (passage, onward) -> onward.proceed(passage).invoke(answer -> RECORDED.set(true)),
                  (passage, onward) -> Uni.createFrom().<Answer>emitter(HELD::set)),
              new Outcomes(meters, new Tally(Clock.systemUTC())));
    }

    @GET
    public Uni<Response> hold() {
      Passage passage =
          new Passage(
              new RequestHead(
                  Operation.STATUS, "held", "apixo", "flux2", "t", name -> Optional.empty()));
      PASSAGE.set(passage);
      return way.walk(passage).map(answer -> Response.ok().build());
    }
  }
}
