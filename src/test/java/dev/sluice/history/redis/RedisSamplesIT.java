package dev.sluice.history.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.history.Sample;
import dev.sluice.history.Samples;
import dev.sluice.history.SamplesContract;
import dev.sluice.history.TeamSample;
import dev.sluice.redis.OneRedis;
import dev.sluice.testing.Soon;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("untimed")
class RedisSamplesIT extends SamplesContract {

  /** Few enough that a busy machine's Redis takes them in time. */
  private static final int PART = 50;

  @RegisterExtension static final OneRedis REDIS = OneRedis.embedded();

  @Override
  protected Samples samples() {
    return new RedisSamples(REDIS.link());
  }

  @Test
  void aStepIsForgottenTwentyMinutesAfterItWasLastToldOf() {
    add("a", 77, Map.of());

    assertThat((Long) REDIS.server().command("TTL", "sluice:{h}:step:77")).isBetween(1100L, 1200L);
  }

  @Test
  void aStepHasABoundedNumberOfFields() {
    for (String replica : new String[] {"a", "b", "c"}) {
      for (int i = 0; i < RedisSamples.MOST_FIELDS / 2; i += PART) {
        Map<String, TeamSample> teams = new HashMap<>();
        for (int j = i; j < i + PART; j++) {
          teams.put("team-" + replica + "-" + j, new TeamSample(1, Map.of(), 0, 0, Map.of()));
        }
        add(replica, 78, teams);
      }
    }
    add("d", 78, Map.of("team-a-1", new TeamSample(5, Map.of(), 0, 0, Map.of())));

    assertThat((Long) REDIS.server().command("HLEN", "sluice:{h}:step:78"))
        .isLessThanOrEqualTo(RedisSamples.MOST_FIELDS + 4L);
    assertThat(Soon.of(samples().between(78, 78)).get(0).of("team-a-1"))
        .as("what is there already is still counted")
        .extracting(TeamSample::sent)
        .isEqualTo(6L);
  }

  private void add(String replica, long step, Map<String, TeamSample> teams) {
    Soon.of(samples().add(replica, new Sample(step, teams)));
  }
}
