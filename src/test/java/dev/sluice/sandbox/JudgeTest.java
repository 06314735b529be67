package dev.sluice.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sandbox.Judge.Kind;
import dev.sluice.testing.TestTime;
import dev.sluice.time.Ticker;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class JudgeTest {

  private final TestTime time = new TestTime();

  @Test
  void everyAdmittedRequestCountsWhateverItAsksFor() {
    Judge judge = judge(10, "3/60s");

    start(judge, 5000);
    judge.admit(Kind.POLL);
    judge.admit(Kind.BALANCE);

    assertThat(judge.admit(Kind.POLL)).isPresent();
    assertThat(judge.admit(Kind.SUBMIT)).isPresent();
    assertThat(start(judge, 5000)).isInstanceOf(Ruling.TooMany.class);
    assertThat(judge.stats())
        .containsEntry("accepted", 3L)
        .containsEntry("submits", 1L)
        .containsEntry("polls", 1L)
        .containsEntry("refused", 3L)
        .containsEntry("refusedForRate", 3L)
        .containsEntry("refusedForTasks", 0L)
        .containsEntry("largestWindow", 3)
        .containsEntry("windowLimit", 3)
        .containsEntry("windowSeconds", new BigDecimal("60.000"));
  }

  @Test
  void startedTasksAreCountedByModelAndModelsAreBounded() {
    Judge judge = judge(10_000, "100000/60s");
    for (int i = 0; i < Judge.MOST_MODELS + 5; i++) {
      judge.start(Wanted.of("m" + i), Optional.empty(), Optional.empty());
    }
    judge.start(Wanted.of("m0"), Optional.empty(), Optional.empty());

    assertThat((Map<?, ?>) judge.stats().get("startedByModel"))
        .hasSize(Judge.MOST_MODELS + 1)
        .satisfies(
            models -> {
              assertThat(models.get("m0")).isEqualTo(2L);
              assertThat(models.get(Judge.OTHERS)).isEqualTo(5L);
            });
  }

  @Test
  void aRefusedRequestIsNotCounted() {
    Judge judge = judge(10, "2/60s");
    judge.admit(Kind.POLL);
    time.advance(Duration.ofSeconds(40));
    judge.admit(Kind.POLL);
    for (int i = 0; i < 50; i++) {
      judge.admit(Kind.POLL);
    }
    time.advance(Duration.ofSeconds(20));

    assertThat(judge.admit(Kind.POLL)).isEmpty();
    assertThat(judge.admit(Kind.POLL).orElseThrow().retryAfter()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void aSubmitRefusedForTasksTakesNothingFromTheWindow() {
    Judge judge = judge(1, "3/60s");
    start(judge, 30_000);
    time.advance(Duration.ofSeconds(10));
    for (int i = 0; i < 5; i++) {
      assertThat(start(judge, 30_000))
          .isEqualTo(new Ruling.TooMany("Concurrent task limit exceeded", Duration.ofSeconds(20)));
    }

    assertThat(judge.admit(Kind.POLL)).isEmpty();
    assertThat(judge.admit(Kind.POLL)).isEmpty();
    assertThat(judge.stats()).containsEntry("refusedForTasks", 5L).containsEntry("started", 1L);
  }

  @Test
  void aRequestMustFitIntoAllWindows() {
    Judge judge = judge(10, "100/60s", "2/1s");
    judge.admit(Kind.POLL);
    judge.admit(Kind.POLL);

    assertThat(judge.admit(Kind.POLL).orElseThrow().retryAfter()).isEqualTo(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(1));
    assertThat(judge.admit(Kind.POLL)).isEmpty();
    assertThat(judge.stats()).containsEntry("largestWindow", 3);
  }

  @Test
  void aTaskHoldsItsPlaceUntilItsEndAndNotLonger() {
    Judge judge = judge(1, "100/60s");
    start(judge, 5000);

    time.advance(Duration.ofMillis(4999));
    assertThat(start(judge, 5000)).isInstanceOf(Ruling.TooMany.class);
    time.advance(Duration.ofMillis(1));
    assertThat(start(judge, 5000)).isInstanceOf(Ruling.Begun.class);
    assertThat(judge.stats())
        .containsEntry("mostUnfinished", 1)
        .containsEntry("unfinished", 1)
        .containsEntry("ended", 1L);
  }

  @Test
  void unfinishedTasksAndTheirIntegralAgreeWithCountingByHandOnRandomTimelines() {
    for (long seed = 1; seed <= 200; seed++) {
      var random = new Random(seed);
      var own = new TestTime();
      int limit = 1 + random.nextInt(20);
      var judge =
          new Judge(rules(limit, 0, "100000/60s"), own, own.clock(), new Random(random.nextLong()));
      List<SandboxTask> tasks = new ArrayList<>();
      long begin = own.nanos();
      int most = 0;
      for (int i = 0; i < 200; i++) {
        own.advance(Duration.ofNanos(random.nextLong(400_000_000)));
        long open = tasks.stream().filter(t -> t.endNanos() > own.nanos()).count();
        Ruling ruling = start(judge, 1 + random.nextInt(5000));
        assertThat(ruling instanceof Ruling.Begun)
            .as("seed %d, submit %d", seed, i)
            .isEqualTo(open < limit);
        if (ruling instanceof Ruling.Begun begun) {
          tasks.add(begun.task());
          most = Math.max(most, (int) open + 1);
        }
      }
      long nanos =
          tasks.stream().mapToLong(t -> Math.min(t.endNanos(), own.nanos()) - t.startNanos()).sum();
      assertThat(begin).isEqualTo(1);
      assertThat(judge.stats())
          .as("seed %d", seed)
          .containsEntry("mostUnfinished", most)
          .containsEntry("started", (long) tasks.size())
          .containsEntry("taskSeconds", BigDecimal.valueOf(nanos, 9));
    }
  }

  @Test
  void theLimitsHoldWhenManyThreadsAskAtOnce() throws Exception {
    var random =
        new Random(1) {
          @Override
          public long nextLong() {
            Thread.yield();
            return super.nextLong();
          }
        };
    Ticker ticker =
        () -> {
          Thread.yield();
          return 1;
        };
    var judge = new Judge(rules(700, 0, "3000/60s"), ticker, time.clock(), random);
    var threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        work.add(
            () -> {
              int admitted = 0;
              for (int j = 0; j < 1000; j++) {
                admitted += start(judge, 1000) instanceof Ruling.Begun ? 1 : 0;
                admitted += judge.admit(Kind.POLL).isEmpty() ? 1 : 0;
              }
              return admitted;
            });
      }
      int admitted = 0;
      for (var done : threads.invokeAll(work)) {
        admitted += done.get();
      }

      assertThat(admitted).isEqualTo(3000);
      assertThat(judge.stats())
          .containsEntry("largestWindow", 3000)
          .containsEntry("mostUnfinished", 700)
          .containsEntry("refused", 13000L);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aTickerThatStepsBackMintsNothing() {
    Judge judge = judge(10, "1/1s");
    time.advance(Duration.ofSeconds(100));
    judge.admit(Kind.POLL);
    time.jump(Duration.ofSeconds(-50));

    assertThat(judge.admit(Kind.POLL)).isPresent();
    time.jump(Duration.ofSeconds(51));
    assertThat(judge.admit(Kind.POLL)).isEmpty();
  }

  @Test
  void theShareOfFailuresIsTheConfiguredOne() {
    var judge = new Judge(rules(100_000, 0.3, "1000000/60s"), time, time.clock(), new Random(7));
    int failed = 0;
    for (int i = 0; i < 10_000; i++) {
      var begun =
          (Ruling.Begun) judge.start(Wanted.of("flux2"), Optional.empty(), Optional.empty());
      failed += begun.task().failCode().equals(Optional.of("GENERATION_FAILED")) ? 1 : 0;
    }

    assertThat(failed).isBetween(2850, 3150);
  }

  private Judge judge(int tasks, String... windows) {
    return new Judge(rules(tasks, 0, windows), time, time.clock(), new Random(1));
  }

  private static Ruling start(Judge judge, long millis) {
    return judge.start(
        Wanted.of("flux2"), Optional.of(new DurationRange(millis, millis)), Optional.empty());
  }

  private static SandboxRules rules(int tasks, double failures, String... windows) {
    return new SandboxRules(
        "k",
        List.of(windows).stream().map(w -> WindowLimit.parse(w).orElseThrow()).toList(),
        tasks,
        new DurationRange(3000, 6000),
        failures,
        Optional.empty());
  }
}
