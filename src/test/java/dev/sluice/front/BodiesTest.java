package dev.sluice.front;

import static dev.sluice.front.RawHttp.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.front.RawHttp.Heard;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(DoorProfile.class)
class BodiesTest {

  private static final int MIB = 1024 * 1024;
  private static final String SUBMIT =
      "POST /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\n" + KEY;
  private static final String CHUNKED = SUBMIT + "Transfer-Encoding: chunked\r\n\r\n";

  /** Known to be read, since the answer names what is wrong in it. */
  private static final byte[] WRONG_INPUT = "{\"input\":5}".getBytes(StandardCharsets.UTF_8);

  @TestHTTPResource URI server;

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/generateTask/flux2", "/sandbox/api/v1/generateTask/flux2"})
  void aBodyThatSaysItIsTooLargeIsRefusedBeforeItIsSent(String path) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(
          "POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n"
              .formatted(path, KEY, 2 * MIB));

      Heard heard = http.hear();

      assertRefused(heard, 413);
      assertThat(http.closedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatSendsTwoMebibytesRegardlessStillHearsWhy() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Content-Length: " + 2 * MIB + "\r\n\r\n");
      http.send(new byte[2 * MIB]);

      assertRefused(http.hear(), 413);
      assertThat(http.closedByServer()).isTrue();
    }
  }

  @Test
  void aBodyOfUnknownLengthIsRefusedAsSoonAsItIsTooLarge() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(CHUNKED);
      for (int i = 0; i < 17; i++) {
        http.chunk(new byte[MIB / 16]);
      }

      assertRefused(http.hear(), 413);
    }
  }

  @Test
  void theLargestBodyIsReadAndOneByteMoreIsNot() throws IOException {
    byte[] largest = " ".repeat(MIB).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(WRONG_INPUT, 0, largest, 0, WRONG_INPUT.length);

    assertReadAndFoundWrong(RawHttp.submit(server, KEY, largest));
    assertThat(RawHttp.submit(server, KEY, new byte[MIB + 1]).status()).isEqualTo(413);
  }

  @Test
  void aBodyInPiecesIsHandedOnWhole() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(CHUNKED);
      http.chunk("{\"inp".getBytes(StandardCharsets.UTF_8));
      http.chunk("ut\":5}".getBytes(StandardCharsets.UTF_8));
      http.send("0\r\n\r\n");

      assertReadAndFoundWrong(http.hear());
    }
  }

  @Test
  void severalRequestsShareAConnection() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      for (int i = 0; i < 3; i++) {
        http.send(CHUNKED + "b\r\n{\"input\":5}\r\n0\r\n\r\n");
        http.send("GET /nope HTTP/1.1\r\nHost: x\r\n\r\n");

        assertReadAndFoundWrong(http.hear());
        assertThat(http.hear().status()).isEqualTo(404);
      }
    }
  }

  @Test
  void aBodyWithALengthThatNeverEndsIsGivenUp() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Content-Length: 100\r\n\r\n{\"input\":");

      assertRefused(http.hear(), 408);
      assertThat(http.closedByServer()).isTrue();
    }
  }

  /** Ends the dripping where the gateway has had enough of it. */
  private static void drop(RawHttp http) {
    try {
      http.chunk(new byte[] {' '});
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  @Test
  void aBodyThatDripsForEverIsGivenUp() throws Exception {
    try (RawHttp http = new RawHttp(server)) {
      http.send(CHUNKED);
      ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
      try {
        drip.scheduleWithFixedDelay(() -> drop(http), 0, 20, TimeUnit.MILLISECONDS);
        assertRefused(http.hear(), 408);
      } finally {
        drip.shutdownNow();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "deflate",
        "br",
        "gzip, identity",
        "x",
        "identity\r\nContent-Encoding: gzip",
        "\r\nContent-Encoding: br"
      })
  void anEncodedBodyIsRefused(String encoding) throws IOException {
    assertRefused(
        RawHttp.submit(server, KEY + "Content-Encoding: " + encoding + "\r\n", WRONG_INPUT), 415);
  }

  @Test
  void identityIsNoEncoding() throws IOException {
    assertReadAndFoundWrong(
        RawHttp.submit(server, KEY + "Content-Encoding: identity\r\n", WRONG_INPUT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip, chunked", "chunked, identity", "chunked\r\nTransfer-Encoding: identity"})
  void aBodyWhoseEndTwoReadersMayFindAtTwoPlacesIsRefused(String coding) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Transfer-Encoding: " + coding + "\r\n\r\n");
      http.chunk(WRONG_INPUT);
      http.send("0\r\n\r\n");

      assertRefused(http.hear(), 400);
      assertThat(http.closedByServer()).isTrue();
    }
  }

  @Test
  void whoAsksFirstIsToldToGoOnOnce() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n");
      assertThat(http.hear().status()).isEqualTo(100);
      http.send(WRONG_INPUT);
      assertReadAndFoundWrong(http.hear());
    }
  }

  @Test
  void whoAsksFirstWithTooMuchIsToldSo() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Expect: 100-continue\r\nContent-Length: " + 2 * MIB + "\r\n\r\n");
      assertRefused(http.hear(), 413);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Authorization: Bearer nobody\r\n"})
  void aStrangersBodyIsNotRead(String key) throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(
          "POST /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
              + key
              + "\r\n");

      Heard heard = http.hear();

      assertRefused(heard, 401);
      assertThat(heard.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void aBodyForNobodyIsNotRead() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send("POST /api/nope HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
      assertRefused(http.hear(), 404);
    }
    try (RawHttp http = new RawHttp(server)) {
      http.send("PUT /api/v1/generateTask/a HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
      assertRefused(http.hear(), 405);
    }
  }

  @Test
  void aClientThatOffersAnUpgradeIsServedAsItIs() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .build()
            .send(
                HttpRequest.newBuilder(server.resolve("/api/v1/generateTask/flux2"))
                    .header("Authorization", "Bearer demo-key")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(WRONG_INPUT))
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"detail\":\"input");
  }

  @Test
  void noBodyAtAllIsAnEmptyOne() throws IOException {
    Heard heard = RawHttp.ask(server, "POST", "/api/v1/generateTask/flux2", KEY);
    assertThat(heard.status()).isEqualTo(400);
    assertThat(RawHttp.submit(server, KEY, new byte[0]).status()).isEqualTo(400);
  }

  @Test
  void aClientThatLeavesInTheMiddleDisturbsNobody() throws IOException {
    try (RawHttp http = new RawHttp(server)) {
      http.send(SUBMIT + "Content-Length: 100\r\n\r\n{\"input\":");
    } catch (SocketException e) {
      throw new AssertionError("the connection was refused", e);
    }
    assertReadAndFoundWrong(RawHttp.submit(server, KEY, WRONG_INPUT));
  }

  private static void assertRefused(Heard heard, int status) {
    assertThat(heard.status()).isEqualTo(status);
    assertThat(heard.body()).startsWith("{\"code\":" + status + ",\"message\":\"");
    assertThat(heard.header("Connection")).isEqualTo("close");
    assertThat(heard.header("X-Request-Id")).matches("[0-9a-f]{32}");
  }

  private static void assertReadAndFoundWrong(Heard heard) {
    assertThat(heard.status()).isEqualTo(400);
    assertThat(heard.body()).contains("\"detail\":\"input");
  }
}
