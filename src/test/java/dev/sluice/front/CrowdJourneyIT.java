package dev.sluice.front;

import static dev.sluice.front.RawHttp.KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.front.RawHttp.Heard;
import dev.sluice.testing.PackagedGateway;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many large bodies at once at the packaged gateway, which has 512 MiB here: 64 MiB of bodies are
 * kept, whoever sends them and whatever becomes of them, and others are served meanwhile.
 */
@Tag("untimed")
class CrowdJourneyIT {

  private static final int MIB = 1024 * 1024;
  private static final int ROOM = 64;
  private static final int TOO_MANY = 64;
  private static final byte[] GOOD = VendorClient.GOOD.getBytes(UTF_8);

  /** One byte is missing. */
  private static final byte[] LARGE =
      ("{\"input\":{\"prompt\":\"" + "a".repeat(MIB - 21)).getBytes(UTF_8);

  private static PackagedGateway gateway;
  private static URI server;

  @BeforeAll
  static void start() {
    gateway = PackagedGateway.start(Map.of());
    server = gateway.uri("");
  }

  @AfterAll
  static void nothingWentWrong() {
    try {
      assertThat(String.join("\n", gateway.log())).doesNotContain("ERROR", "OutOfMemory");
    } finally {
      gateway.close();
    }
  }

  @Test
  void bodiesThatNobodyCompletesFillTheirRoomAndNoMore() throws IOException {
    for (int round = 0; round < 2; round++) {
      List<RawHttp> crowd = new ArrayList<>();
      try {
        for (int i = 0; i < ROOM + TOO_MANY; i++) {
          crowd.add(begun(KEY));
        }
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> answered(crowd).size(), count -> count >= TOO_MANY);

        for (RawHttp http : answered(crowd)) {
          Heard heard = http.hear();
          heard.isRefusal(503);
          assertThat(heard.header("Retry-After")).isEqualTo("1");
        }
        assertThat(RawHttp.ask(server, "GET", "/api/v1/apikeys/current-balance", KEY).status())
            .isEqualTo(200);
      } finally {
        for (RawHttp http : crowd) {
          http.close();
        }
      }
      awaitRoom();
    }
  }

  @Test
  void bodiesThatWereAnsweredLeaveTheirRoom() throws IOException {
    byte[] wrong = ("{\"input\":5" + " ".repeat(MIB - 11) + "}").getBytes(UTF_8);

    awaitRoom();

    for (int i = 0; i < 2 * ROOM; i++) {
      RawHttp.submit(server, KEY, wrong).isMalformed("input");
    }
  }

  @Test
  void bodiesWhoseClientsLeaveWhileTheyWaitLeaveTheirRoom() throws IOException {
    byte[] good = (VendorClient.GOOD + " ".repeat(MIB - GOOD.length)).getBytes(UTF_8);

    for (int i = 0; i < 2 * ROOM; i++) {
      try (RawHttp http = new RawHttp(server)) {
        http.send(
            "POST /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\n"
                + KEY
                + "Prefer: wait=10\r\nContent-Length: "
                + MIB
                + "\r\n\r\n");
        http.send(good);
      }
    }

    awaitRoom();
  }

  @Test
  void aCrowdOfStrangersIsNotKept() throws IOException {
    List<RawHttp> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * ROOM; i++) {
        crowd.add(begun("Authorization: Bearer nobody\r\n"));
      }

      awaitRoom();
      for (RawHttp http : crowd) {
        http.hear().isRefusal(401);
      }
    } finally {
      for (RawHttp http : crowd) {
        http.close();
      }
    }
  }

  /** Who left before is noticed a moment later. */
  private static void awaitRoom() {
    await().atMost(Duration.ofSeconds(20)).until(() -> completed() == 400);
  }

  /** A body of the largest size, and what becomes of it: 503 without room, 400 for what it is. */
  private static int completed() throws IOException {
    try (RawHttp http = begun(KEY)) {
      http.send(" ");
      return http.hear().status();
    }
  }

  private static List<RawHttp> answered(List<RawHttp> crowd) throws IOException {
    List<RawHttp> answered = new ArrayList<>();
    for (RawHttp http : crowd) {
      if (http.answered()) {
        answered.add(http);
      }
    }
    return answered;
  }

  private static RawHttp begun(String key) throws IOException {
    RawHttp http = new RawHttp(server);
    http.send(
        "POST /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\n"
            + key
            + "Content-Length: "
            + MIB
            + "\r\n\r\n");
    http.send(LARGE);
    return http;
  }
}
