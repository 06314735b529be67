package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every list of ended tasks does. */
public abstract class EndedTasksContract {

  /** An empty one. */
  protected abstract EndedTasks list();

  private final EndedTasks list = list();

  @Test
  void aTaskIsListedAsItWasTold() {
    EndedTask alias =
        new EndedTask(
            "slot-1",
            new TaskKey("apixo", "task with spaces"),
            "sl_1",
            "red",
            "flux-2/pro",
            "auto",
            1_790_000_000_001L,
            1_790_000_000_123L,
            true);
    EndedTask own =
        new EndedTask(
            "slot-2", new TaskKey("kie", "own id"), "own id", "blue", "m", "value", 1, 2, false);

    add(alias, own);

    assertThat(page(true, "red", null).tasks()).containsExactly(alias);
    assertThat(page(false, "blue", null).tasks()).containsExactly(own);
    assertThat(page(false, "red", null).tasks()).isEmpty();
  }

  @Test
  void anEndThatIsToldAgainIsListedOnce() {
    for (int i = 0; i < 3; i++) {
      add(task("red", 1, true));
    }

    assertThat(page(true, null, null).tasks()).hasSize(1);
  }

  @Test
  void ofEachTeamTheNewestComeFirstAndTheOldestGo() {
    for (int i = 0; i < EndedTasks.KEPT + 20; i++) {
      add(task("red", i, true));
    }
    add(task("red", 7, false), task("blue", 8, true));

    List<EndedTask> red = all(true, "red");
    assertThat(red).hasSize(EndedTasks.KEPT);
    assertThat(red.get(0)).isEqualTo(task("red", EndedTasks.KEPT + 19, true));
    assertThat(red.get(red.size() - 1)).isEqualTo(task("red", 20, true));
    assertThat(all(false, null)).containsExactly(task("red", 7, false));
    assertThat(all(true, "blue")).containsExactly(task("blue", 8, true));
  }

  @Test
  void pagesGoTeamAfterTeamAndNoneComesTwiceThoughMoreEndMeanwhile() {
    List<EndedTask> expected = new ArrayList<>();
    for (String team : List.of("a", "b", "c")) {
      for (int i = 89; i >= 0; i--) {
        expected.add(task(team, i / 7 * 7, i % 7, true));
      }
    }
    expected.forEach(this::add);

    List<EndedTask> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int late = 0;
    do {
      EndedTasks.Page page = await(list.list(true, Optional.empty(), cursor));
      assertThat(page.tasks()).hasSizeLessThanOrEqualTo(EndedTasks.PAGE);
      seen.addAll(page.tasks());
      cursor = page.cursor();
      add(task("a", 1000 + late++, true));
    } while (cursor.isPresent());

    assertThat(seen).containsExactlyElementsOf(expected);
  }

  @Test
  void whatIsNoCursorIsRefused() {
    for (String bad : List.of("", "x", "1", "1 2", "x s t", "-1 s t", "1e3 s t")) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> await(list.list(true, Optional.empty(), Optional.of(bad))));
    }
  }

  private static EndedTask task(String team, long at, boolean success) {
    return task(team, at, 0, success);
  }

  private static EndedTask task(String team, long at, int number, boolean success) {
    String slot = "slot-%s-%05d-%d-%s".formatted(team, at, number, success);
    return new EndedTask(
        slot, new TaskKey("apixo", "t" + slot), "t" + slot, team, "m", "auto", at, at, success);
  }

  private void add(EndedTask... tasks) {
    for (EndedTask task : tasks) {
      await(list.add(task));
    }
  }

  private void add(EndedTask task) {
    await(list.add(task));
  }

  private List<EndedTask> all(boolean success, String team) {
    List<EndedTask> all = new ArrayList<>();
    String cursor = null;
    do {
      EndedTasks.Page page = page(success, team, cursor);
      all.addAll(page.tasks());
      cursor = page.cursor().orElse(null);
    } while (cursor != null);
    return all;
  }

  private EndedTasks.Page page(boolean success, String team, String cursor) {
    return await(list.list(success, Optional.ofNullable(team), Optional.ofNullable(cursor)));
  }

  private static <T> T await(Uni<T> step) {
    return step.await().atMost(Duration.ofSeconds(10));
  }
}
