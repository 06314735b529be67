package dev.sluice.quota.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.quota.QuotaBuckets;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Taken;
import dev.sluice.quota.QuotaBucketsContract;
import dev.sluice.quota.QuotaSettings;
import dev.sluice.redis.StoreFailure;
import dev.sluice.settings.Changes;
import dev.sluice.settings.Live;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisQuotaBucketsTest extends QuotaBucketsContract {

  private VirtualReplicas replicas = new VirtualReplicas(1);

  @Test
  void replicasShareOneCeiling() {
    var settings = settings(Map.of("requests-per-minute", "600", "requests-per-day", "50"));
    var one = replicas.replica(settings);
    var other = replicas.replica(settings);
    assertThat(burst(one, 30)).isEqualTo(30);
    assertThat(burst(other)).isEqualTo(20);
    assertThat(take(one)).isInstanceOf(Exhausted.class);
  }

  @Test
  void aReplicaThatStartsLaterGoesOnWithWhatIsLeft() {
    var settings = settings(Map.of("request-windows", "100/1h", "requests-per-day", "50"));
    burst(replicas.replica(settings), 7);
    assertThat(burst(replicas.replica(settings))).isEqualTo(3);
    assertThat(replicas.redis.keys())
        .containsExactly(
            "sluice:{q:red}:team-requests-1h", "sluice:{q:red}:team-requests-day:used:2026-01-01");
  }

  @Test
  void aChangedQuotaTakesEffectWithTheReplicaThatStartsLastForMoreAndForLess() {
    var before = replicas.replica(settings(Map.of("request-windows", "100/1h")));
    assertThat(burst(before, 4)).isEqualTo(4);
    pass(Duration.ofSeconds(1));
    var more = replicas.replica(settings(Map.of("request-windows", "1000/1h")));
    assertThat(burst(more)).isEqualTo(6);
    pass(Duration.ofMinutes(10));
    assertThat(burst(more)).isEqualTo(100);
    assertThat(take(before)).isInstanceOf(Exhausted.class);
    pass(Duration.ofMinutes(10));
    var less = replicas.replica(settings(Map.of("request-windows", "50/1h")));
    assertThat(burst(less)).isEqualTo(5);
    pass(Duration.ofMinutes(10));
    assertThat(burst(before)).isEqualTo(5);
  }

  @Test
  void aChangedQuotaOfADayCountsWhatWasUsed() {
    burst(replicas.replica(settings(Map.of("requests-per-day", "10"))));
    assertThat(burst(replicas.replica(settings(Map.of("requests-per-day", "15"))))).isEqualTo(5);
    assertThat(burst(replicas.replica(settings(Map.of("requests-per-day", "12"))))).isZero();
    assertThat(burst(replicas.replica(settings(Map.of("requests-per-day", "16"))))).isEqualTo(1);
  }

  @Test
  void aLostStateMintsNoSecondDay() {
    var settings = settings(Map.of("requests-per-day", "50"));
    var one = replicas.replica(settings);
    var other = replicas.replica(settings);
    burst(one, 20);
    burst(other, 20);
    replicas.redis.forget();
    assertThat(burst(one, 1)).isEqualTo(1); // knows of its own 20 only
    assertThat(burst(other)).isEqualTo(10);
    assertThat(burst(one)).isZero();
  }

  @Test
  void aLostStateMintsNoSecondBurstOfAWindow() {
    var buckets = replicas.replica(settings(Map.of("request-windows", "100/1h")));
    burst(buckets);
    replicas.redis.forget();
    assertThat(take(buckets)).isInstanceOf(Exhausted.class);
    pass(Duration.ofMinutes(2));
    assertThat(burst(buckets)).isEqualTo(3);
  }

  @Test
  void aDayEndsAtMidnightOfRedisClockAndWhatWasTakenYesterdayIsNotGivenBackToToday() {
    replicas.redis.setClock(Duration.ofHours(1));
    var buckets = buckets(Map.of("requests-per-day", "10"));
    burst(buckets, 5);
    pass(Duration.ofHours(22));
    Taken yesterday = (Taken) take(buckets);
    assertThat(burst(buckets)).isEqualTo(4);
    assertThat(look(buckets, 0).orElseThrow().after())
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    pass(Duration.ofHours(1));
    take(buckets);
    answer(yesterday.giveBack());
    assertThat(burst(buckets)).isEqualTo(9);
  }

  @Test
  void whatIsKnownToBeEmptyIsRefusedWithoutARoundTrip() {
    var buckets = buckets(Map.of("requests-per-minute", "60"));
    burst(buckets);
    replicas.redis.away(true);
    Exhausted exhausted = dev.sluice.testing.Now.of(buckets.look("red", 0)).orElseThrow();
    assertThat(exhausted.after()).isBetween(Duration.ofMillis(1000), Duration.ofMillis(1112));
  }

  @Test
  void aLookHearsWithinASecondOrSoWhatOtherReplicasTook() {
    var settings = settings(Map.of("request-windows", "100/1h"));
    var one = replicas.replica(settings);
    burst(one, 1);
    burst(replicas.replica(settings));
    pass(Duration.ofSeconds(1));
    look(one, 0);
    pass(Duration.ofMillis(10));
    assertThat(look(one, 0)).isPresent();
    assertThat(levels(one)).containsEntry("team-requests-1h", 0L);
  }

  @Test
  void whileRedisIsAwayALookPassesAndATakeFailsWithinASecond() {
    replicas.redis.away(true);
    var buckets = buckets(Map.of("requests-per-minute", "60"));
    assertThat(look(buckets, 0)).isEmpty();
    long since = replicas.time.nanos();
    assertThatThrownBy(() -> take(buckets)).hasCauseInstanceOf(StoreFailure.class);
    assertThat(replicas.time.nanos() - since).isLessThan(Duration.ofSeconds(1).toNanos());
    replicas.redis.away(false);
    assertThat(burst(buckets)).isEqualTo(6);
  }

  @Test
  void aStepOfRedisClockNeitherMintsNorStopsTheRefill() {
    var buckets = buckets(Map.of("requests-per-minute", "60"));
    burst(buckets);
    replicas.redis.setClock(Duration.ofHours(-1));
    assertThat(take(buckets)).isInstanceOf(Exhausted.class);
    pass(Duration.ofSeconds(4));
    assertThat(burst(buckets)).isBetween(3, 4);
  }

  @Test
  void aBucketThatIsFullIsForgottenAfterAWhile() {
    burst(buckets(Map.of("requests-per-minute", "60")));
    pass(Duration.ofMinutes(11));
    replicas.answer(replicas.replica(settings(Map.of("requests-per-minute", "60"))).take("red"));
    assertThat(replicas.redis.keys()).hasSize(1);
  }

  private int burst(QuotaBuckets buckets, int most) {
    int taken = 0;
    while (taken < most && take(buckets) instanceof Taken) {
      taken++;
    }
    return taken;
  }

  @Test
  void replicasThatChangeAtDifferentMomentsNeitherQuarrelNorBeginAnew() {
    var first =
        Changes.live(settings(Map.of("request-windows", "100/1h", "requests-per-day", "50")));
    var second = Changes.live(first.now());
    var one = replicas.replica(first);
    var other = replicas.replica(second);
    burst(one, 10);
    assertThat(take(other)).isInstanceOf(Exhausted.class);

    var raised = settings(Map.of("request-windows", "1000/1h", "requests-per-day", "12"));
    Changes.to(first, raised);
    assertThat(take(one)).isInstanceOf(Exhausted.class);
    replicas.time.advance(Duration.ofSeconds(5));
    assertThat(take(one)).as("refilled by the new numbers").isInstanceOf(Taken.class);
    assertThat(take(other)).isInstanceOf(Exhausted.class);

    Changes.to(second, raised);
    assertThat(take(other)).isInstanceOf(Exhausted.class);
    replicas.time.advance(Duration.ofSeconds(40));
    assertThat(burst(one) + burst(other)).as("of twelve a day one is left").isEqualTo(1);
  }

  @Override
  protected QuotaBuckets make(Live<QuotaSettings> settings) {
    if (!replicas.redis.keys().isEmpty()) {
      replicas = new VirtualReplicas(2);
    }
    return replicas.replica(settings);
  }

  @Override
  protected <T> T answer(Uni<T> uni) {
    return replicas.answer(uni);
  }

  @Override
  protected void pass(Duration time) {
    replicas.time.advance(time);
  }
}
