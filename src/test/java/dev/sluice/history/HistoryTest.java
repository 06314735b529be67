package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two replicas and their store, along a timeline. */
class HistoryTest {

  private static final Duration STEP = Sample.STEP;

  private final TestTime time = new TestTime();
  private final FlakySamples store = new FlakySamples();
  private final One a = new One("a");
  private final One b = new One("b");

  /** One replica. */
  private final class One {
    final Map<String, TeamSample> now = new HashMap<>();
    final Tally tally = new Tally(time.clock());
    final Sampler sampler;
    final History history;

    One(String name) {
      sampler =
          new Sampler(
              new Sampler.Ends(name, tally, () -> Uni.createFrom().item(Map.copyOf(now)), store),
              time,
              time.clock());
      history = new History(store, sampler, this::waiting, time.clock());
      sampler.start();
    }

    Presence.Waiting waiting(String team) {
      TeamSample part = now.getOrDefault(team, TeamSample.NOTHING);
      return new Presence.Waiting(part.waiting(), Duration.ofMillis(part.longestMillis()));
    }

    void waits(int count, long millis) {
      now.put("red", new TeamSample(0, Map.of(), count, millis, Map.of("apixo", 7)));
    }
  }

  @Test
  void everyReplicaTellsTheSameAndOneThatIsStartedLaterToo() {
    a.tally.sent("red");
    b.tally.sent("red");
    b.tally.refused("red", "team-requests", "no room");
    a.waits(2, 300);
    b.waits(1, 4000);
    time.advance(STEP.multipliedBy(2));

    List<Sample> told = Now.of(a.history.ended());
    assertThat(told.get(0).of("red"))
        .isEqualTo(
            new TeamSample(
                2,
                Map.of("team-requests", new Refusals(1, 1767225600000L, "no room")),
                3,
                4000,
                Map.of("apixo", 7)));
    assertThat(Now.of(b.history.ended())).isEqualTo(told);
    assertThat(Now.of(new One("c").history.ended())).isEqualTo(told);
  }

  @Test
  void aStepIsToldWhenEveryReplicaHasHadTheTimeToTellOfIt() {
    a.tally.sent("red");
    time.advance(STEP.plusMillis(1000));
    assertThat(Now.of(a.history.ended())).isEmpty();

    time.advance(Duration.ofMillis(600));
    assertThat(Now.of(a.history.ended())).hasSize(1);
    assertThat(Now.of(a.history.ended()).get(0).endMillis()).isEqualTo(1767225605000L);
  }

  @Test
  void howeverManyAskTheStoreIsAskedOnceASecond() {
    time.advance(STEP.multipliedBy(2));
    int before = store.reads;
    for (int i = 0; i < 100; i++) {
      Now.of(a.history.whole());
      time.advance(Duration.ofMillis(10));
    }

    assertThat(store.reads - before).isLessThanOrEqualTo(2);
  }

  @Test
  void aRefusalIsToldHereAtOnceAndElsewhereWithItsStep() {
    time.advance(Duration.ofSeconds(1));
    a.tally.refused("red", "waiting", "too many");
    a.tally.refused("blue", "waiting", "too many");

    assertThat(Now.of(a.history.refusals(Optional.of("red"), 100)))
        .singleElement()
        .extracting(History.Refused::detail)
        .isEqualTo("too many");
    assertThat(Now.of(a.history.refusals(Optional.empty(), 100))).hasSize(2);
    assertThat(Now.of(b.history.refusals(Optional.of("red"), 100))).isEmpty();

    time.advance(STEP);
    assertThat(Now.of(b.history.refusals(Optional.of("red"), 100))).hasSize(1);
    assertThat(Now.of(a.history.refusals(Optional.of("red"), 100)))
        .as("once, also where it was counted")
        .singleElement()
        .extracting(History.Refused::count)
        .isEqualTo(1L);
  }

  @Test
  void refusalsAreCountedByTheMinuteTheLastOnesFirst() {
    for (int second = 0; second < 90; second++) {
      a.tally.refused("red", "waiting", "at " + second);
      time.advance(Duration.ofSeconds(1));
    }
    time.advance(STEP);
    b.tally.refused("red", "team-requests", "the last");

    List<History.Refused> told = Now.of(b.history.refusals(Optional.empty(), 100));

    assertThat(told.stream().map(History.Refused::policy))
        .containsExactly("team-requests", "waiting", "waiting");
    assertThat(told.stream().map(History.Refused::count)).containsExactly(1L, 34L, 56L);
    assertThat(told.get(1).detail()).isEqualTo("at 89");
    assertThat(Now.of(b.history.refusals(Optional.empty(), 1))).hasSize(1);
  }

