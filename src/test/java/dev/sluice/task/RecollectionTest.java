package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.budget.Budget;
import dev.sluice.budget.Budgets;
import dev.sluice.routing.Provider;
import dev.sluice.testing.Now;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecollectionTest {

  private final TestTime time = new TestTime();
  private final TaskBench bench = new TaskBench();
  private final FakeBudget first = new FakeBudget(time, 1, 1);
  private final FakeBudget second = new FakeBudget(time, 1, 1);
  private final Recollection recollection =
      new Recollection(new Two(), bench.upstreams, time.clock());

  @Test
  void aTaskIsFoundByTheAliasUnderWhichItsTeamKnowsIt() {
    bind(second, "red", "s1", record("red", "s1").withVisibleId("sl_1"));

    assertThat(Now.of(recollection.of("red", "sl_1")).orElseThrow().key().taskId()).isEqualTo("t1");
    assertThat(Now.of(recollection.of("red", "t1"))).as("which is another's id").isEmpty();
    assertThat(Now.of(recollection.of("blue", "sl_1"))).isEmpty();
  }

  @Test
  void aTaskOfTheSameIdThatIsKnownByAnAliasHidesNone() {
    bind(first, "red", "s1", record("red", "s1").withVisibleId("sl_1"));
    bind(second, "red", "s2", record("red", "s2"));

    assertThat(Now.of(recollection.of("red", "t1")).orElseThrow().origin().slot()).isEqualTo("s2");
  }

  private static TaskRecord record(String team, String slot) {
    return TaskRecord.open(
        new TaskKey("apixo", "t1"),
        new Origin(team, "flux2", Provider.AUTO, slot),
        1000,
        new Spoken(200, new byte[0]));
  }

  private static void bind(FakeBudget budget, String team, String slot, TaskRecord record) {
    budget.hold(slot, team);
    Now.of(budget.bind(slot, Details.bond(record), Duration.ofHours(1)));
  }

  private final class Two implements Budgets {
    @Override
    public Budget of(String name) {
      return first;
    }

    @Override
    public Collection<Budget> all() {
      return List.of(first, second);
    }
  }
}
