package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Provider;
import dev.sluice.task.TaskStore.Binding;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryTaskStoreTest {

  private static final TaskEnd SUCCESS = new TaskEnd(TaskEnd.Cause.SUCCESS, 7);

  private final TestTime time = new TestTime();
  private final MemoryTaskStore store = store(3, 5);

  @Test
  void aTaskIsBoundOnceAndASecondBindChangesNothing() {
    assertThat(get(store.bind(task("a", "1", "slot-1")))).isInstanceOf(Binding.Bound.class);

    assertThat(get(store.bind(task("a", "1", "slot-2")))).isInstanceOf(Binding.Taken.class);

    assertThat(record("1").origin().slot()).isEqualTo("slot-1");
  }

  @Test
  void anEndedRecordNeverChanges() {
    get(store.bind(task("a", "1", "s")));
    assertThat(get(store.end(new TaskKey("a", "1"), SUCCESS, word("end")))).isTrue();

    assertThat(get(store.end(new TaskKey("a", "1"), lost(), word("lost")))).isFalse();
    get(store.seen(new TaskKey("a", "1"), word("late").orElseThrow()));

    assertThat(new String(record("1").last().body())).isEqualTo("end");
    assertThat(record("1").end()).contains(SUCCESS);
  }

  @Test
  void aTaskIdThatIsInUseForAnotherUpstreamBecomesAnAlias() {
    get(store.bind(task("a", "1", "s1")));
    TaskRecord second = ((Binding.Bound) get(store.bind(task("b", "1", "s2")))).record();

    assertThat(second.visibleId()).startsWith("sl_");
    assertThat(get(store.find("1")).orElseThrow().key().upstream()).isEqualTo("a");
    assertThat(get(store.find(second.visibleId())).orElseThrow().key().upstream()).isEqualTo("b");
    assertThat(get(store.bind(task("b", "1", "s3")))).isInstanceOf(Binding.Taken.class);
    get(store.end(new TaskKey("b", "1"), SUCCESS, word("end")));
    assertThat(record("1").ended()).isFalse();
    assertThat(record(second.visibleId()).ended()).isTrue();
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
        .isEqualTo(new Owned(new TaskKey("a", "1"), "1", "red", "flux2"));
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

  @Test
  void anEndWithoutAWordLeavesTheOwnershipOnly() {
    get(store.bind(task("a", "1", "s")));
    TaskEnd expired = new TaskEnd(TaskEnd.Cause.EXPIRED, 7);

    assertThat(get(store.end(new TaskKey("a", "1"), expired, Optional.empty()))).isTrue();

    assertThat(get(store.find("1")).orElseThrow()).isInstanceOf(Owned.class);
    assertThat(get(store.end(new TaskKey("a", "1"), SUCCESS, word("late")))).isFalse();
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

  private TaskRecord record(String visibleId) {
    return (TaskRecord) get(store.find(visibleId)).orElseThrow();
  }

  private static TaskEnd lost() {
    return new TaskEnd(TaskEnd.Cause.LOST, 8);
  }

  private static Optional<Spoken> word(String body) {
    return Optional.of(new Spoken(200, body.getBytes()));
  }

  private static TaskRecord task(String upstream, String id, String slot) {
    return TaskRecord.open(
        new TaskKey(upstream, id),
        new Origin("red", "flux2", Provider.AUTO, slot),
        1,
        new Spoken(200, "waiting".getBytes()));
  }

  private static <T> T get(Uni<T> uni) {
    return uni.subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted().getItem();
  }
}
