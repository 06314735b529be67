package dev.sluice.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dialect.KieDialect;
import dev.sluice.testing.Origin;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RoadContentTest extends RoadBench {

  @Test
  void bodiesPassByteForByte() throws Exception {
    byte[] weird = new byte[1024];
    for (int i = 0; i < weird.length; i++) {
      weird[i] = (byte) i;
    }
    Origin origin = origin(Origin.answer(455, "application/json", weird));

    Reply reply = answerOf(road(origin.url(), ONE).submit("flux2", weird, exchange(ALWAYS)));

    Reply.Answered answered = (Reply.Answered) reply;
    String request = origin.requests().get(0);
    assertThat(answered.status()).isEqualTo(455);
    assertThat(answered.body()).isEqualTo(weird);
    assertThat(Origin.body(request)).isEqualTo(weird);
  }

  @Test
  void whatNoTeamMaySeeIsTakenOutBeforeAnybodyReadsIt() throws Exception {
    String told =
        "{\"code\":200,\"data\":{\"taskId\":\"t\",\"param\":\"{}\",\"remainedCredits\":7}}";
    Origin origin = origin(Origin.json(200, told));
    Road kie = road(origin.url(), ONE, new KieDialect());
    Road apixo = road(origin.url(), ONE);

    for (Reply reply :
        List.of(submit(kie, exchange(ALWAYS)), read(kie), answerOf(kie.balance(ALWAYS)))) {
      assertThat(((Reply.Answered) reply).body())
          .isEqualTo("{\"code\":200,\"data\":{\"taskId\":\"t\"}}".getBytes(ISO_8859_1));
      assertThat(((Reply.Answered) reply).headers())
          .containsOnly(Map.entry("Content-Type", "application/json"));
    }
    assertThat(((Reply.Answered) read(apixo)).body()).isEqualTo(told.getBytes(ISO_8859_1));
  }

  @Test
  void anAnswerWithoutABodyIsAnAnswer() throws Exception {
    Origin origin = origin("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));

    assertThat(submit(road(origin.url(), ONE), exchange(ALWAYS)))
        .isInstanceOfSatisfying(
            Reply.Answered.class, answered -> assertThat(answered.body()).isEmpty());
  }

  @Test
  void aRefusalForLimitsInsideOfAGoodAnswerIsCountedLikeOneOfHttp() throws Exception {
    Road road = road(origin(Origin.json(200, "{\"code\":429,\"data\":null}")).url(), ONE);

    submit(road, exchange(ALWAYS));
    read(road);

    assertThat(registry.get("sluice.upstream.429").counter().count()).isEqualTo(2);
  }

  @Test
  void aSubmitSaysExactlyWhatItIsTold() throws Exception {
    Origin origin = origin(OK);
    Road road = road(origin.url(), ONE);
    Exchange exchange =
        new Exchange(ALWAYS, road.header(Map.of("User-Agent", "client/1", "X-Request-Id", "i")));

    answerOf(road.submit("flux2", BODY, exchange));

    assertThat(lines(origin.requests().get(0)))
        .containsExactlyInAnyOrder(
            "post /api/v1/generatetask/flux2 http/1.1",
            "host: localhost:" + origin.url().getPort(),
            "authorization: bearer shared-key",
            "content-type: application/json",
            "content-length: 12",
            "accept: */*",
            "via: 1.1 sluice",
            "user-agent: client/1",
            "x-request-id: i");
  }

  @Test
  void aReadSaysExactlyWhatItIsTold() throws Exception {
    Origin origin = origin(OK);
    Road road = road(URI.create(origin.url() + "/prefix"), ONE);

    answerOf(road.status("flux2", "a b&c=d/%2f+\u00e9?{x}#", () -> true));
    answerOf(road.balance(() -> true));

    assertThat(lines(origin.requests().get(0)))
        .containsExactlyInAnyOrder(
            "get /prefix/api/v1/statustask/flux2"
                + "?taskid=a+b%26c%3dd%2f%252f%2b%c3%a9%3f%7bx%7d%23 http/1.1",
            "host: localhost:" + origin.url().getPort(),
            "authorization: bearer shared-key",
            "accept: */*",
            "via: 1.1 sluice",
            "user-agent: sluice");
    assertThat(origin.requests().get(1))
        .startsWith("GET /prefix/api/v1/apikeys/current-balance HTTP/1.1\r\n");
  }

  @Test
  void anAnswersHeadersPassEndToEnd() throws Exception {
    Origin origin =
        origin(
            ("HTTP/1.1 429 Slow\r\nContent-Type: a/b\r\nRetry-After: 7\r\nX-A: 1\r\nX-A: 2\r\n"
                    + "Connection: X-B\r\nX-B: 3\r\nSet-Cookie: c=d\r\nContent-Length: 0\r\n\r\n")
                .getBytes(ISO_8859_1));

    Reply.Answered answered = (Reply.Answered) submit(road(origin.url(), ONE), exchange(ALWAYS));

    assertThat(answered.headers())
        .containsOnly(
            Map.entry("Content-Type", "a/b"),
            Map.entry("Retry-After", "7"),
            Map.entry("X-A", "1, 2"));
    assertThat(answered.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(registry.get("sluice.upstream.429").counter().count()).isEqualTo(1);
  }

  @Test
  void aContentTypeThatIsNoneIsNoHindrance() throws Exception {
    Origin origin = origin(Origin.answer(200, "???;;=", BODY));

    assertThat(submit(road(origin.url(), ONE), exchange(ALWAYS)))
        .isInstanceOfSatisfying(
            Reply.Answered.class, answered -> assertThat(answered.body()).isEqualTo(BODY));
  }

  @Test
  void aRedirectIsAnAnswerAndIsNotFollowed() throws Exception {
    Origin other = origin(OK);
    Origin origin =
        origin(
            "HTTP/1.1 307 T\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
                .formatted(other.url())
                .getBytes(ISO_8859_1));
    Road road = road(origin.url(), ONE);

    assertThat(List.of(submit(road, exchange(ALWAYS)), read(road)))
        .allSatisfy(
            reply ->
                assertThat(reply)
                    .isInstanceOfSatisfying(
                        Reply.Answered.class, it -> assertThat(it.status()).isEqualTo(307)));
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void anAnswerIsReadUpToItsBoundAndNoFurther() throws Exception {
    byte[] largest = new byte[ConnectionHook.MAX_ANSWER];
    Arrays.fill(largest, (byte) 'a');
    byte[] tooLarge = Arrays.copyOf(largest, largest.length + 1);
    Origin fits = origin(Origin.answer(200, "text/plain", largest));
    Origin exceeds = origin(Origin.answer(200, "text/plain", tooLarge));
    Road road = road(exceeds.url(), ONE);

    assertThat(((Reply.Answered) submit(road(fits.url(), ONE), exchange(ALWAYS))).body())
        .isEqualTo(largest);
    for (int i = 0; i < 3; i++) {
      Reply.Failed failed = (Reply.Failed) submit(road, exchange(ALWAYS));
      assertThat(failed.sent()).isTrue();
      assertThat(failed.cause()).isEqualTo("answer larger than 1048576 bytes");
      assertThat(((Reply.Failed) read(road)).cause()).isEqualTo(failed.cause());
    }
    await().until(() -> exceeds.open() == 0);
  }
}