  @Test
  void whatIsOlderThanAQuarterOfAnHourIsNotTold() {
    a.tally.refused("red", "waiting", "old");
    time.advance(Duration.ofMinutes(16));

    assertThat(Now.of(a.history.refusals(Optional.empty(), 100))).isEmpty();
    assertThat(Now.of(a.history.whole())).hasSizeBetween(178, 181);
  }

  @Test
  void whoWaitsElsewhereIsToldAsOfTheLastStep() {
    a.waits(2, 300);
    b.waits(5, 1000);
    time.advance(STEP.plusSeconds(2));
    Now.of(a.history.whole());

    a.waits(1, 400);
    assertThat(a.history.waiting("red"))
        .isEqualTo(new Presence.Waiting(6, Duration.ofMillis(1000)));

    b.now.clear();
    time.advance(STEP);
    Now.of(a.history.whole());
    assertThat(a.history.waiting("red")).isEqualTo(new Presence.Waiting(1, Duration.ofMillis(400)));
  }

  @Test
  void whatTheStoreMissedWhileItWasAwayIsToldLaterAndHereAllTheTime() {
    store.away = true;
    a.tally.sent("red");
    a.tally.refused("red", "store", "away");
    time.advance(STEP.multipliedBy(6));

    assertThat(Now.of(a.history.refusals(Optional.of("red"), 10))).hasSize(1);

    store.away = false;
    time.advance(STEP.multipliedBy(13));
    assertThat(Now.of(b.history.refusals(Optional.of("red"), 10))).hasSize(1);
    assertThat(Now.of(b.history.whole()).stream().mapToLong(s -> s.of("red").sent()).sum())
        .isEqualTo(1);
  }

  @Test
  void anAdditionWhoseAnswerWasLostIsNotMadeTwice() {
    store.losesAnswers = true;
    a.tally.sent("red");
    time.advance(STEP.multipliedBy(3));
    store.losesAnswers = false;
    time.advance(STEP.multipliedBy(3));

    assertThat(Now.of(b.history.whole()).stream().mapToLong(s -> s.of("red").sent()).sum())
        .isEqualTo(1);
  }

  @Test
  void whatIsKeptForAStoreThatIsAwayIsBounded() {
    store.away = true;
    time.advance(Duration.ofHours(1));

    assertThat(a.sampler.own()).hasSizeLessThanOrEqualTo(Sample.STEPS + 1);
  }

  @Test
  void aReplicaThatStopsTellsOfTheStepThatRuns() {
    time.advance(Duration.ofSeconds(6));
    a.tally.sent("red");
    a.sampler.stop();
    time.advance(STEP.multipliedBy(2));

    assertThat(Now.of(b.history.ended()).stream().mapToLong(s -> s.of("red").sent()).sum())
        .isEqualTo(1);
  }

  @Test
  void whatWasSentInTheLastMinuteIsThatOfTwelveSteps() {
    time.advance(Duration.ofSeconds(2));
    for (int step = 0; step < 20; step++) {
      a.tally.sent("red");
      time.advance(STEP);
    }

    assertThat(History.sent(Now.of(a.history.whole()), "red", 12)).isEqualTo(11);
  }

  /** A store that can be away, or do what it is told without saying so. */
  private static final class FlakySamples implements Samples {
    private final Samples samples = new MemorySamples();
    boolean away;
    boolean losesAnswers;
    int reads;

    @Override
    public Uni<Void> add(String replica, Sample seen) {
      if (losesAnswers) {
        return samples.add(replica, seen).chain(FlakySamples::failed);
      }
      return away ? failed() : samples.add(replica, seen);
    }

    @Override
    public Uni<List<Sample>> between(long from, long to) {
      reads++;
      return away ? failed() : samples.between(from, to);
    }

    private static <T> Uni<T> failed() {
      return Uni.createFrom().failure(new StoreFailure(StoreFailure.Kind.UNKNOWN, "away"));
    }
  }
}
