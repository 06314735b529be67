package dev.sluice.history.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.history.Sample;
import dev.sluice.history.Samples;
import dev.sluice.history.SamplesContract;
import dev.sluice.history.TeamSample;
import dev.sluice.redis.Links;
import dev.sluice.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("untimed")
class RedisSamplesIT extends SamplesContract {

  private static RedisServer server;
  private static Links links;

  @BeforeAll
  static void start() {
    server = RedisServer.setup().embedded().start();
    links = Links.to(server.hosts()).awaited();
  }

  @AfterAll
  static void stop() {
    links.close();
    server.close();
  }

  @Override
  protected Samples samples() {
    return new RedisSamples(links.link());
  }

  @Test
  void aStepIsForgottenTwentyMinutesAfterItWasLastToldOf() {
    add("a", 77, Map.of());

    assertThat((Long) server.command("TTL", "sluice:{h}:step:77")).isBetween(1100L, 1200L);
  }

  @Test
  void aStepHasABoundedNumberOfFields() {
    for (String replica : new String[] {"a", "b", "c"}) {
      Map<String, TeamSample> teams = new HashMap<>();
      for (int i = 0; i < RedisSamples.MOST_FIELDS / 2; i++) {
        teams.put("team-" + replica + "-" + i, new TeamSample(1, Map.of(), 0, 0, Map.of()));
      }
      add(replica, 78, teams);
    }
    add("d", 78, Map.of("team-a-1", new TeamSample(5, Map.of(), 0, 0, Map.of())));

    assertThat((Long) server.command("HLEN", "sluice:{h}:step:78"))
        .isLessThanOrEqualTo(RedisSamples.MOST_FIELDS + 4L);
    assertThat(
            samples().between(78, 78).await().atMost(Duration.ofSeconds(5)).get(0).of("team-a-1"))
        .as("what is there already is still counted")
        .extracting(TeamSample::sent)
        .isEqualTo(6L);
  }

  private void add(String replica, long step, Map<String, TeamSample> teams) {
    samples().add(replica, new Sample(step, teams)).await().atMost(Duration.ofSeconds(5));
  }
}
