package dev.sluice.quota;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.quota.QuotaBuckets.Exhausted;
import dev.sluice.quota.QuotaBuckets.Level;
import dev.sluice.quota.QuotaBuckets.Taken;
import dev.sluice.quota.QuotaBuckets.Taking;
import dev.sluice.settings.Changes;
import dev.sluice.settings.Live;
import dev.sluice.testing.Configured;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store of the ceilings does. */
public abstract class QuotaBucketsContract {

  /** New ones of these settings, with a store of their own. */
  protected abstract QuotaBuckets make(Live<QuotaSettings> settings);

  /** The answer, be it there already or not. */
  protected abstract <T> T answer(Uni<T> uni);

  /** Lets time pass. */
  protected abstract void pass(Duration time);

  @Test
  void aNewBucketStartsFullAndOfThreeAMinuteTheSecondAtOnceIsRefused() {
    assertThat(burst(buckets(Map.of("request-windows", "600/1h")))).isEqualTo(60);
    assertThat(burst(buckets(Map.of("requests-per-minute", "3")))).isEqualTo(1);
  }

  @Test
  void aSubmitTakesFromEveryCeilingOrFromNone() {
    var buckets =
        buckets(
            Map.of("requests-per-minute", "60", "tasks-per-day", "5", "request-windows", "20/2m"));
    assertThat(burst(buckets)).isEqualTo(2);
    assertThat(levels(buckets))
        .containsEntry("team-tasks-day", 3L)
        .containsEntry("team-requests-2m", 0L);
    assertThat(levels(buckets).get("team-requests")).isBetween(4L, 6L);
    assertThat(look(buckets, 0).orElseThrow().policy()).isEqualTo("team-requests-2m");
    assertThat(look(buckets, 3).orElseThrow().policy()).isEqualTo("team-tasks-day");
  }

  @Test
  void whatARefusalPromisesIsTrue() {
    var buckets = buckets(Map.of("request-windows", "20/2s"));
    for (int round = 0; round < 5; round++) {
      burst(buckets);
      Exhausted exhausted = (Exhausted) take(buckets);
      assertThat(exhausted.policy()).isEqualTo("team-requests-2s");
      assertThat(exhausted.after()).isPositive().isLessThan(Duration.ofMillis(112));
      pass(exhausted.after());
      assertThat(look(buckets, 0)).isEmpty();
      assertThat(take(buckets)).isInstanceOf(Taken.class);
    }
  }

  @Test
  void whoStandsBehindOthersIsToldWhenTheLastOfThemAndItselfHavePassed() {
    var buckets = buckets(Map.of("requests-per-minute", "60"));
    burst(buckets);
    for (int ahead : List.of(0, 1, 5, 6, 20)) {
      double seconds = look(buckets, ahead).orElseThrow().after().toNanos() / 1e9;
      assertThat(seconds).isBetween((ahead + 1) * 60 / 54.0 - 1, (ahead + 1) * 60 / 54.0);
    }
  }

