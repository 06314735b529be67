package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryTaskStoreTest extends TaskStoreContract {

  private final TestTime time = new TestTime();
  private final MemoryTaskStore store = store(3, 5);

  @Override
  protected TaskStore store() {
    return store;
  }

  @Test
  void theEnvelopeGoesAfterItsRetentionAndTheOwnershipStays() {
    get(store.bind(task("a", "1", "s")));
    get(store.end(new TaskKey("a", "1"), SUCCESS, word("end")));

    time.advance(Duration.ofHours(24).minusSeconds(1));
    store.sweep();
    assertThat(get(store.find("1")).orElseThrow()).isInstanceOf(TaskRecord.class);
    time.advance(Duration.ofSeconds(2));
    store.sweep();
    assertThat(get(store.find("1")).orElseThrow())
        .isEqualTo(new Owned(new TaskKey("a", "1"), "1", "red", "flux2", Optional.empty()));
    time.advance(Duration.ofDays(15));
    store.sweep();
    assertThat(get(store.find("1"))).isEmpty();
  }

  @Test
  void beyondTheBoundTheOldestEnvelopesGoFirstAndOpenTasksNever() {
    get(store.bind(task("a", "open", "s")));
    for (int i = 0; i < 8; i++) {
      get(store.bind(task("a", "t" + i, "s" + i)));
      get(store.end(new TaskKey("a", "t" + i), SUCCESS, word("end")));
    }

    assertThat(get(store.find("t4")).orElseThrow()).isInstanceOf(Owned.class);
    assertThat(get(store.find("t5")).orElseThrow()).isInstanceOf(TaskRecord.class);
    assertThat(record("open").ended()).isFalse();
  }

  @Test
  void ownershipIsBoundedToo() {
    for (int i = 0; i < 100; i++) {
      get(store.bind(task("a", "t" + i, "s" + i)));
      get(store.end(new TaskKey("a", "t" + i), SUCCESS, word("end")));
    }

    assertThat(store.size()).isEqualTo(3 + 5);
    assertThat(get(store.find("t99"))).isPresent();
    assertThat(get(store.find("t0"))).isEmpty();
  }

  @Test
  void envelopesAreBoundedBySizeToo() {
    MemoryTaskStore small = store(10, 100);
    for (int i = 0; i < 5; i++) {
      get(small.bind(task("a", "t" + i, "s" + i)));
      get(small.end(new TaskKey("a", "t" + i), SUCCESS, word("x".repeat(8000))));
    }

    assertThat(get(small.find("t2")).orElseThrow()).isInstanceOf(Owned.class);
    assertThat(get(small.find("t3")).orElseThrow()).isInstanceOf(TaskRecord.class);
  }

  private MemoryTaskStore store(int mostRecords, int mostOwned) {
    TaskRules usual = TaskRules.defaults();
    return new MemoryTaskStore(
        new TaskRules(
            usual.retention(),
            mostRecords,
            usual.maxAge(),
            Map.of(),
            usual.pace(),
            Optional.empty()),
        mostOwned,
        time);
  }
}
