package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import dev.sluice.relay.Delivery.State;
import dev.sluice.routing.Provider;
import dev.sluice.task.Debt;
import dev.sluice.task.EndNotices;
import dev.sluice.task.Spoken;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskKey;
import dev.sluice.testing.Origin;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The room as the gateway puts it together. */
@QuarkusTest
@TestProfile(RelayTest.Setup.class)
class RelayTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** One team with a secret, on a laptop. */
  public static final class Setup implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.http.test-port", "0",
          "sluice.webhooks.allow-loopback", "true",
          "sluice.teams.red.keys", "red-key",
          "sluice.teams.red.webhook-secret", SECRET);
    }
  }

  @Inject EndNotices notices;
  @Inject DeliveryQueue queue;
  @Inject Vertx vertx;

  @Test
  void anEndReachesItsReceiverSignedAtOnce() throws Exception {
    byte[] ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);
    try (Origin receiver = Origin.of(vertx, ok)) {
      String url = "http://localhost:" + receiver.url().getPort() + "/hook";
      Debt debt =
          new Debt(
              new TaskKey("sandbox", "T"),
              "T",
              new dev.sluice.task.Origin(
                  "red", "flux2", Provider.AUTO, "s-1", Optional.of(url), Optional.empty()),
              5,
              new TaskEnd(TaskEnd.Cause.SUCCESS, 9),
              Optional.of(new Spoken(200, "{\"code\":200}".getBytes(UTF_8))));

      notices.keep(debt).await().atMost(Duration.ofSeconds(5));
      notices.keep(debt).await().atMost(Duration.ofSeconds(5));

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  queue.find("msg_s1").await().atMost(Duration.ofSeconds(5)).stream()
                      .anyMatch(it -> it.progress().state() == State.DELIVERED));
      assertThat(receiver.requests()).hasSize(1);
      String request = receiver.requests().get(0);
      new Webhook(SECRET)
          .verify(
              "{\"code\":200}",
              Map.of(
                  "webhook-id", header(request, "webhook-id"),
                  "webhook-timestamp", header(request, "webhook-timestamp"),
                  "webhook-signature", header(request, "webhook-signature")));
    }
  }

  private static List<String> header(String request, String name) {
    var line = Pattern.compile("(?m)^" + name + ": (.*?)\r?$").matcher(request);
    return line.find() ? List.of(line.group(1)) : List.of();
  }
}
