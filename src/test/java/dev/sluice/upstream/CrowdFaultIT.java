package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Complaints;
import dev.sluice.testing.Crowd;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that only cost: they do not stop the others. */
class CrowdFaultIT {

  private static final int IDLE = 2000;
  private static final int SLOW = 100;

  @Test
  void idleConnectionsAndSlowTalkersDoNotStopOthers() throws IOException {
    ScheduledExecutorService dribbling = Executors.newSingleThreadScheduledExecutor();
    List<Socket> sockets = new ArrayList<>();
    try (PackagedGateway gateway = PackagedGateway.start(Map.of())) {
      TeamClient demo = new TeamClient(gateway, "demo-key");
      String taskId = demo.submit("first").taskId();
      for (int i = 0; i < IDLE; i++) {
        sockets.add(new Socket("127.0.0.1", gateway.port()));
      }
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < SLOW; i++) {
        Socket socket = new Socket("127.0.0.1", gateway.port());
        slow.add(socket);
        sockets.add(socket);
        say(socket, i % 2 == 0 ? "GET /api/v1/statusTask/flux2 HTTP/1.1\r\n" : BODY_TO_COME);
      }
      dribbling.scheduleWithFixedDelay(
          () -> slow.forEach(CrowdFaultIT::dribble), 0, 200, TimeUnit.MILLISECONDS);

      Crowd polls =
          Crowd.of(
              4,
              n -> {
                Crowd.pause(20);
                return demo.status(taskId);
              });
      Crowd submits =
          Crowd.of(
              2,
              n -> {
                Crowd.pause(250);
                return demo.submit("n " + n);
              });
      Crowd.pause(4000);

      assertServed(polls.stop(), 100);
      // Team demo may send 6 at once and 0.9 a second: what the quota lets through was served.
      assertServed(submits.stop(), 6);
      assertThat(Complaints.in(gateway.log())).isEmpty();
    } finally {
      dribbling.shutdownNow();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static final String BODY_TO_COME =
      "POST /api/v1/generateTask/flux2 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-key\r\n"
          + "Content-Length: 100000\r\n\r\n";

  private static void dribble(Socket socket) {
    try {
      say(socket, "a");
    } catch (IOException closed) {
      // the gateway had enough of it
    }
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static void assertServed(List<Heard> heard, int atLeast) {
    assertThat(heard)
        .hasSizeGreaterThan(atLeast)
        .allMatch(answer -> answer.status() == 200)
        .allMatch(answer -> answer.took().compareTo(Duration.ofSeconds(3)) < 0);
  }
}
