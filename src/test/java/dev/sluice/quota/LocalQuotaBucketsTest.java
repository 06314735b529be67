package dev.sluice.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Taken;
import dev.sluice.settings.Live;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalQuotaBucketsTest extends QuotaBucketsContract {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final TestTime time = new TestTime();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7, 10, 59, 60, 61, 99, 600, 6001})
  void noMinuteEverHoldsMoreThanTheQuotaHoweverTokensAreTakenAndGivenBack(long quota) {
    for (long seed = 1; seed <= 20; seed++) {
      var buckets = buckets(Map.of("requests-per-minute", "" + quota));
      var random = new Random(seed);
      List<Long> kept = new ArrayList<>();
      Map<Long, List<Taken>> returning = new HashMap<>();
      for (int step = 0; step < 4000; step++) {
        time.advance(Duration.ofNanos((long) (-Math.log(random.nextDouble()) * 15e9 / quota)));
        if (random.nextInt(400) == 0) {
          time.advance(Duration.ofSeconds(random.nextInt(90)));
        }
        returning.entrySet().stream()
            .filter(entry -> entry.getKey() <= time.nanos())
            .flatMap(entry -> entry.getValue().stream())
            .forEach(Taken::giveBack);
        returning.keySet().removeIf(at -> at <= time.nanos());
        if (take(buckets) instanceof Taken taken) {
          if (random.nextInt(4) == 0) {
            long at = time.nanos() + (long) (random.nextDouble() * 30e9);
            returning.computeIfAbsent(at, any -> new ArrayList<>()).add(taken);
          } else {
            kept.add(time.nanos());
          }
        }
      }
      assertThat(fullestMinute(kept)).as("seed %d", seed).isLessThanOrEqualTo(quota);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7, 59, 60, 61, 600, 6001})
  void aTeamThatAlwaysAsksReachesItsQuotaAndNoMinuteHoldsMore(long quota) {
    var buckets = buckets(Map.of("requests-per-minute", "" + quota));
    List<Long> taken = new ArrayList<>();
    long end = time.nanos() + Duration.ofMinutes(10).toNanos();
    while (time.nanos() < end) {
      if (take(buckets) instanceof Exhausted exhausted) {
        time.advance(exhausted.after());
      } else {
        taken.add(time.nanos());
      }
    }
    long capacity = Math.max(1, quota / 10);
    assertThat(fullestMinute(taken)).isLessThanOrEqualTo(quota);
    assertThat(taken.size())
        .isBetween((int) (10 * Math.max(1, quota - capacity)), (int) (10 * quota));
    assertThat(taken.stream().filter(at -> at < Duration.ofMinutes(1).toNanos()).count())
        .isBetween(quota - 1, quota);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "60", "601", "6000"})
  void whatARefusalPromisesIsTrueAndNotEarlier(String quota) {
    var buckets = buckets(Map.of("requests-per-minute", quota, "request-windows", "7/1s,50/10s"));
    var random = new Random(4);
    for (int round = 0; round < 200; round++) {
      time.advance(Duration.ofNanos(random.nextInt(1_000_000_000)));
      burst(buckets);
      Exhausted exhausted = look(buckets, 0).orElseThrow();
      time.advance(exhausted.after().minusNanos(2));
      assertThat(look(buckets, 0)).as("2 ns before").isPresent();
      time.advance(Duration.ofNanos(2));
      assertThat(look(buckets, 0)).as("at %s", exhausted).isEmpty();
    }
  }

  @Test
  void whoStandsBehindOthersIsToldWhenTheLastOfThemAndItselfHavePassed() {
    var buckets = buckets(Map.of("requests-per-minute", "60"));
    burst(buckets);
    for (int ahead : List.of(0, 1, 5, 6, 20)) {
      Duration after = look(buckets, ahead).orElseThrow().after();
      assertThat(after.toNanos() / 1e9)
          .isCloseTo((ahead + 1) * 60 / 54.0, org.assertj.core.data.Offset.offset(0.001));
    }
    time.advance(Duration.ofSeconds(30));
    assertThat(look(buckets, 5)).isEmpty();
    assertThat(look(buckets, 6)).isPresent();
  }

  @Test
  void aDaysCeilingEndsAtMidnightUtcAndMintsNoSecondDay() {
    var buckets = buckets(Map.of("requests-per-day", "100"));
    time.advance(Duration.ofHours(23));
    assertThat(burst(buckets)).isEqualTo(100);
    assertThat(look(buckets, 0)).contains(new Exhausted("team-requests-day", Duration.ofHours(1)));
    time.advance(Duration.ofMinutes(59));
    assertThat(burst(buckets)).isZero();
    time.advance(Duration.ofMinutes(1));
    assertThat(burst(buckets)).isEqualTo(100);
    time.advance(Duration.ofHours(23));
    assertThat(burst(buckets)).isZero();
    assertThat(look(buckets, 150).orElseThrow().after()).isEqualTo(Duration.ofHours(25));
  }

  @Test
  void whatWasTakenYesterdayIsNotGivenBackToToday() {
    var buckets = buckets(Map.of("requests-per-day", "10"));
    time.advance(Duration.ofHours(23));
    Taken yesterday = (Taken) take(buckets);
    time.advance(Duration.ofHours(2));
    take(buckets);
    yesterday.giveBack();
    assertThat(burst(buckets)).isEqualTo(9);
  }

  @Test
  void threadsThatMeetTakeNoMoreTogetherThanThereIs() throws Exception {
    var threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 50; round++) {
        var buckets = buckets(Map.of("requests-per-minute", "6000", "requests-per-day", "500"));
        List<Future<Integer>> bursts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          bursts.add(threads.submit(() -> burst(buckets)));
        }
        int taken = 0;
        for (Future<Integer> burst : bursts) {
          taken += burst.get();
        }
        assertThat(taken).isEqualTo(500);
        assertThat(levels(buckets)).containsEntry("team-requests", 100L);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Override
  protected QuotaBuckets make(Live<QuotaSettings> settings) {
    return new LocalQuotaBuckets(settings, time, time.clock());
  }

  @Override
  protected <T> T answer(Uni<T> uni) {
    return Now.of(uni);
  }

  @Override
  protected void pass(Duration passing) {
    time.advance(passing);
  }

  /** The most that any 60 s hold, the last instant excluded. */
  private static long fullestMinute(List<Long> times) {
    long most = 0;
    int first = 0;
    for (int last = 0; last < times.size(); last++) {
      while (times.get(last) - times.get(first) >= MINUTE.toNanos()) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
