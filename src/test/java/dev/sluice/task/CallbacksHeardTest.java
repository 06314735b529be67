package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Answer;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where the upstream tells of ends, looks are a safety net; in virtual time. */
class CallbacksHeardTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final TaskBench.Common common = asking(new TaskBench.Common());
  private final TaskBench bench = new TaskBench(common);
  private final TestTime time = common.time;
  private int number;

  private static TaskBench.Common asking(TaskBench.Common common) {
    common.callbacks = true;
    return common;
  }

  @Test
  void trustIsEarnedByTheFirstEndsAndThenATaskIsLookedAtOnceAMinute() {
    told(10, HOUR);
    bench.upstream.statusRequests = 0;

    submit("long", HOUR);
    pass(Duration.ofSeconds(59));
    assertThat(bench.upstream.statusRequests).isZero();
    pass(Duration.ofSeconds(12));
    assertThat(bench.upstream.statusRequests).isEqualTo(1);
    pass(Duration.ofSeconds(48));
    assertThat(bench.upstream.statusRequests).isEqualTo(1);
    pass(Duration.ofSeconds(23));

    assertThat(bench.upstream.statusRequests).isEqualTo(2);
  }

  @Test
  void looksAreSpreadSoThatTasksOfOneMomentAreNotLookedAtTogether() {
    told(10, HOUR);
    for (int i = 0; i < 1000; i++) {
      submit("many-" + i, HOUR);
    }
    bench.upstream.statusRequests = 0;
    int most = 0;
    for (int i = 0; i < 80; i++) {
      int before = bench.upstream.statusRequests;
      pass(SECOND);
      most = Math.max(most, bench.upstream.statusRequests - before);
    }

    assertThat(bench.upstream.statusRequests).isBetween(1000, 1010);
    assertThat(most).isLessThan(250);
  }

  @Test
  void neitherPollsNorWantOfSlotsPullALookForwardWhileCallbacksAreHeard() {
    TaskBench other = new TaskBench(common);
    told(10, HOUR);
    bench.upstream.statusRequests = 0;
    submit("long", HOUR);
    common.budget.wanted = true;
    UniAssertSubscriber<Answer> held = bench.waiting("red", "long", Duration.ofSeconds(50));

    for (int i = 0; i < 50; i++) {
      bench.poll("red", "long");
      other.poll("red", "long");
      pass(SECOND);
    }

    held.assertCompleted();
    assertThat(bench.upstream.statusRequests).isZero();
    assertThat(common.budget.hastened).isEmpty();
  }

  @Test
  void whenCallbacksCeaseTasksGoBackToTheOrdinarySchedule() {
    told(100, HOUR);
    for (int i = 0; i < 200; i++) {
      submit("old-" + i, Duration.ofMinutes(30));
    }
    for (int i = 0; i < 12; i++) {
      submit("silent-" + i, Duration.ofSeconds(30));
    }
    bench.upstream.statusRequests = 0;
    pass(Duration.ofSeconds(59));
    assertThat(bench.upstream.statusRequests).isZero();

    pass(Duration.ofSeconds(16));

    assertThat(bench.trust.in("apixo")).isFalse();
    assertThat(bench.open.all()).noneMatch(OpenTask::spared);
    for (int i = 0; i < 12; i++) {
      assertThat(bench.pollBody("red", "silent-" + i)).contains("success");
    }
    int before = bench.upstream.statusRequests;
    pass(Duration.ofSeconds(30));
    assertThat(bench.upstream.statusRequests - before).isGreaterThan(200);

    told(100, Duration.ofSeconds(2));
    assertThat(bench.trust.in("apixo")).as("regained").isTrue();
    pass(Duration.ofSeconds(40));
    before = bench.upstream.statusRequests;
    pass(Duration.ofMinutes(1));
    assertThat(bench.upstream.statusRequests - before).isLessThanOrEqualTo(240);
  }

  @Test
  void aTaskThatTakesMuchLongerThanOthersIsLookedAtSinceItsCallbackMayBeLost() {
    told(100, Duration.ofSeconds(2));
    bench.upstream.statusRequests = 0;
    submit("lost", Duration.ofSeconds(6));

    pass(Duration.ofSeconds(11));
    assertThat(bench.upstream.statusRequests).as("99 % take 2 s, and 10 s more").isZero();
    pass(Duration.ofSeconds(2));

    assertThat(bench.upstream.statusRequests).isEqualTo(1);
    assertThat(bench.pollBody("red", "lost")).contains("success");
    assertThat(common.budget.holds("slot-lost")).isFalse();
  }

  @Test
  void withoutAnAddressForThemCallbacksChangeNothing() {
    TaskBench plain = new TaskBench(new TaskBench.Common());
    for (int i = 0; i < 100; i++) {
      plain.submit("s" + i, "t" + i, SECOND);
      plain.time.advance(SECOND);
      plain.callback("t" + i);
    }

    assertThat(plain.trust.in("apixo")).isFalse();
  }

  @Test
  void anEndThatAnotherReplicaWasToldEndsTheWatchWithoutALook() {
    TaskBench other = new TaskBench(common);
    submit("t", Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));
    UniAssertSubscriber<Answer> here = bench.waiting("red", "t", Duration.ofSeconds(60));
    UniAssertSubscriber<Answer> there = other.waiting("red", "t", Duration.ofSeconds(60));
    int looks = bench.upstream.statusRequests;

    other.callback("t");

    assertThat(TaskBench.body(here.assertCompleted().getItem())).contains("success");
    assertThat(TaskBench.body(there.assertCompleted().getItem())).contains("success");
    assertThat(bench.open.size()).isZero();
    pass(Duration.ofMinutes(2));
    assertThat(bench.upstream.statusRequests).isEqualTo(looks);
    assertThat(common.budget.released).containsOnlyOnce("slot-t");
  }

  @Test
  void aReadingThatIsUnderWayWhenTheEndIsToldIsNotTakenForCurrent() {
    TaskBench other = new TaskBench(common);
    submit("t", Duration.ofMillis(1907));
    assertThat(other.pollBody("red", "t")).contains("pending");
    pass(Duration.ofMillis(1907));
    assertThat(other.pollBody("red", "t")).contains("pending");

    bench.callback("t");

    assertThat(other.pollBody("red", "t")).contains("success");
  }

  @Test
  void aReplicaThatHearsNothingLooksOnTheOrdinarySchedule() {
    told(10, HOUR);
    submit("t", Duration.ofMinutes(85));
    pass(Duration.ofMinutes(70));
    bench.upstream.statusRequests = 0;
    pass(Duration.ofMinutes(5));
    assertThat(bench.upstream.statusRequests).isLessThanOrEqualTo(5);
    bench.told.hearing(false);
    pass(Duration.ofSeconds(5));
    assertThat(bench.trust.in("apixo")).as("after a short gap").isTrue();
    bench.upstream.statusRequests = 0;

    pass(Duration.ofMinutes(5));

    assertThat(bench.trust.in("apixo")).isFalse();
    assertThat(bench.upstream.statusRequests).isBetween(9, 11);
  }

  @Test
  void whatEndedDuringAGapIsReadAfterwardsWithoutALook() {
    TaskBench other = new TaskBench(common);
    told(10, HOUR);
    submit("t", Duration.ofSeconds(2));
    bench.upstream.statusRequests = 0;
    pass(Duration.ofSeconds(2));
    common.hearers.remove(bench.told);
    bench.told.hearing(false);
    other.callback("t");
    assertThat(bench.pollBody("red", "t")).contains("pending");

    bench.told.hearing(true);

    assertThat(bench.pollBody("red", "t")).contains("success");
    assertThat(bench.upstream.statusRequests).isZero();
  }

  @Test
  void aThousandOpenTasksCostFarLessThanALookAMinuteEach() {
    World world = new World(1.0);
    world.run();

    System.out.printf("all callbacks: %.3f looks a task and minute%n", world.looks());
    assertThat(world.looks()).isLessThan(1.2);
  }

  @Test
  void someLostCallbacksDoNotCostMore() {
    World world = new World(0.95);
    world.run();

    System.out.printf("95 %% of callbacks: %.3f looks a task and minute%n", world.looks());
    assertThat(world.looks()).isLessThan(1.2);
  }

  @Test
  void whereAThirdOfTheCallbacksIsMissingTheOrdinaryScheduleHolds() {
    World world = new World(0.7);
    world.run();

    System.out.printf(
        "70 %% of callbacks: %.3f looks a task and minute, lag %.1f s%n",
        world.looks(), world.lag());
    assertThat(world.bench.trust.in("apixo")).isFalse();
    assertThat(world.looks()).isGreaterThan(1.2);
    assertThat(world.lag()).as("seconds from the end to the release").isLessThan(4.5);
  }

  /** 1000 slots, refilled as they are freed, with tasks of 20 to 40 s. */
  private static final class World {
    private final TaskBench.Common common =
        asking(new TaskBench.Common(TaskRules.defaults(), 163.6, 50));
    private final TaskBench bench = new TaskBench(common);
    private final TestTime time = common.time;
    private final Random random = new Random(20260101);
    private final double heard;
    private int submits;
    private long opened;
    private int looksBefore;
    private double lagSeconds;

    private World(double heard) {
      this.heard = heard;
      time.every(Duration.ofMillis(20), this::refill);
      time.every(SECOND, () -> opened += bench.open.size());
    }

    private void refill() {
      while (common.budget.slots() < 1000 && common.budget.submitToken()) {
        String id = "task-" + ++submits;
        Duration takes = Duration.ofMillis(20_000 + random.nextInt(20_000));
        bench.submit("slot-" + id, id, takes);
        if (random.nextDouble() < heard) {
          time.after(takes.plusMillis(50 + random.nextInt(200)), () -> bench.callback(id));
        }
      }
    }

    private void run() {
      time.advance(Duration.ofSeconds(120));
      opened = 0;
      looksBefore = bench.upstream.statusRequests;
      time.advance(Duration.ofSeconds(300));
      assertThat(opened / 300).isBetween(850L, 1000L);
      lagSeconds =
          bench
              .registry
              .find("sluice.task.end.lag")
              .timer()
              .mean(java.util.concurrent.TimeUnit.SECONDS);
    }

    private double looks() {
      return (bench.upstream.statusRequests - looksBefore) / (opened / 60.0);
    }

    private double lag() {
      return lagSeconds;
    }
  }

  private void submit(String taskId, Duration takes) {
    bench.submit("slot-" + taskId, taskId, takes);
  }

  /** Tasks whose ends the upstream tells before anybody can look. */
  private void told(int tasks, Duration take) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      ids.add("told-" + ++number);
      submit(ids.get(i), take.plusMillis(7));
    }
    pass(take.plusMillis(7));
    ids.forEach(bench::callback);
  }

  private void pass(Duration time) {
    this.time.advance(time);
  }
}
