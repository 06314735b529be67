package dev.sluice.front;

import static dev.sluice.front.RawHttp.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.front.RawHttp.Heard;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(DoorProfile.class)
class DoorTest {

  private static final String STATUS = "/api/v1/statusTask/flux2?taskId=";

  @TestHTTPResource URI server;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/statusTask/a%2fb?taskId=x",
        "/api/v1/statusTask/fl%75x2?taskId=x",
        "/api/v1/statusTask/..%2f..?taskId=x",
        "/api/v1/statusTask/%2e%2e?taskId=x",
        "/api/v1/statusTask/a%0d%0ab?taskId=x",
        "/api/v1/statusTask/%00?taskId=x",
        "/api/v1/statusTask/..?taskId=x",
        "/api/v1/statusTask/.?taskId=x",
        "/api/v1/../v1/statusTask/flux2?taskId=x",
        "/api/v1/statusTask/a/b?taskId=x",
        "/api/v1/statusTask/a/?taskId=x",
        "/api/v1/statusTask/a;b=c?taskId=x",
        "/api//v1/statusTask/flux2?taskId=x",
        "//api/v1/statusTask/flux2?taskId=x",
        "http://x//api/v1/statusTask/flux2?taskId=x",
        "/q/%6detrics",
        "/q/../api/v1/statusTask/flux2?taskId=x",
        "/",
        "/nope",
        "/me/",
        "/me/teams",
        "/admin/teams",
        "/callbacks",
        "/callbacks/",
        "/callbacks/a/b",
        "/dashboard",
        "/api",
        "/api/v1/chat/completions",
        "/api/mcp/contracts",
        "/API/v1/statusTask/flux2?taskId=x"
      })
  void whatIsNotOnTheListIsNotFoundInTheEnvelope(String target) throws IOException {
    Heard heard = RawHttp.ask(server, "GET", target, KEY);

    assertThat(heard.status()).isEqualTo(404);
    assertThat(heard.header("Content-Type")).isEqualTo("application/json");
    assertThat(heard.header("X-Request-Id")).matches("[0-9a-f]{32}");
    assertThat(heard.body()).startsWith("{\"code\":404,\"message\":\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1\\statusTask/flux2?taskId=x",
        "/api/v1/statusTask/a\u0001?taskId=x",
        "/api/v1/statusTask/a\u007f?taskId=x",
        "/api/v1/statusTask/\u00e9?taskId=x",
        "/api/v1/statusTask/a#b?taskId=x"
      })
  void whatIsNoPathAtAllGetsNowhere(String target) throws IOException {
    assertThat(RawHttp.ask(server, "GET", target, KEY).status()).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/metrics", "/q/health", "/q/health/ready"})
  void whatIsTheOperatorsIsReadOnly(String path) throws IOException {
    for (String method : new String[] {"POST", "PUT", "DELETE"}) {
      Heard heard = RawHttp.ask(server, method, path, "");

      assertThat(heard.status()).isEqualTo(405);
      assertThat(heard.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
      assertThat(heard.body()).startsWith("{\"code\":405,");
    }
    assertThat(RawHttp.ask(server, "GET", path, "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: x/y\r\n"})
  void whatTheRouterGivesUpIsRefusedInTheEnvelope(String host) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send("GET " + STATUS + "x HTTP/1.1\r\n" + host + KEY + "\r\n");

      http.hear().isMalformed("Host");
    }
  }

  @Test
  void theAbsoluteFormIsServed() throws IOException {
    assertThat(RawHttp.ask(server, "GET", "http://x/q/health/live", "").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE,/api/v1/generateTask/flux2,'POST, OPTIONS'",
    "GET,/callbacks/token,'POST, OPTIONS'",
    "GET,/api/v1/generateTask/flux2,'POST, OPTIONS'",
    "HEAD,/api/v1/generateTask/flux2,'POST, OPTIONS'",
    "PATCH,/api/v1/statusTask/flux2,'GET, HEAD, OPTIONS'",
    "TRACE,/api/v1/statusTask/flux2,'GET, HEAD, OPTIONS'",
    "BREW,/api/v1/apikeys/current-balance,'GET, HEAD, OPTIONS'"
  })
  void aMethodThatIsNotOfferedIsToldWhichAre(String method, String target, String allow)
      throws IOException {
    Heard heard = RawHttp.ask(server, method, target, "");

    assertThat(heard.status()).isEqualTo(405);
    assertThat(heard.header("Allow")).isEqualTo(allow);
    assertThat(heard.header("X-Request-Id")).isNotEmpty();
  }

  @Test
  void whatIsOfferedIsToldWithoutAKey() throws IOException {
    Heard heard = RawHttp.ask(server, "OPTIONS", "/api/v1/generateTask/flux2", "");

    assertThat(heard.status()).isEqualTo(204);
    assertThat(heard.header("Allow")).isEqualTo("POST, OPTIONS");
  }

  @Test
  void headAsksAsGetDoes() throws IOException {
    assertThat(RawHttp.ask(server, "HEAD", STATUS + "x", "").status()).isEqualTo(401);
    assertThat(RawHttp.ask(server, "HEAD", "/api/v1/statusTask/flux2", KEY).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/statusTask/fl*ux?taskId=x, model",
    "/api/v1/statusTask/fl@ux?taskId=x, model",
    "/api/v1/statusTask/a~b?taskId=x, model",
    "/api/v1/statusTask/flux2, taskId",
    "/api/v1/statusTask/flux2?taskId=, taskId",
    "/api/v1/statusTask/flux2?taskId=a&taskId=b, taskId",
    "/api/v1/statusTask/flux2?taskId=a&task%49d=b, taskId",
    "/api/v1/statusTask/flux2?taskId=a%0d%0aSet-Cookie:x, taskId",
    "/api/v1/statusTask/flux2?taskId=%00, taskId",
    "/api/v1/statusTask/flux2?taskId=%c0%af, taskId"
  })
  void aRequestLineThatIsWrongIsRefusedByTheMembersName(String target, String member)
      throws IOException {
    Heard heard = RawHttp.ask(server, "GET", target, KEY);

    assertThat(heard.status()).isEqualTo(400);
    assertThat(heard.body()).contains("\"detail\":\"" + member);
    assertThat(heard.headers()).doesNotContainKey("set-cookie");
  }

  @Test
  void whoSomebodyIsComesBeforeWhatHeAsks() throws IOException {
    assertThat(RawHttp.ask(server, "GET", "/api/v1/statusTask/fl*ux", "").status()).isEqualTo(401);
    Heard submit = RawHttp.submit(server, "", "no json".getBytes());
    assertThat(submit.status()).isEqualTo(401);
    assertThat(submit.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(submit.header("Cache-Control")).isEqualTo("no-store");
    assertThat(submit.headers()).doesNotContainKey("ratelimit");
  }

  @Test
  void whoReadsProblemsGetsOne() throws IOException {
    for (String target : new String[] {"/nope", "/api/nope", STATUS + "x"}) {
      assertThat(
              RawHttp.ask(server, "GET", target, "Accept: application/problem+json\r\n")
                  .header("Content-Type"))
          .isEqualTo("application/problem+json");
    }
  }

  @Test
  void anAcceptThatNothingMatchesChangesNothing() throws IOException {
    assertThat(RawHttp.ask(server, "GET", STATUS, KEY + "Accept: image/png\r\n").status())
        .isEqualTo(400);
    assertThat(RawHttp.ask(server, "GET", STATUS, KEY + "Accept: junk//\r\n").status())
        .isEqualTo(400);
  }

  @Test
  void aContentTypeOnAReadOrAStrangeOneOnASubmitChangesNothing() throws IOException {
    assertThat(
            RawHttp.ask(server, "GET", STATUS, KEY + "Content-Type: application/json\r\n").status())
        .isEqualTo(400);
    for (String type : new String[] {"text/plain", "junk", "multipart/form-data", "*/*"}) {
      Heard heard =
          RawHttp.submit(
              server, KEY + "Content-Type: " + type + "\r\n", "{\"input\":5}".getBytes());
      assertThat(heard.status()).as(type).isEqualTo(400);
      assertThat(heard.body()).contains("\"detail\":\"input");
    }
  }

  @Test
  void aRequestIdIsKeptOnceWhereItIsHarmless() throws IOException {
    for (String target : new String[] {"/nope", "/api/nope", STATUS, "/q/health/live"}) {
      assertThat(
              RawHttp.ask(server, "GET", target, KEY + "X-Request-Id: a.B_c-1\r\n")
                  .header("X-Request-Id"))
          .isEqualTo("a.B_c-1");
      assertThat(
              RawHttp.ask(server, "GET", target, KEY + "X-Request-Id: a\tSet-Cookie: b\r\n")
                  .header("X-Request-Id"))
          .matches("[0-9a-f]{32}");
    }
  }

  @Test
  void aTeamIsToldItsLimitsAndWhereTheTimeWent() throws IOException {
    Heard heard = RawHttp.ask(server, "GET", STATUS, KEY + "Prefer: wait=99\r\n");

    assertThat(heard.header("RateLimit-Policy"))
        .matches(
            "\"team-requests\";q=\\d+;w=\\d+, (\".*\", )?\"team-tasks\";q=\\d+;qu=\"concurrent-requests\"");
    assertThat(heard.header("RateLimit"))
        .matches("\"team-requests\";r=\\d+;t=\\d+, (\".*\", )?\"team-tasks\";r=\\d+");
    assertThat(heard.header("Server-Timing"))
        .matches("wait;dur=\\d+\\.\\d, upstream;dur=\\d+\\.\\d");
  }

  @Test
  void theApiIsDescribed() throws IOException {
    String document =
        RawHttp.ask(server, "GET", "/q/openapi?format=json", "").body().replaceAll("\\s", "");

    assertThat(document)
        .contains("\"operationId\":\"generateTask\"")
        .contains("\"operationId\":\"statusTask\"")
        .contains("\"operationId\":\"currentBalance\"")
        .contains("\"operationId\":\"createTask\"")
        .contains("\"operationId\":\"recordInfo\"")
        .contains("\"operationId\":\"credit\"")
        .contains("\"name\":\"taskId\"");
  }
}
