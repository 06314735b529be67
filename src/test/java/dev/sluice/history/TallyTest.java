package dev.sluice.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TallyTest {

  private final TestTime time = new TestTime();
  private final Tally tally = new Tally(time.clock());

  @Test
  void whatWasTakenIsNotToldAgain() {
    tally.sent("red");
    tally.sent("red");
    tally.sent("blue");

    assertThat(tally.look().get("red").sent()).isEqualTo(2);
    assertThat(tally.take()).hasSize(2);
    assertThat(tally.take()).isEmpty();

    tally.sent("red");
    assertThat(tally.take().get("red").sent()).isEqualTo(1);
  }

  @Test
  void ofRefusalsTheNumberAndTheLastWordsAreTold() {
    tally.refused("red", "team-requests", "first");
    time.advance(Duration.ofSeconds(2));
    tally.refused("red", "team-requests", "second");
    tally.refused("red", "waiting", "w".repeat(1000));

    TeamSample red = tally.take().get("red");

    assertThat(red.refused().get("team-requests"))
        .isEqualTo(new Refusals(2, time.clock().millis(), "second"));
    assertThat(red.refused().get("waiting").words()).hasSize(Tally.MOST_WORDS);
    assertThat(red.refusals()).isEqualTo(3);
    assertThat(tally.take()).isEmpty();
  }

  @Test
  void teamsBeyondTheBoundAreCountedAsOneUntilOthersHaveGone() {
    for (int i = 0; i < Sample.MOST_TEAMS + 10; i++) {
      tally.sent("team" + i);
    }
    assertThat(tally.take())
        .hasSize(Sample.MOST_TEAMS + 1)
        .extractingByKey(Sample.OTHERS)
        .extracting(TeamSample::sent)
        .isEqualTo(10L);

    for (int step = 0; step < 15; step++) {
      tally.take();
    }
    tally.sent("late");
    assertThat(tally.take()).containsOnlyKeys("late");
  }

  @Test
  void policiesOfATeamAreBounded() {
    for (int i = 0; i < 100; i++) {
      tally.refused("red", "policy-" + i, "x");
    }

    TeamSample red = tally.take().get("red");

    assertThat(red.refused()).hasSizeLessThanOrEqualTo(Tally.MOST_POLICIES + 1);
    assertThat(red.refusals()).isEqualTo(100);
  }

  @Test
  void nothingIsLostWhileManyCountAndOneTakes() throws InterruptedException {
    int each = 20_000;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CountDownLatch done = new CountDownLatch(4);
    for (int t = 0; t < 4; t++) {
      threads.execute(
          () -> {
            for (int i = 0; i < each; i++) {
              tally.sent(i % 97 == 0 ? "rare" : "red");
            }
            done.countDown();
          });
    }
    long taken = 0;
    do {
      taken += sent(tally.take());
    } while (!done.await(1, TimeUnit.MILLISECONDS));
    threads.shutdown();

    assertThat(taken + sent(tally.take()) + sent(tally.take())).isEqualTo(4L * each);
  }

  private static long sent(Map<String, TeamSample> taken) {
    return taken.values().stream().mapToLong(TeamSample::sent).sum();
  }
}
