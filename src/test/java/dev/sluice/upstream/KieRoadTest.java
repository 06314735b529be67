package dev.sluice.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.Dialect;
import dev.sluice.dialect.Dialects;
import dev.sluice.testing.Origin;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KieRoadTest extends RoadBench {

  private static final Dialect KIE = Dialects.of("kie").orElseThrow();
  private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64)";

  @Test
  void aSubmitNamesItsModelInTheBodyAlone() throws Exception {
    Origin origin = origin(OK);
    Road road = road(origin.url(), ONE, KIE);
    Exchange exchange = new Exchange(ALWAYS, road.header(Map.of("User-Agent", "client/1")));

    answerOf(road.submit("flux-2/pro-text-to-image", BODY, exchange));

    assertThat(lines(origin.requests().get(0)))
        .containsExactlyInAnyOrder(
            "post /api/v1/jobs/createtask http/1.1",
            "host: localhost:" + origin.url().getPort(),
            "authorization: bearer shared-key",
            "content-type: application/json",
            "content-length: 12",
            "accept: */*",
            "via: 1.1 sluice",
            "user-agent: client/1");
    assertThat(origin.requests().get(0)).endsWith("\r\n\r\n" + new String(BODY, ISO_8859_1));
  }

  @Test
  void aTaskIsAskedForByItsIdAlone() throws Exception {
    Origin origin = origin(OK);
    Road road = road(URI.create(origin.url() + "/prefix"), ONE, KIE);

    answerOf(road.status("flux-2/pro-text-to-image", "a b&c=d/%2f+\u00e9", () -> true));
    answerOf(road.balance(() -> true));

    assertThat(lines(origin.requests().get(0)))
        .containsExactlyInAnyOrder(
            "get /prefix/api/v1/jobs/recordinfo?taskid=a+b%26c%3dd%2f%252f%2b%c3%a9 http/1.1",
            "host: localhost:" + origin.url().getPort(),
            "authorization: bearer shared-key",
            "accept: */*",
            "via: 1.1 sluice",
            "user-agent: sluice");
    assertThat(origin.requests().get(1)).startsWith("GET /prefix/api/v1/chat/credit HTTP/1.1\r\n");
  }

  @Test
  void aPrescribedUserAgentStandsOnEveryRequest() throws Exception {
    Origin origin = origin(OK);
    Road road = road(origin.url(), ONE, KIE, AGENT);

    answerOf(
        road.submit(
            "m", BODY, new Exchange(ALWAYS, road.header(Map.of("User-Agent", "client/1")))));
    read(road);
    answerOf(road.balance(ALWAYS));

    assertThat(origin.requests())
        .hasSize(3)
        .allMatch(request -> request.contains("\r\nUser-Agent: " + AGENT + "\r\n"));
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    Origin origin =
        origin(
            "HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
                .getBytes(ISO_8859_1));
    Road road = road(origin.url(), ONE, KIE);

    assertThat(((Reply.Answered) submit(road, exchange(ALWAYS))).status()).isEqualTo(307);
    assertThat(((Reply.Answered) read(road)).status()).isEqualTo(307);
    assertThat(origin.requests()).noneMatch(request -> request.contains("/other"));
  }

  @Test
  void everyLanguageHasAClient() {
    assertThat(Dialects.names())
        .allSatisfy(
            name -> assertThat(VendorClient.of(Dialects.of(name).orElseThrow())).isInterface());
  }
}
