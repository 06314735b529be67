package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.testing.EventStream;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.TeamClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two replicas: what happens at one is seen at the other. */
@Tag("untimed")
@Timeout(240)
class LiveReplicasIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String[] ADMIN = {"Authorization", "Bearer admin-key"};
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RedisServer redis;
  private static SandboxProcess sandbox;
  private static PackagedGateway a;
  private static PackagedGateway b;

  @BeforeAll
  static void start() {
    redis = RedisServer.setup().appendOnly().start();
    sandbox =
        SandboxProcess.start(new SandboxProcess.Limits(6000, Duration.ofSeconds(60), 20, "1s..2s"));
    a = replica(redis);
    b = replica(redis);
  }

  @AfterAll
  static void stop() {
    a.close();
    b.close();
    sandbox.close();
    redis.close();
  }

  private static PackagedGateway replica(RedisServer redis) {
    return PackagedGateway.startSmall(
        String.join(
            "\n",
            "sluice:",
            "  admin: {keys: {alice: admin-key}}",
            "  budget: {cold-start: 0s}",
            "  upstreams:",
            "    " + sandbox.upstream("shared"),
            "  teams:",
            "    red: {keys: red-key, overflow: refuse, concurrent-tasks: 2}",
            "    blue: {keys: blue-key, max-wait: 30s, concurrent-tasks: 1}",
            ""),
        redis.properties());
  }

  @Test
  void aBurstThroughOneIsSeenAtTheOtherWithinTenSecondsAndAfterItsRestart() {
    TeamClient red = new TeamClient(a, "red-key");
    await().atMost(SOON).until(() -> red.submit("x [slow:20s]").status() == 200);
    try (EventStream atB = EventStream.open(b, "/admin/stream", ADMIN)) {
      atB.await("history", SOON, any -> true);
      await().atMost(SOON).until(() -> red.submit("x [slow:20s]").status() == 200);
      int refused = 0;
      for (int i = 0; i < 10; i++) {
        refused += red.submit("x").status() == 429 ? 1 : 0;
      }
      assertThat(refused).isEqualTo(10);

      atB.await("sample", Duration.ofSeconds(10), one -> refusedOfRed(one.data()) > 0);
      EventStream.Event overview =
          atB.await(
              "overview",
              SOON,
              one -> read(one.data()).at("/refusals").toString().contains("\"team-tasks\""));
      assertThat(read(overview.data()).at("/store/mode").asText()).isIn("redis", "degraded");
      assertThat(read(overview.data()).at("/replica").asText()).hasSize(8);
    }
    JsonNode me =
        await()
            .atMost(SOON)
            .until(
                () -> me(b, "red-key"),
                told -> count(told) >= 10 && told.at("/slots/inUse").intValue() == 2);
    assertThat(me.at("/refusals/0/detail").asText())
        .startsWith("Your team runs as many tasks as it may at a time.");
    assertThat(me.at("/tasksInFlight").size()).isEqualTo(2);

    b.kill();
    b = replica(redis);
    try (EventStream again = EventStream.open(b, "/admin/stream", ADMIN)) {
      List<JsonNode> samples =
          await()
              .atMost(SOON)
              .until(
                  () ->
                      StreamSupport.stream(
                              read(again.await("history", SOON, any -> true).data())
                                  .at("/samples")
                                  .spliterator(),
                              false)
                          .toList(),
                  all -> !all.isEmpty());
      assertThat(samples.stream().mapToLong(one -> one.at("/teams/red/refused").longValue()).sum())
          .isGreaterThanOrEqualTo(10);
      assertThat(samples.stream().mapToLong(one -> one.at("/teams/red/sent").longValue()).sum())
          .isEqualTo(2);
      assertThat(
              samples.stream().mapToInt(one -> one.at("/teams/red/slots/shared").intValue()).max())
          .as("the ledger's, and not added up")
          .hasValue(2);
    }
  }

  @Test
  void whoWaitsAtOneIsToldAtTheOther() {
    TeamClient blue = new TeamClient(a, "blue-key");
    await().atMost(SOON).until(() -> blue.submit("x [slow:25s]").status() == 200);
    blue.submitCarelessly("x");

    await().atMost(SOON).until(() -> me(b, "blue-key").at("/waiting").intValue() == 1);
    assertThat(me(a, "blue-key").at("/waiting").intValue()).as("once").isEqualTo(1);
  }

  @Test
  void withTheStoreAwayATeamIsToldWhatIsKnownHere() {
    try (RedisServer own = RedisServer.start();
        PackagedGateway gateway = replica(own)) {
      TeamClient red = new TeamClient(gateway, "red-key");
      await().atMost(SOON).until(() -> red.submit("x [slow:60s]").status() == 200);
      own.kill();

      JsonNode me =
          await()
              .atMost(SOON)
              .until(
                  () -> me(gateway, "red-key"), told -> told.at("/store").asText().equals("away"));
      assertThat(me.at("/tasksInFlight").size()).isEqualTo(1);
      assertThat(me.at("/overflow").asText()).isEqualTo("refuse");
      JsonNode overview = read(EventStream.answer(gateway, "/admin/overview", ADMIN).substring(4));
      assertThat(overview.at("/store/mode").asText()).isEqualTo("away");
      assertThat(overview.at("/store/detail").asText()).isNotEmpty();
      assertThat(overview.at("/upstreams").size()).isEqualTo(1);
      assertThat(overview.at("/deliveries").isNull()).isTrue();
      assertThat(overview.at("/missing/deliveries").asText()).isNotEmpty();
    }
  }

  private static long refusedOfRed(String sample) {
    return read(sample).at("/teams/red/refused").longValue();
  }

  private static int count(JsonNode me) {
    return StreamSupport.stream(me.at("/refusals").spliterator(), false)
        .mapToInt(one -> one.at("/count").intValue())
        .sum();
  }

  private static JsonNode me(PackagedGateway gateway, String key) {
    String heard = EventStream.answer(gateway, "/me", "Authorization", "Bearer " + key);
    assertThat(heard).startsWith("200 ");
    return read(heard.substring(4));
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
