package dev.sluice.quota.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.quota.QuotaBuckets;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Taken;
import dev.sluice.quota.QuotaConfig;
import dev.sluice.quota.QuotaSettings;
import dev.sluice.testing.Configured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law Q2 over several replicas, on random timelines in virtual time. */
class RedisQuotaPropertyTest {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** A take that stayed: it was counted somewhere between these two. */
  private record Kept(long asked, long told) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7, 10, 59, 60, 61, 99, 600, 6001})
  void noMinuteEverHoldsMoreThanTheQuotaHoweverReplicasTakeAndGiveBack(long quota) {
    for (long seed = 1; seed <= 8; seed++) {
      var replicas = new VirtualReplicas(seed);
      var random = new Random(seed);
      var time = replicas.time;
      replicas.redis.slowest(Duration.ofMillis(1 + random.nextInt(40)));
      List<QuotaBuckets> all = List.of(replicas.replica(of(quota)), replicas.replica(of(quota)));
      List<Kept> kept = new ArrayList<>();
      for (int step = 0; step < 3000; step++) {
        boolean burst = random.nextInt(300) == 0;
        for (int i = burst ? 2 + (int) quota / 8 : 1; i > 0; i--) {
          long asked = time.nanos();
          boolean back = random.nextInt(burst ? 2 : 4) == 0;
          Duration after = Duration.ofNanos((long) (random.nextDouble() * 30e9));
          all.get(random.nextInt(all.size()))
              .take("red")
              .subscribe()
              .with(
                  taking -> {
                    if (taking instanceof Taken taken && back) {
                      time.after(after, () -> taken.giveBack().subscribe().with(any -> {}));
                    } else if (taking instanceof Taken) {
                      kept.add(new Kept(asked, time.nanos()));
                    }
                  },
                  busy -> {});
        }
        time.advance(Duration.ofNanos((long) (-Math.log(random.nextDouble()) * 30e9 / quota)));
        if (random.nextInt(400) == 0) {
          time.advance(Duration.ofSeconds(random.nextInt(90)));
        }
      }
      assertThat(kept).as("seed %d", seed).hasSizeGreaterThan(100);
      assertThat(fullestMinute(kept)).as("seed %d", seed).isLessThanOrEqualTo(quota);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 60, 600})
  void replicasThatAlwaysAskReachTheQuotaTogether(long quota) {
    var replicas = new VirtualReplicas(quota);
    var time = replicas.time;
    List<QuotaBuckets> all = List.of(replicas.replica(of(quota)), replicas.replica(of(quota)));
    List<Kept> kept = new ArrayList<>();
    long end = time.nanos() + 10 * MINUTE;
    for (int i = 0; time.nanos() < end; i++) {
      long asked = time.nanos();
      if (replicas.answer(all.get(i % 2).take("red")) instanceof Exhausted exhausted) {
        time.advance(exhausted.after());
      } else {
        kept.add(new Kept(asked, time.nanos()));
      }
    }
    long refill = Math.max(1, quota - Math.max(1, quota / 10));
    assertThat(fullestMinute(kept)).isLessThanOrEqualTo(quota);
    assertThat(kept.size()).isGreaterThanOrEqualTo((int) (9.8 * refill));
  }

  private static QuotaSettings of(long quota) {
    var configured =
        Configured.by(
            Map.of(
                "sluice.teams.red.keys", "k", "sluice.teams.red.requests-per-minute", "" + quota),
            QuotaConfig.class);
    return new QuotaSettings(configured.mapped(QuotaConfig.class), configured.layout());
  }

  /** The most takes that certainly lie in one minute. */
  private static long fullestMinute(List<Kept> kept) {
    List<Kept> byAsked = new ArrayList<>(kept);
    byAsked.sort(java.util.Comparator.comparingLong(Kept::asked));
    long most = 0;
    for (int first = 0; first < byAsked.size(); first++) {
      long begin = byAsked.get(first).asked();
      long held = 0;
      for (int i = first; i < byAsked.size() && byAsked.get(i).asked() < begin + MINUTE; i++) {
        held += byAsked.get(i).told() < begin + MINUTE ? 1 : 0;
      }
      most = Math.max(most, held);
    }
    return most;
  }
}
