package dev.sluice.front;

import static dev.sluice.front.RawHttp.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.front.RawHttp.Heard;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tricks with paths, with queries and with HTTP itself at the packaged gateway, each around a
 * submit that would be served: after each the upstream has seen nothing.
 */
@Tag("untimed")
class WireTricksJourneyIT {

  private static final byte[] GOOD = VendorClient.GOOD.getBytes(UTF_8);
  private static final String JSON = UntouchedUpstream.JSON;
  private static final String SUBMIT =
      "POST /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\n" + JSON;
  private static final String LENGTH = "Content-Length: " + GOOD.length + "\r\n";
  private static final String CHUNKS =
      "%x\r\n%s\r\n0\r\n\r\n".formatted(GOOD.length, VendorClient.GOOD);

  @RegisterExtension static final UntouchedUpstream UPSTREAM = new UntouchedUpstream();

  private static URI server;

  @BeforeAll
  static void find() {
    server = UPSTREAM.server();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/generateTask/a%2fb",
        "/api/v1/generateTask/flux-2/flex",
        "/api/v1/generateTask/..%2f..",
        "/api/v1/generateTask/%2e%2e",
        "/api/v1/generateTask/..",
        "/api/v1/generateTask/.",
        "/api/v1/generateTask/../statusTask/flux2",
        "/api/v1/generateTask/fl%75x2",
        "/api/v1/generateTask/flux2%00",
        "/api/v1/generateTask/flux2%0d%0aX:y",
        "/api/v1/generateTask/flux2;a=b",
        "/api/v1/generateTask/flux2/",
        "/api/v1/generateTask/",
        "/api/v1/generateTask",
        "/api/v1//generateTask/flux2",
        "//api/v1/generateTask/flux2",
        "/./api/v1/generateTask/flux2",
        "/sandbox/../api/v1/generateTask/flux2",
        "/q/../api/v1/generateTask/flux2",
        "http://x//api/v1/generateTask/flux2",
        "/api/v1/GenerateTask/flux2",
        "/api/v1/chat/completions",
        "/v1/chat/completions",
        "/api/mcp/admin/keys",
        "/api/v2/generateTask/flux2",
        "/callbacks/x",
        "/admin/teams"
      })
  void aPathThatIsNotOursIsNotFoundWhateverComesWithIt(String target) throws IOException {
    Heard heard = RawHttp.post(server, target, JSON, GOOD);

    heard.isRefusal(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fl*ux", "fl@ux", "fl:ux", "fl~ux", "fl+ux", "fl,ux", "$(id)", "a&b", "'"})
  void aModelIdWithOtherCharactersIsRefusedByName(String model) throws IOException {
    Heard heard = RawHttp.post(server, "/api/v1/generateTask/" + model, JSON, GOOD);

    heard.isRefusal(400);
    assertThat(heard.body()).contains("\"detail\":\"model");
  }

  @Test
  void aModelIdThatIsTooLongIsRefusedByName() throws IOException {
    Heard heard = RawHttp.post(server, "/api/v1/generateTask/" + "a".repeat(129), JSON, GOOD);

    heard.isRefusal(400);
    assertThat(heard.body()).contains("\"detail\":\"model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0001", "\u007f", "\u00e9", "\\", " ", "\t", "\u0000", "#", "|", "^", "\""})
  void whatHasNoPlaceInAPathGetsNowhere(String character) throws IOException {
    assertThat(
            RawHttp.post(server, "/api/v1/generateTask/fl" + character + "ux", JSON, GOOD).status())
        .isIn(400, 404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "taskId=a&taskId=b | taskId",
        "taskId=a&taskId=a | taskId",
        "taskId=a&task%49d=b | taskId",
        "taskId= | taskId",
        "taskid=a | taskId",
        "'' | taskId",
        "taskId=a%0d%0aX:y | taskId",
        "taskId=%00 | taskId",
        "taskId=%c0%af | taskId",
        "taskId=%ff | taskId"
      })
  void aTaskIdThatIsNoneIsRefusedByName(String query, String member) throws IOException {
    Heard heard = RawHttp.ask(server, "GET", "/api/v1/statusTask/flux2?" + query, KEY);

    heard.isRefusal(400);
    assertThat(heard.body()).contains("\"detail\":\"" + member);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/statusTask/flux2?taskId=%2", "/api/v1/statusTask/flux2?taskId=a&x=%zz"})
  void whatIsNoAddressAtAllIsRefusedBare(String target) throws IOException {
    assertThat(RawHttp.ask(server, "GET", target, KEY).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xchunked",
        "identity",
        "gzip, chunked",
        "chunked, identity",
        "chunked, chunked",
        "chunked\r\nTransfer-Encoding: identity",
        "\u000bchunked",
        "\"chunked\""
      })
  void aBodyIsChunkedOnceOrNotAtAll(String coding) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Transfer-Encoding: " + coding + "\r\n\r\n" + CHUNKS);

      assertThat(http.hear().status()).isEqualTo(400);
      assertThat(http.closedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+28", "-1", "0x1c", "2 8", "", "28a", "28, 28", "99999999999999999999"})
  void aLengthThatIsNoneIsRefused(String length) throws IOException {
    assertBareRefusal("Content-Length: " + length + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n",
        "X Y: z\r\n",
        "X-Y: a\u0000b\r\n",
        "X-Y: a\rb: c\r\n",
        "no header\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding\t: chunked\r\n"
      })
  void aHeaderThatIsNoneIsRefused(String header) throws IOException {
    assertBareRefusal(LENGTH + header);
  }

  private static void assertBareRefusal(String headers) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + headers + "\r\n" + VendorClient.GOOD);

      assertThat(http.hear().status()).isEqualTo(400);
      assertThat(http.closedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: x/../y z\r\n", "Host: x y\r\n"})
  void whoNamesNoHostIsRefused(String host) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send((SUBMIT + LENGTH).replace("Host: x\r\n", host) + "\r\n" + VendorClient.GOOD);

      http.hear().isMalformed("Host");
      assertThat(http.closedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"post, 405", "PUT, 405", "HEAD, 405", "GET, 405", "PATCH, 405", "DELETE, 405"})
  void anotherMethodIsNoSubmitWhateverItsHeadersSay(String method, int status) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(
          (SUBMIT + LENGTH + "X-HTTP-Method-Override: POST\r\n").replaceFirst("POST", method)
              + "\r\n"
              + VendorClient.GOOD);

      Heard heard = http.hear(method.equals("HEAD"));
      assertThat(heard.status()).isEqualTo(status);
      assertThat(heard.header("Allow")).isEqualTo("POST, OPTIONS");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: Basic ZGVtby1rZXk=\r\n",
        "Authorization: demo-key\r\n",
        "Authorization: Bearer\tdemo-key\r\n",
        "Authorization: Bearerdemo-key\r\n",
        "Authorization: Bearer demo-key, Bearer nobody\r\n",
        "Authorization: Bearer demo-key x\r\n",
        "Authorization: Bearer nobody\r\nAuthorization: Bearer demo-key\r\n",
        "Proxy-Authorization: Bearer demo-key\r\n",
        "X-Api-Key: demo-key\r\n",
        "x-goog-api-key: demo-key\r\n",
        "Cookie: Authorization=Bearer%20demo-key\r\n"
      })
  void whoShowsNoKeyWhereItBelongsIsAStranger(String headers) throws IOException {
    Heard heard =
        RawHttp.post(
            server,
            "/api/v1/generateTask/flux2?key=demo-key&api_key=demo-key",
            headers + "Content-Type: application/json\r\n",
            GOOD);

    heard.isRefusal(401);
    assertThat(heard.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\tSet-Cookie: b",
        "a Set-Cookie: b",
        "a\r\n Set-Cookie: b",
        "\u00e9",
        "a,b",
        "%0d%0ab"
      })
  void aRequestIdThatIsNotPlainIsReplaced(String id) throws IOException {
    Heard heard =
        RawHttp.ask(
            server,
            "GET",
            "/api/v1/statusTask/flux2?taskId=x",
            KEY + "X-Request-Id: " + id + "\r\n");

    heard.isRefusal(404);
    assertThat(heard.headers()).doesNotContainKey("set-cookie");
  }

  @Test
  void aSecondRequestHiddenInARefusedOnesBodyIsNotServed() throws IOException {
    String hidden = SUBMIT + LENGTH + "\r\n" + VendorClient.GOOD;
    for (String first :
        new String[] {
          "POST /api/v1/nope HTTP/1.1\r\nHost: x\r\n",
          "PUT /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\n",
          "POST /api/v1/generateTask/a%2fb HTTP/1.1\r\nHost: x\r\n",
          SUBMIT + "Content-Encoding: gzip\r\n",
          "POST /api/v1/generateTask/flux2 HTTP/1.1\r\n"
        }) {
      try (RawHttp http = new RawHttp(server)) {
        http.send(first + "Content-Length: " + hidden.length() + "\r\n\r\n" + hidden);

        assertThat(http.hear().status()).isBetween(400, 415);
        assertThat(http.closedByServer()).isTrue();
      }
    }
  }
}
