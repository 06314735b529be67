package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Answer;
import dev.sluice.routing.Provider;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What every store that replicas share does: an end is told to all of them. */
public abstract class ToldAcrossContract {

  /** The store as a replica of its own has it. */
  protected abstract TaskStore store();

  /** Tells this replica of ends from now on. */
  protected abstract void hear(ToldEnds told);

  @Test
  void whoeverWaitsAtAnotherReplicaIsAnsweredWithin200Milliseconds() {
    TaskBench one = replica();
    TaskBench other = replica();
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TaskRecord task = bound(one);
      UniAssertSubscriber<Answer> client =
          other.waiting("red", task.visibleId(), Duration.ofSeconds(60));
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> other.waiters.waiting() == 1);
      // Read before, so that nobody asks again unless told.
      other.polling("red", task.visibleId()).awaitItem();

      long before = System.nanoTime();
      get(one.store.end(task.key(), success(FoundBy.CALLBACK), word("over " + i)));
      client.awaitItem(Duration.ofSeconds(5));
      took.add((System.nanoTime() - before) / 1_000_000);

      assertThat(TaskBench.body(client.getItem())).isEqualTo("over " + i);
    }
    Collections.sort(took);
    System.out.printf("held polls answered after: median %d ms, %s%n", took.get(10), took);
    assertThat(took.get(10)).isLessThan(200);
    assertThat(took.get(19)).isLessThan(3000);
  }

  @Test
  void whoeverWatchesATaskLetsItGoWhenAnotherIsToldOfItsEnd() {
    TaskBench watching = replica();
    TaskBench told = replica();
    TaskRecord task = bound(watching);
    watching.open.add(
        new OpenTask(
            task,
            watching.seat,
            new ModelPace("flux2", Duration.ofSeconds(9)),
            Duration.ofMinutes(1),
            watching.time.nanos()));
    assertThat(watching.pollBody("red", task.visibleId())).isEqualTo("waiting");

    get(told.store.end(task.key(), success(FoundBy.CALLBACK), word("over")));

    Awaitility.await().until(() -> watching.open.size() == 0);
    UniAssertSubscriber<Answer> client = watching.polling("red", task.visibleId());
    assertThat(TaskBench.body(client.awaitItem().getItem())).isEqualTo("over");
  }

  @Test
  void everyReplicaLearnsOnceHowEachEndWasFoundOut() {
    TaskBench one = replica();
    TaskBench other = replica();
    for (int i = 0; i < 9; i++) {
      get(one.store.end(bound(one).key(), success(FoundBy.CALLBACK), word("over")));
    }
    TaskRecord last = bound(one);
    get(one.store.end(last.key(), success(FoundBy.POLL), word("over")));
    Awaitility.await().until(() -> other.trust.in("apixo"));
    TaskRecord quick = bound(one);
    get(one.store.end(quick.key(), success(FoundBy.POLL), word("over")));
    Awaitility.await().until(() -> !other.trust.in("apixo"));
    assertThat(get(other.store.end(quick.key(), success(FoundBy.POLL), word("over"))))
        .isEqualTo(TaskStore.Effect.ENDED_BEFORE);

    assertThat(get(one.store.end(quick.key(), success(FoundBy.CALLBACK), word("over"))))
        .isEqualTo(TaskStore.Effect.ENDED_BEFORE);

    Awaitility.await().until(() -> other.trust.in("apixo"));
  }

  @Test
  void anEndThatIsNotKeptIsNotTold() {
    TaskBench one = replica();
    TaskRecord ended = bound(one);
    get(one.store.end(ended.key(), success(FoundBy.POLL), word("over")));
    List<ToldEnd> heard = Collections.synchronizedList(new ArrayList<>());
    TaskRecord marker = bound(one);

    get(one.store.end(ended.key(), success(FoundBy.POLL), word("again")));
    get(one.store.end(new TaskKey("apixo", "none"), success(FoundBy.CALLBACK), word("none")));
    listen(heard);
    get(one.store.end(ended.key(), success(FoundBy.POLL), word("again")));
    get(one.store.end(new TaskKey("apixo", "none"), success(FoundBy.CALLBACK), word("none")));
    get(one.store.end(marker.key(), success(FoundBy.CALLBACK), word("over")));

    Awaitility.await().until(() -> !heard.isEmpty());
    assertThat(heard)
        .containsExactly(
            new ToldEnd(
                marker.key(),
                marker.visibleId(),
                marker.origin().slot(),
                TaskEnd.Cause.SUCCESS,
                FoundBy.CALLBACK,
                false));
  }

  /** Collects what is told from now on. */
  protected abstract void listen(List<ToldEnd> heard);

  private TaskBench replica() {
    TaskBench.Common common = new TaskBench.Common(store(), new MemoryUsageBook(new TestTime()));
    common.callbacks = true;
    TaskBench bench = new TaskBench(common);
    common.far.news = end -> {};
    hear(bench.told);
    return bench;
  }

  /** An open task with an id of many characters. */
  private static TaskRecord bound(TaskBench at) {
    String id = "7:ü{}\r\n:" + UUID.randomUUID();
    TaskRecord task =
        TaskRecord.open(
            new TaskKey("apixo", id),
            new Origin("red", "flux2", Provider.AUTO, "slot-" + id),
            at.time.clock().millis(),
            word("waiting").orElseThrow());
    get(at.store.bind(task));
    return task;
  }

  private static TaskEnd success(FoundBy by) {
    return new TaskEnd(TaskEnd.Cause.SUCCESS, 1767225600000L, by);
  }

  private static Optional<Spoken> word(String body) {
    return Optional.of(new Spoken(200, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }
}
