package dev.sluice.quota.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.quota.QuotaBuckets;
import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Taken;
import dev.sluice.quota.QuotaBucketsContract;
import dev.sluice.quota.QuotaSettings;
import dev.sluice.redis.OpenLink;
import dev.sluice.redis.StoreFailure;
import dev.sluice.settings.Live;
import dev.sluice.testing.RedisServer;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract, and what only a real Redis shows. */
@Tag("untimed")
@Timeout(60)
class RedisQuotaBucketsIT extends QuotaBucketsContract {

  private final List<OpenLink> links = new ArrayList<>();
  private RedisServer redis;

  RedisServer start() {
    return RedisServer.start();
  }

  @BeforeEach
  void open() {
    redis = start();
  }

  @AfterEach
  void close() {
    links.forEach(OpenLink::close);
    redis.close();
  }

  @Test
  void takersThatMeetOnSeveralReplicasTakeExactlyTheQuotaTogether() throws Exception {
    var settings = settings(Map.of("request-windows", "10000/1h", "requests-per-day", "700"));
    List<QuotaBuckets> replicas =
        List.of(replica(settings), replica(settings), replica(settings), replica(settings));
    var taken = new AtomicInteger();
    var failed = new AtomicInteger();
    List<CompletableFuture<Void>> takers = new ArrayList<>();
    for (int taker = 0; taker < 64; taker++) {
      takers.add(takeAll(replicas.get(taker % 4), taken, failed));
    }
    CompletableFuture.allOf(takers.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
    assertThat(failed).hasValue(0);
    assertThat(taken).hasValue(700);
    var fresh = replica(settings);
    Awaitility.await() // what was taken before the day refused has come back
        .untilAsserted(
            () -> {
              look(fresh, 0);
              assertThat(levels(fresh)).containsEntry("team-requests-day", 0L);
              assertThat(levels(fresh).get("team-requests-1h")).isBetween(300L, 310L);
            });
  }

  @Test
  void aReplicaThatStartsLaterGoesOnWithWhatIsLeft() {
    var settings = settings(Map.of("request-windows", "100/1h", "requests-per-day", "5"));
    burst(replica(settings));
    assertThat(take(replica(settings))).isInstanceOf(Exhausted.class);
  }

  @Test
  void aChangedQuotaTakesEffect() {
    var before = replica(settings(Map.of("request-windows", "100/1h", "requests-per-day", "20")));
    assertThat(burst(before)).isEqualTo(10);
    pass(Duration.ofMillis(2));
    var after = replica(settings(Map.of("request-windows", "36000/1h", "requests-per-day", "12")));
    assertThat(take(after)).isInstanceOf(Exhausted.class);
    Awaitility.await().until(() -> take(after) instanceof Taken);
    Awaitility.await().until(() -> take(after) instanceof Taken);
    assertThat(take(after)).isInstanceOf(Exhausted.class);
    Awaitility.await().until(() -> levels(after).get("team-requests-1h") > 10);
    assertThat(take(after))
        .isInstanceOfSatisfying(
            Exhausted.class, by -> assertThat(by.policy()).isEqualTo("team-requests-day"));
  }

  @Test
  void aFlushInTheMiddleOfADayMintsNoSecondDay() {
    var buckets = buckets(Map.of("requests-per-day", "50", "request-windows", "200/1h"));
    assertThat(burst(buckets)).isEqualTo(20);
    redis.command("FLUSHALL");
    redis.command("SCRIPT", "FLUSH");
    assertThat(take(buckets)).isInstanceOf(Exhausted.class);
    assertThat(levels(buckets)).containsEntry("team-requests-day", 30L);
  }

  @Test
  void whileRedisStandsStillATakeFailsInTimeAndALookPasses() {
    var buckets = buckets(Map.of("requests-per-minute", "60"));
    take(buckets);
    redis.pause();
    try {
      long since = System.nanoTime();
      assertThatThrownBy(() -> take(buckets)).isInstanceOf(StoreFailure.class);
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
      assertThat(look(buckets, 0)).isEmpty();
    } finally {
      redis.resume();
    }
    Awaitility.await().ignoreExceptions().until(() -> take(buckets) instanceof Taken);
  }

  private static CompletableFuture<Void> takeAll(
      QuotaBuckets replica, AtomicInteger taken, AtomicInteger failed) {
    return replica
        .take("red")
        .onFailure()
        .invoke(failed::incrementAndGet)
        .subscribeAsCompletionStage()
        .thenCompose(
            taking -> {
              if (taking instanceof Taken) {
                taken.incrementAndGet();
                return takeAll(replica, taken, failed);
              }
              return CompletableFuture.completedFuture(null);
            });
  }

  private QuotaBuckets replica(QuotaSettings settings) {
    return replica(Live.still(settings));
  }

  /** One more replica, with connections of its own. */
  private QuotaBuckets replica(Live<QuotaSettings> settings) {
    var link = OpenLink.to(redis.hosts());
    links.add(link);
    return new RedisQuotaBuckets(
        settings, link.link(), System::nanoTime, link.timers(), Clock.systemUTC());
  }

  @Override
  protected QuotaBuckets make(Live<QuotaSettings> settings) {
    redis.command("FLUSHALL");
    return replica(settings);
  }

  @Override
  protected <T> T answer(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }

  @Override
  protected void pass(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> System.nanoTime() - until >= 0);
  }
}
