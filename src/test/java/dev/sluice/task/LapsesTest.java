package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Bond;
import dev.sluice.budget.Purpose;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Submits of which nobody hears again are counted when their hold is over (law S7). */
class LapsesTest {

  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  private final AtomicBoolean away = new AtomicBoolean();
  private final TaskBench.Common common = common(away);

  @Test
  void aSlotThatEndedByItsHoldIsCountedOnceByAllReplicas() {
    TaskBench one = new TaskBench(common);
    TaskBench two = new TaskBench(common);
    lapse("s1", new Purpose("flux2", "value").text());

    common.time.advance(Duration.ofMinutes(5));

    assertThat(counted()).containsExactly(unknown("flux2", "value", 1));
    assertThat(common.budget.lapsed()).isEmpty();
    assertThat(one.tasksCounted("unknown") + two.tasksCounted("unknown")).isEqualTo(1);
  }

  @Test
  void oneThatCannotBeCountedStaysUntilItCan() {
    TaskBench bench = new TaskBench(common);
    away.set(true);
    lapse("s1", new Purpose("flux2", "auto").text());
    common.time.advance(Duration.ofMinutes(5));
    assertThat(common.budget.lapsed()).containsExactly("s1");
    assertThat(bench.tasksCounted("unknown")).isZero();

    away.set(false);
    common.time.advance(Duration.ofMinutes(2));

    assertThat(counted()).containsExactly(unknown("flux2", "auto", 1));
    assertThat(common.budget.lapsed()).isEmpty();
  }

  @Test
  void oneThatTellsNothingOfItsModelIsCountedAllTheSame() {
    TaskBench bench = new TaskBench(common);
    lapse("s1", "");
    lapse("s2", "9 of another version");

    common.time.advance(Duration.ofSeconds(2));

    assertThat(counted()).containsExactly(unknown(UsageEntry.NOT_TOLD, UsageEntry.NOT_TOLD, 2));
    assertThat(bench.budget.lapsed()).isEmpty();
  }

  @Test
  void aTaskWhoseRecordIsLostIsCountedBeforeItsSlotGoesAtItsGreatestAge() {
    TaskBench bench = new TaskBench(common);
    common.budget.hold("s1");
    Now.of(common.budget.bind("s1", Bond.of("t1"), Duration.ZERO));

    common.time.advance(common.rules.maxAge().plusMinutes(2));

    assertThat(common.budget.holds("s1")).isFalse();
    assertThat(counted())
        .containsExactly(
            new Usage(
                new Usage.Kind(UsageEntry.NOT_TOLD, UsageEntry.NOT_TOLD, Usage.Outcome.EXPIRED),
                1));
    bench.stop();
  }

  private static TaskBench.Common common(AtomicBoolean away) {
    TestTime time = new TestTime();
    return new TaskBench.Common(
        new MemoryTaskStore(TaskRules.defaults(), 1000, time),
        new RefusingUsage(new MemoryUsageBook(time), away));
  }

  private void lapse(String slot, String purpose) {
    common.budget.hold(slot);
    common.budget.lapse(slot, purpose);
  }

  private List<Usage> counted() {
    return Now.of(common.usage.of("red", DAY));
  }

  private static Usage unknown(String model, String provider, long tasks) {
    return new Usage(new Usage.Kind(model, provider, Usage.Outcome.UNKNOWN), tasks);
  }
}
