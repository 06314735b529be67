package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryEndedTasksTest extends EndedTasksContract {

  @Override
  protected EndedTasks list() {
    return new MemoryEndedTasks();
  }

  @Test
  void manyTeamsTogetherHaveABoundToo() {
    EndedTasks list = list();
    int teams = 200;
    for (int i = 0; i < MemoryEndedTasks.MOST + 1000; i++) {
      String slot = "s" + i;
      String team = "team" + i % teams;
      list.add(
              new EndedTask(slot, new TaskKey("a", slot), slot, team, "m", "auto", i, i, i % 3 > 0))
          .await()
          .atMost(Duration.ofSeconds(1));
    }

    int kept = 0;
    for (boolean success : new boolean[] {true, false}) {
      Optional<String> cursor = Optional.empty();
      do {
        EndedTasks.Page page =
            list.list(success, Optional.empty(), cursor).await().atMost(Duration.ofSeconds(1));
        kept += page.tasks().size();
        cursor = page.cursor();
      } while (cursor.isPresent());
    }
    assertThat(kept).isEqualTo(MemoryEndedTasks.MOST);
  }
}
