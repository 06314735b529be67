package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Law W3 on virtual time: 1000 slots, a full queue, 10000 requests a minute, tasks of about 30 s.
 * The figure is taken at the upstream: tasks that run there, over the slots.
 */
class SlotUseTest {

  private static final Logger LOG = Logger.getLogger(SlotUseTest.class);

  private static final int SLOTS = 1000;
  private static final double RATE = 163.6;
  private static final long SEED = 20260101;

  @Test
  void slotsAreInRealUseWhenDurationsSpreadEvenly() {
    assertThat(use("uniform 20 to 40 s", r -> 20 + 20 * r.nextDouble())).isGreaterThan(0.9);
  }

  @Test
  void slotsAreInRealUseWhenDurationsAreAlwaysTheSame() {
    assertThat(use("fixed 30 s", r -> 30.0)).isGreaterThan(0.9);
  }

  @Test
  void slotsAreInRealUseWhenDurationsAreSkewed() {
    assertThat(use("lognormal, median 30 s, sigma 0.5", r -> 30 * Math.exp(0.5 * r.nextGaussian())))
        .isGreaterThan(0.9);
  }

  private static double use(String what, Function<Random, Double> seconds) {
    World world = new World(seconds);
    world.run(Duration.ofSeconds(90));
    world.measured = true;
    world.run(Duration.ofSeconds(240));
    LOG.infof(
        "slots in real use, %s (seed %d): %.1f %%; fullest minute %d requests, %.2f looks a task",
        what, SEED, 100 * world.use(), world.fullestMinute, world.looksPerTask());
    assertThat(world.fullestMinute).isLessThanOrEqualTo(10_000);
    return world.use();
  }

  private static final class World {
    private final TaskBench bench = new TaskBench(TaskRules.defaults(), RATE, 50);
    private final TestTime time = bench.time;
    private final Random random = new Random(SEED);
    private final Function<Random, Double> seconds;
    private final ArrayDeque<Integer> minute = new ArrayDeque<>();
    private boolean measured;
    private int fullestMinute;
    private int submits;
    private double inUse;
    private int samples;

    private World(Function<Random, Double> seconds) {
      this.seconds = seconds;
      bench.upstream.latency = Duration.ofMillis(150);
      bench.budget.wanted = true;
      time.every(Duration.ofMillis(10), this::submit);
      time.every(Duration.ofSeconds(1), this::sample);
    }

    private void run(Duration howLong) {
      time.advance(howLong);
    }

    private void submit() {
      while (bench.budget.slots() < SLOTS && bench.budget.submitToken()) {
        String id = "task-" + ++submits;
        String slot = "slot-" + submits;
        String team = "team-" + submits % 3;
        Duration takes = Duration.ofMillis((long) (1000 * seconds.apply(random)));
        bench.budget.hold(slot);
        time.after(Duration.ofMillis(100), () -> bench.upstream.run(id, takes));
        time.after(Duration.ofMillis(200), () -> bench.accepted(team, "apixo", slot, id));
      }
      bench.budget.submitsWait = bench.budget.slots() < SLOTS;
    }

    private void sample() {
      minute.add(bench.budget.granted);
      if (minute.size() > 60) {
        fullestMinute = Math.max(fullestMinute, bench.budget.granted - minute.remove());
      }
      bench.upstream.forgetEnded(Duration.ofMinutes(2));
      if (measured) {
        inUse += bench.upstream.running();
        samples++;
      }
    }

    private double use() {
      return inUse / samples / SLOTS;
    }

    private double looksPerTask() {
      return bench.upstream.statusRequests / (double) submits;
    }
  }
}
