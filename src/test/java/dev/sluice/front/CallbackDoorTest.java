package dev.sluice.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.front.RawHttp.Heard;
import dev.sluice.relay.Tokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a gateway that nobody has configured: its tokens are made of the sandbox's key. */
@QuarkusTest
@TestProfile(DoorProfile.class)
class CallbackDoorTest {

  private static final int MIB = 1024 * 1024;
  private static final String GOOD =
      "/callbacks/"
          + Tokens.ofUpstream("sandbox", "sandbox-key")
              .of(Tokens.submission("a-slot", "demo", "sandbox"));
  private static final String FORGED =
      "/callbacks/"
          + Tokens.ofUpstream("sandbox", "another-key")
              .of(Tokens.submission("a-slot", "demo", "sandbox"));
  private static final byte[] END =
      "{\"code\":200,\"data\":{\"taskId\":\"t1\",\"state\":\"success\"}}".getBytes(UTF_8);

  @TestHTTPResource URI server;

  @Test
  void whatChangesNothingIsTakenAllTheSame() throws IOException {
    Heard heard = RawHttp.post(server, GOOD, "", END);

    assertThat(heard.status()).isEqualTo(200);
    assertThat(heard.body())
        .isEqualTo("{\"code\":200,\"message\":\"success\",\"msg\":\"success\"}");
    assertThat(heard.header("Content-Type")).isEqualTo("application/json");
    assertThat(heard.header("X-Request-Id")).isNotEmpty();
    assertThat(heard.headers()).doesNotContainKey("ratelimit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/callbacks/x", "/callbacks/AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void anAddressThatWeDidNotMakeIsNotThere(String path) throws IOException {
    for (String each : new String[] {path, FORGED, GOOD + "A", GOOD.substring(0, 80)}) {
      Heard heard = RawHttp.post(server, each, "", END);

      assertThat(heard.status()).as(each).isEqualTo(404);
      assertThat(heard.body()).startsWith("{\"code\":404,");
    }
  }

  @Test
  void ofABodyForSuchAnAddressNotAByteIsAwaited() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send("POST " + FORGED + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");

      assertThat(http.hear().status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
  void otherMethodsAreNotOffered(String method) throws IOException {
    Heard heard = RawHttp.ask(server, method, GOOD, "");

    assertThat(heard.status()).isEqualTo(405);
    assertThat(heard.header("Allow")).isEqualTo("POST, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"code\":200,\"data\":{\"taskId\":\"t1\",\"state\":\"suc",
        "[]",
        "{\"code\":200}"
      })
  void whatIsNoEnvelopeOfATaskIsMalformed(String body) throws IOException {
    Heard heard = RawHttp.post(server, GOOD, "", body.getBytes(UTF_8));

    heard.isMalformed("body");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(GOOD, MIB + 1));

      assertThat(http.hear().status()).isEqualTo(413);
    }
  }

  @Test
  void aBodyOfAMebibyteIsTaken() throws IOException {
    byte[] whole = new byte[MIB];
    java.util.Arrays.fill(whole, (byte) ' ');
    System.arraycopy(END, 0, whole, 0, END.length);

    assertThat(RawHttp.post(server, GOOD, "", whole).status()).isEqualTo(200);
  }

  @Test
  void aBodyThatDoesNotComeIsNotWaitedForLong() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send("POST " + GOOD + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");

      assertThat(http.hear().status()).isEqualTo(408);
    }
  }
}
