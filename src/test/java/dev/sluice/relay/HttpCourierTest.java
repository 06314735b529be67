package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.relay.Attempt.Answered;
import dev.sluice.relay.Attempt.Broken;
import dev.sluice.team.Glob;
import dev.sluice.team.Team;
import dev.sluice.testing.Origin;
import dev.sluice.testing.TestCertificate;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real sockets; names are made up. */
class HttpCourierTest {

  private static final Duration BRIEF = Duration.ofMillis(1500);
  private static final Attempt NOT_THERE = new Broken("no connection");
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static Vertx vertx;

  private final Clock clock = new TestTime().clock();
  private HttpClientOptions options = new HttpClientOptions();
  private Map<String, List<String>> names = Map.of("hooks.example.com", List.of("127.0.0.1"));
  private Duration timeout = Duration.ofSeconds(60);
  private boolean allowLoopback = true;
  private Set<Integer> ownPorts = Set.of();
  private List<OwnPlaces.Place> others = List.of();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  @Test
  void theReceiverGetsTheBodyAndTheseHeadersAndNoOther() throws Exception {
    try (Origin receiver = answering("HTTP/1.1 204 No\r\n\r\n")) {
      int port = receiver.url().getPort();
      String url = "http://hooks.example.com:%d/a/b?c=d%%20e".formatted(port);

      assertThat(carry(url)).isEqualTo(new Answered(204, Optional.empty()));

      String[] request = receiver.requests().get(0).split("\r\n\r\n", 2);
      assertThat(request[1]).isEqualTo("{\"a\":1}");
      assertThat(request[0].split("\r\n"))
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).isEqualTo("POST /a/b?c=d%20e HTTP/1.1"),
              line -> assertThat(line).isEqualTo("Content-Type: application/json"),
              line -> assertThat(line).isEqualTo("User-Agent: Sluice-Webhooks"),
              line -> assertThat(line).isEqualTo("webhook-id: msg_s1"),
              line -> assertThat(line).isEqualTo("webhook-timestamp: 1767225600"),
              line -> assertThat(line).startsWith("webhook-signature: v1,"),
              line -> assertThat(line).isEqualToIgnoringCase("host: hooks.example.com:" + port),
              line -> assertThat(line).isEqualToIgnoringCase("content-length: 7"));
    }
  }

  @Test
  void connectionsAreUsedAgain() throws Exception {
    try (Origin receiver = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      HttpCourier courier = courier();
      for (int i = 0; i < 8; i++) {
        assertThat(carry(courier, "http://hooks.example.com:" + receiver.url().getPort() + "/"))
            .isEqualTo(new Answered(200, Optional.empty()));
      }
      assertThat(receiver.connections()).isLessThan(4);
    }
  }

  @Test
  void retryAfterIsRead() throws Exception {
    try (Origin receiver =
        answering("HTTP/1.1 429 Slow\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(carry(url(receiver)))
          .isEqualTo(new Answered(429, Optional.of(Duration.ofSeconds(30))));
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (Origin inner = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Origin receiver =
            answering(
                "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:"
                    + inner.url().getPort()
                    + "/latest/meta-data/\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(carry(url(receiver))).isEqualTo(new Answered(301, Optional.empty()));
      assertThat(inner.requests()).isEmpty();
    }
  }

  @Test
  void aReceiverThatHangsIsGivenUpAndItsConnectionClosed() throws Exception {
    timeout = BRIEF;
    try (Origin receiver = Origin.of(vertx, (socket, request) -> {})) {
      assertThat(carry(url(receiver))).isEqualTo(new Broken("timeout"));
      Awaitility.await().until(() -> receiver.connections() == 1 && receiver.open() == 0);
    }
  }

  @Test
  void aTeamWhoseDeliveriesHangAtAHostHoldsBackNoOthersThere() throws Exception {
    byte[] ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);
    try (Origin receiver =
        Origin.of(
            vertx,
            (socket, request) -> {
              if (!request.contains("/hang")) {
                socket.write(Buffer.buffer(ok));
              }
            })) {
      HttpCourier courier = courier();
      String host = "http://hooks.example.com:" + receiver.url().getPort();
      List<Cancellable> hanging = new ArrayList<>();
      for (int i = 0; i < DeliveryQueue.PER_LINE; i++) {
        hanging.add(carried(courier, host + "/hang").subscribe().with(never -> {}));
      }
      Awaitility.await().until(() -> receiver.requests().size() == DeliveryQueue.PER_LINE);

      assertThat(carried(courier, host + "/ok").await().atMost(Duration.ofSeconds(10)))
          .isEqualTo(new Answered(200, Optional.empty()));
      hanging.forEach(Cancellable::cancel);
    }
  }

  @Test
  void aBodyThatTricklesCountsAgainstTheSameDeadline() throws Exception {
    timeout = BRIEF;
    BiConsumer<NetSocket, String> trickle =
        (socket, request) -> {
          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
          vertx.setPeriodic(100, tick -> socket.write("x"));
        };
    try (Origin receiver = Origin.of(vertx, trickle)) {
      assertThat(carry(url(receiver))).isEqualTo(new Broken("timeout"));
      Awaitility.await().until(() -> receiver.open() == 0);
    }
  }

  @Test
  void ofAHugeBodyTheStatusCountsAndTheRestIsCutOff() throws Exception {
    BiConsumer<NetSocket, String> flood =
        (socket, request) -> {
          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
          vertx.setPeriodic(5, tick -> socket.write(Buffer.buffer(new byte[20_000])));
        };
    try (Origin receiver = Origin.of(vertx, flood)) {
      assertThat(carry(url(receiver))).isEqualTo(new Answered(200, Optional.empty()));
      Awaitility.await().until(() -> receiver.open() == 0);
    }
  }

  @Test
  void aConnectionThatBreaksIsAFailure() throws Exception {
    try (Origin receiver = Origin.of(vertx, (socket, request) -> socket.close())) {
      assertThat(carry(url(receiver))).isEqualTo(new Broken("connection broke"));
    }
    Origin closed = answering("");
    closed.close();
    Awaitility.await().untilAsserted(() -> assertThat(carry(url(closed))).isEqualTo(NOT_THERE));
    assertThat(carry(url(closed))).isEqualTo(NOT_THERE);
    assertThat(carry("http://nobody.example.com/")).isEqualTo(new Broken("no such host"));
  }

  @Test
  void aCertificateMustBeForTheHostOfTheUrlWhateverAddressIsCalled() throws Exception {
    try (TestCertificate certificate = TestCertificate.make("dns:hooks.example.com")) {
      options =
          new HttpClientOptions()
              .setTrustOptions(
                  new PemTrustOptions().addCertPath(certificate.certificate().toString()));
      var server =
          vertx.createHttpServer(
              new HttpServerOptions()
                  .setSsl(true)
                  .setKeyCertOptions(
                      new PemKeyCertOptions()
                          .setCertPath(certificate.certificate().toString())
                          .setKeyPath(certificate.privateKey().toString())));
      server.requestHandler(request -> request.response().end());
      server
          .listen(0, "127.0.0.1")
          .toCompletionStage()
          .toCompletableFuture()
          .get(5, TimeUnit.SECONDS);
      names =
          Map.of(
              "other.example.com", List.of("127.0.0.1"), "hooks.example.com", List.of("127.0.0.1"));

      assertThat(carry("https://hooks.example.com:" + server.actualPort() + "/"))
          .isEqualTo(new Answered(200, Optional.empty()));
      assertThat(carry("https://other.example.com:" + server.actualPort() + "/"))
          .isEqualTo(new Broken("no valid certificate"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:a00:1::1",
        "2002:7f00:1::",
        "fe80::1",
        "fd00::1",
        "fd00:ec2::254",
        "ff02::1"
      })
  void aNameThatLeadsToAForbiddenAddressIsNotCalled(String address) {
    allowLoopback = false;
    names = Map.of("hooks.example.com", List.of(address));

    assertThat(carry("http://hooks.example.com:9/")).isEqualTo(new Broken("target refused"));
    assertThat(carry("http://hooks.example.com:9/", "*://*:*/*"))
        .isEqualTo(new Broken("target refused"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:9/",
        "http://2130706433:9/",
        "http://017700000001:9/",
        "http://0x7f.1:9/",
        "http://[::1]:9/",
        "http://[::ffff:127.0.0.1]:9/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://metadata.google.internal/",
        "nonsense"
      })
  void aForbiddenUrlIsNotCalledThoughItOncePassed(String url) {
    allowLoopback = false;
    assertThat(carry(url)).isEqualTo(new Broken("target refused"));
  }

  @Test
  void theTeamsPatternsOfTodayCount() throws Exception {
    try (Origin receiver = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(carry(url(receiver), "http://*.example.com:*/*")).isInstanceOf(Answered.class);
      assertThat(carry(url(receiver), "http://*.example.org:*/*"))
          .isEqualTo(new Broken("target refused"));
      assertThat(receiver.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, *://hooks.example.com:*/*, 1",
    "10.0.0.1, *://*.com:*/*, 1",
    "10.0.0.1, *://*:*/*, 0",
    "10.0.0.1, http://10.*:*/*, 0",
    "11.0.0.1, '', 1",
    "11.1.0.1, '', 0",
    "::ffff:11.1.0.1, *://hooks.example.com:*/*, 0",
    "169.254.1.1, *://hooks.example.com:*/*, 0"
  })
  void aPrivateAddressIsReachedOnlyWhereAPatternNamesItsHost(
      String address, String pattern, int reached) {
    var guard =
        new TargetGuard(
            new TargetRules(false, List.of(Cidr.of("11.1.0.0/16")), List.of(new Glob("x"))));
    Target target = Target.read("http://hooks.example.com:9/").target().orElseThrow();
    List<String> patterns = pattern.isEmpty() ? List.of() : List.of(pattern);

    assertThat(guard.reachable(target, List.of(IpAddress.parse(address).orElseThrow()), patterns))
        .hasSize(reached);
  }

  /** Again and again: an answer that comes at once must not have gone by before it is read. */
  @RepeatedTest(50)
  void ofSeveralAddressesTheFirstAllowedOneIsCalled() throws Exception {
    names = Map.of("hooks.example.com", List.of("169.254.169.254", "10.0.0.1", "127.0.0.1"));
    try (Origin receiver = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(carry(url(receiver))).isInstanceOf(Answered.class);
    }
  }

  @Test
  void ownServersAreNeverCalledThoughLoopbackIsAllowed() throws Exception {
    try (Origin receiver = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      int port = receiver.url().getPort();
      assertThat(carry(url(receiver))).isInstanceOf(Answered.class);
      ownPorts = Set.of(port);
      assertThat(carry(url(receiver))).isEqualTo(new Broken("target refused"));
      assertThat(carry("http://127.0.0.1:" + port + "/")).isEqualTo(new Broken("target refused"));
      assertThat(carry("http://[::ffff:127.0.0.1]:" + port + "/"))
          .isEqualTo(new Broken("target refused"));
      ownPorts = Set.of();
      names = Map.of("hooks.example.com", List.of("127.0.0.1"), "redis", List.of("127.0.0.1"));
      others = HousePlaces.redis("redis://user:secret@redis:" + port + "/1,nonsense");
      assertThat(carry(url(receiver))).isEqualTo(new Broken("target refused"));
      others = List.of(new OwnPlaces.Place("127.0.0.1", Optional.empty()));
      assertThat(carry(url(receiver))).isEqualTo(new Broken("target refused"));
      others = HousePlaces.redis("redis://nobody:" + port);
      assertThat(carry(url(receiver))).isEqualTo(new Broken("target refused"));
      others = HousePlaces.redis("redis://redis");
      assertThat(carry(url(receiver))).isInstanceOf(Answered.class);
      assertThat(receiver.requests()).hasSize(2);
    }
  }

  private static Origin answering(String answer) throws Exception {
    return Origin.of(vertx, answer.getBytes(UTF_8));
  }

  private static String url(Origin receiver) {
    return "http://hooks.example.com:" + receiver.url().getPort() + "/x";
  }

  private Attempt carry(String url, String... patterns) {
    return carry(courier(), url, patterns);
  }

  private static Attempt carry(HttpCourier courier, String url, String... patterns) {
    return carried(courier, url, patterns).await().atMost(Duration.ofSeconds(60));
  }

  private static Uni<Attempt> carried(HttpCourier courier, String url, String... patterns) {
    byte[] body = "{\"a\":1}".getBytes(UTF_8);
    Delivery delivery = Delivery.fresh("s-1", new Receiver("red", url), "up", "t", 0, body);
    return courier.carry(delivery, new Team("red", List.of(), List.of(patterns), true, false));
  }

  private HttpCourier courier() {
    WebhookSecrets secrets = WebhookSecrets.of(List.of(SECRET)).orElseThrow();
    return new HttpCourier(
        new TargetGuard(new TargetRules(allowLoopback, List.of(), List.of())),
        new OwnPlaces(() -> ownPorts, Set.of(), others),
        this::lookUp,
        new Letterhead(team -> secrets, clock),
        new VertxWebhookPost(vertx, options, timeout, clock),
        timeout);
  }

  private Uni<List<IpAddress>> lookUp(String team, String host) {
    List<String> found = names.get(host);
    return found == null
        ? Uni.createFrom().failure(new UnknownHostException(host))
        : Uni.createFrom()
            .item(found.stream().map(text -> IpAddress.parse(text).orElseThrow()).toList());
  }
}
