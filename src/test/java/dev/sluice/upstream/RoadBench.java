package dev.sluice.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.meters.Meters;
import dev.sluice.passage.SendPermit;
import dev.sluice.testing.Origin;
import dev.sluice.time.Ticker;
import dev.sluice.time.Timers;
import dev.sluice.upstream.UpstreamSetting.Limits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** Roads to origins that a test makes up. */
abstract class RoadBench {

  static final SendPermit ALWAYS = () -> true;
  static final SendPermit NEVER = () -> false;
  static final byte[] BODY = "{\"input\":{}}".getBytes(ISO_8859_1);
  static final byte[] OK = Origin.json(200, "{\"code\":200}");
  static final Limits ONE = limits(Duration.ofSeconds(5), 1);

  @Inject Vertx vertx;
  @Inject Timers timers;
  @Inject Ticker ticker;

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  Origin origin(byte[] answer) throws Exception {
    return kept(Origin.of(vertx, answer));
  }

  Origin origin(java.util.function.BiConsumer<NetSocket, String> answer) throws Exception {
    return kept(Origin.of(vertx, answer));
  }

  Road road(URI url, Limits limits) {
    return road(url, limits, Dialects.of("apixo").orElseThrow());
  }

  Road road(URI url, Limits limits, Dialect dialect) {
    return road(url, limits, dialect, "");
  }

  /**
   * @param agent the prescribed {@code User-Agent}; empty for none
   */
  Road road(URI url, Limits limits, Dialect dialect, String agent) {
    UpstreamSetting setting =
        new UpstreamSetting(
            "apixo",
            dialect,
            Optional.of(url),
            new SharedKey("shared-key"),
            Optional.of(agent).filter(text -> !text.isEmpty()),
            limits);
    Destination destination = new Destination(dialect, () -> url);
    Clock clock = Clock.systemUTC();
    return kept(
        new Road(
            setting,
            Wire.forSubmits(limits, destination, timers, clock),
            Wire.forReads(limits, destination, timers, clock),
            ticker,
            new Meters(registry)));
  }

  <T extends AutoCloseable> T kept(T closeable) {
    open.add(0, closeable);
    return closeable;
  }

  long count(String status) {
    return registry.get("sluice.upstream").tag("status", status).timer().count();
  }

  static Limits limits(Duration timeout, int pool) {
    return new Limits(timeout, pool, pool, Limits.IDLE);
  }

  static Exchange exchange(SendPermit permit) {
    return new Exchange(permit, Map.of("Via", "1.1 sluice"));
  }

  static Reply submit(Road road, Exchange exchange) {
    return answerOf(road.submit("m", BODY, exchange));
  }

  static Reply read(Road road) {
    return answerOf(road.status("m", "t", () -> true));
  }

  static Reply answerOf(Uni<Reply> reply) {
    // The reply comes from an event loop; this thread is the test's own and may wait for it.
    return reply.await().atMost(Duration.ofSeconds(10));
  }

  static List<String> lines(String request) {
    return List.of(
        request
            .substring(0, request.indexOf("\r\n\r\n"))
            .toLowerCase(java.util.Locale.ROOT)
            .split("\r\n"));
  }
}