  @Test
  void aDaysCeilingRefusesUntilMidnight() {
    var buckets = buckets(Map.of("requests-per-day", "20"));
    assertThat(burst(buckets)).isEqualTo(20);
    Exhausted exhausted = look(buckets, 0).orElseThrow();
    assertThat(exhausted.policy()).isEqualTo("team-requests-day");
    assertThat(exhausted.after()).isPositive().isLessThanOrEqualTo(Duration.ofDays(1));
    assertThat(look(buckets, 30).orElseThrow().after())
        .isBetween(Duration.ofDays(1), Duration.ofDays(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void aBurstThatStartedNothingIsGivenBackWholeInAnyOrder(int order) {
    var buckets = buckets(Map.of("requests-per-minute", "60", "requests-per-day", "50"));
    List<Taken> burst = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      burst.add((Taken) take(buckets));
    }
    for (int i = 0; i < 6; i++) {
      answer(burst.get(order > 0 ? i : 5 - i).giveBack());
    }
    assertThat(levels(buckets)).containsEntry("team-requests", 6L);
    assertThat(levels(buckets)).containsEntry("team-requests-day", 50L);
    assertThat(burst(buckets)).isEqualTo(6);
  }

  @Test
  void givingBackCountsOnceForEveryCeilingAndNeverAboveItsCapacity() {
    var buckets = buckets(Map.of("requests-per-minute", "600", "requests-per-day", "5"));
    take(buckets);
    Taken taken = (Taken) take(buckets);
    answer(taken.giveBack());
    answer(taken.giveBack());
    assertThat(levels(buckets)).containsEntry("team-requests-day", 4L);
    assertThat(levels(buckets).get("team-requests")).isBetween(59L, 60L);
  }

  @Test
  void levelsNameTheCeilingWhatIsLeftAndWhenOneMoreWouldPass() {
    var buckets = buckets(Map.of("requests-per-minute", "60", "request-windows", "50/100s"));
    assertThat(buckets.levels("red"))
        .extracting(Level::remaining, Level::nextAfter)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(6L, Duration.ZERO),
            org.assertj.core.groups.Tuple.tuple(5L, Duration.ZERO));
    take(buckets);
    assertThat(buckets.levels("red"))
        .extracting(Level::policy, Level::quota, Level::windowSeconds, Level::remaining)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("team-requests", 60L, 60L, 5L),
            org.assertj.core.groups.Tuple.tuple("team-requests-100s", 50L, 100L, 4L));
    assertThat(buckets.levels("red").get(0).nextAfter())
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofNanos(1_111_111_112));
  }

  @Test
  void aTeamWithoutCeilingsAndAnUnknownOneAlwaysPass() {
    var buckets = buckets(Map.of());
    assertThat(buckets.levels("red")).isEmpty();
    assertThat(answer(buckets.take("nobody"))).isInstanceOf(Taken.class);
    assertThat(look(buckets, 1_000_000)).isEmpty();
  }

  @Test
  void whatADayHasUsedCountsAgainstAnotherCeilingHoweverLow() {
    var live = Changes.live(settings(Map.of("requests-per-day", "10")));
    var buckets = make(live);
    for (int i = 0; i < 6; i++) {
      assertThat(take(buckets)).isInstanceOf(Taken.class);
    }
    Changes.to(live, settings(Map.of("requests-per-day", "4")));
    assertThat(take(buckets)).isInstanceOf(Exhausted.class);
    Changes.to(live, settings(Map.of("requests-per-day", "8")));
    assertThat(burst(buckets)).isEqualTo(2);
  }

  @Test
  void aHigherCeilingMintsNothingAndALowerOneKeepsWhatFits() {
    var live = Changes.live(settings(Map.of("request-windows", "600/1h")));
    var buckets = make(live);
    assertThat(burst(buckets)).isEqualTo(60);
    Changes.to(live, settings(Map.of("request-windows", "1200/1h")));
    assertThat(take(buckets)).isInstanceOf(Exhausted.class);

    live = Changes.live(settings(Map.of("request-windows", "600/1h")));
    buckets = make(live);
    Changes.to(live, settings(Map.of("request-windows", "100/1h")));
    assertThat(burst(buckets)).isEqualTo(10);
  }

  @Test
  void aCeilingThatGoesAndComesBackDoesNotBeginAnew() {
    Map<String, String> both = Map.of("requests-per-day", "100", "request-windows", "20/1h");
    var live = Changes.live(settings(both));
    var buckets = make(live);
    assertThat(burst(buckets)).isEqualTo(2);

    Changes.to(live, settings(Map.of()));
    assertThat(buckets.levels("red")).isEmpty();
    assertThat(take(buckets)).isInstanceOf(Taken.class);

    Changes.to(live, settings(both));
    assertThat(take(buckets)).isInstanceOf(Exhausted.class);
    await()
        .atMost(ofSeconds(5))
        .untilAsserted(() -> assertThat(levels(buckets)).containsEntry("team-requests-day", 98L));
  }

  @Test
  void aTeamThatHadNoCeilingsObeysThoseThatItGets() {
    var live = Changes.live(settings(Map.of()));
    var buckets = make(live);
    assertThat(take(buckets)).isInstanceOf(Taken.class);
    Changes.to(live, settings(Map.of("request-windows", "20/1h")));
    assertThat(burst(buckets)).isEqualTo(2);
  }

  protected final QuotaBuckets buckets(Map<String, String> ceilings) {
    return make(Live.still(settings(ceilings)));
  }

  /** The settings of the team {@code red}. */
  protected static QuotaSettings settings(Map<String, String> ceilings) {
    Map<String, String> properties = new HashMap<>(Map.of("sluice.teams.red.keys", "k"));
    ceilings.forEach((name, value) -> properties.put("sluice.teams.red." + name, value));
    var configured = Configured.by(properties, QuotaConfig.class);
    var settings = new QuotaSettings(configured.mapped(QuotaConfig.class), configured.layout());
    assertThat(settings.problems().lines()).isEmpty();
    return settings;
  }

  protected final Taking take(QuotaBuckets buckets) {
    return answer(buckets.take("red"));
  }

  protected final Optional<Exhausted> look(QuotaBuckets buckets, int ahead) {
    return answer(buckets.look("red", ahead));
  }

  /** How many can be taken one after the other. */
  protected final int burst(QuotaBuckets buckets) {
    int taken = 0;
    while (take(buckets) instanceof Taken) {
      taken++;
    }
    return taken;
  }

  protected static Map<String, Long> levels(QuotaBuckets buckets) {
    Map<String, Long> remaining = new HashMap<>();
    buckets.levels("red").forEach(level -> remaining.put(level.policy(), level.remaining()));
    return remaining;
  }
}
