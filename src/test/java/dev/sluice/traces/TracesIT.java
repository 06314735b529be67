package dev.sluice.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Origin;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.OtlpReceiver.Span;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.TeamClient;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the packaged gateway tells a collector, and what it tells nobody. */
@Tag("untimed")
class TracesIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String TRACE_PARENT = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String[] HEADERS = {
    "traceparent", TRACE_PARENT, "tracestate", "acme=1", "X-Request-Id", "request-17"
  };
  private static final String TASK =
      "{\"code\":200,\"message\":\"success\",\"data\":{\"taskId\":\"vendors-task-id\"}}";
  private static final String YAML =
      """
      sluice:
        upstreams:
          apixo: { dialect: apixo, url: "%s", key: the-shared-key }
        teams:
          red: { keys: [the-team-key], models: ["*", "flux2"] }
      """;

  /** In the order in which they are entered. */
  private static final List<String> STAGES =
      List.of(
          "submit",
          "team",
          "draining",
          "objection",
          "body",
          "patience",
          "idempotency",
          "callback",
          "defer",
          "earlier-task",
          "routing",
          "breaker",
          "quota",
          "budget",
          "own-callback",
          "task",
          "depart",
          "witness",
          "upstream",
          "upstream call");

  private final Vertx vertx = Vertx.vertx();
  private Origin vendor;

  @BeforeEach
  void open() throws Exception {
    vendor = Origin.of(vertx, Origin.json(200, TASK));
  }

  @AfterEach
  void close() {
    vendor.close();
    vertx.close();
  }

  @Test
  void aSubmitIsOneTraceOfItsClientsWithASpanForEachStageAndNoSecret() throws Exception {
    try (OtlpReceiver collector = OtlpReceiver.start();
        PackagedGateway gateway =
            start(
                Map.of(
                    "otel.exporter.otlp.endpoint",
                    collector.endpoint(),
                    "otel.bsp.schedule.delay",
                    "100"))) {
      TeamClient red = new TeamClient(gateway, "the-team-key");

      assertThat(red.submit("a secret prompt", HEADERS).status()).isEqualTo(200);

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(collector.spans("submit")).hasSize(1));
      Span call = sentCall(collector);
      List<Span> walk = upwards(call, collector.spans());
      assertThat(walk).extracting(Span::name).containsExactlyElementsOf(STAGES);
      assertThat(walk).extracting(Span::trace).containsOnly(TRACE);
      assertThat(walk.get(0).parent()).isEqualTo(PARENT);
      assertThat(submits().get(0))
          .contains("traceparent: 00-" + TRACE + "-" + call.id() + "-01", "tracestate: acme=1");
      assertThat(collector.spans("submit").get(0).attributes())
          .containsEntry("sluice.team", "red")
          .containsEntry("sluice.operation", "submit")
          .containsEntry("sluice.outcome", "ok")
          .containsEntry("sluice.status", "200")
          .containsEntry("sluice.upstream", "apixo")
          .containsEntry("sluice.model", "flux2")
          .containsEntry("sluice.request_id", "request-17");
      assertThat(call.kind()).isEqualTo(3);
      assertThat(collector.everything())
          .doesNotContain("the-team-key", "the-shared-key", "secret prompt", "vendors-task-id")
          .doesNotContain("Bearer")
          .contains("service.name");
    }
  }

  @Test
  void whatALimitRefusesSaysSo() throws Exception {
    try (OtlpReceiver collector = OtlpReceiver.start();
        PackagedGateway gateway =
            start(
                Map.of(
                    "otel.exporter.otlp.traces.endpoint",
                    collector.endpoint() + "/v1/traces",
                    "otel.bsp.schedule.delay",
                    "100",
                    "sluice.teams.red.concurrent-tasks",
                    "1"))) {
      TeamClient red = new TeamClient(gateway, "the-team-key");
      red.submit("one");

      assertThat(red.submit("two", "Prefer", "wait=0").status()).isEqualTo(429);

      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  collector.spans("submit").stream()
                      .anyMatch(
                          span ->
                              "team-tasks"
                                  .equals(span.attributes().get("sluice.violated_policies"))));
    }
  }

  @Test
  void withoutAnEndpointNobodyIsCalledAndTheVendorSeesTheClientsOwnTrace() throws Exception {
    try (ServerSocket grpc = listen(4317);
        ServerSocket http = listen(4318);
        PackagedGateway gateway = start(Map.of())) {
      TeamClient red = new TeamClient(gateway, "the-team-key");

      assertThat(red.submit("x", HEADERS).status()).isEqualTo(200);

      assertThat(submits().get(0)).contains("traceparent: " + TRACE_PARENT, "tracestate: acme=1");
      gateway.process().destroy();
      assertThat(gateway.process().waitFor()).isIn(0, 143);
      for (ServerSocket collector : List.of(grpc, http)) {
        collector.setSoTimeout(100);
        assertThat(nobodyCalls(collector)).isTrue();
      }
    }
  }

  @Test
  void aProtocolThatIsNotSpokenIsRefusedAtTheStart() {
    assertThat(
            PackagedGateway.refusedStart(
                "otel: {exporter: {otlp: {endpoint: \"http://127.0.0.1:1\", protocol: grpc}}}"))
        .contains("otel.exporter.otlp.protocol = 'grpc'", "http/protobuf");
  }

  /**
   * On a slow machine a grant may grow stale, and its call is withdrawn before one that is sent.
   */
  private static Span sentCall(OtlpReceiver collector) {
    return collector.spans("upstream call").stream()
        .filter(span -> "200".equals(span.attributes().get("sluice.status")))
        .findFirst()
        .orElseThrow();
  }

  /** The spans around a span, the outermost first, and it. */
  private static List<Span> upwards(Span span, List<Span> all) {
    LinkedList<Span> walk = new LinkedList<>(List.of(span));
    for (Optional<Span> around = parent(span, all); around.isPresent(); ) {
      walk.addFirst(around.get());
      around = parent(around.get(), all);
    }
    return walk;
  }

  private static Optional<Span> parent(Span span, List<Span> all) {
    return all.stream().filter(other -> other.id().equals(span.parent())).findFirst();
  }

  private PackagedGateway start(Map<String, String> properties) {
    return PackagedGateway.start(YAML.formatted(vendor.url()), properties);
  }

  private List<String> submits() {
    return vendor.requests().stream().filter(request -> request.startsWith("POST ")).toList();
  }

  private static ServerSocket listen(int port) {
    try {
      return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException taken) {
      return Assumptions.abort("port %d is somebody else's".formatted(port));
    }
  }

  private static boolean nobodyCalls(ServerSocket collector) throws IOException {
    try {
      collector.accept().close();
      return false;
    } catch (java.net.SocketTimeoutException silence) {
      return true;
    }
  }
}
