package dev.sluice.task.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.Links;
import dev.sluice.routing.Provider;
import dev.sluice.task.Origin;
import dev.sluice.task.Owned;
import dev.sluice.task.Spoken;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskKey;
import dev.sluice.task.TaskRecord;
import dev.sluice.task.TaskRules;
import dev.sluice.task.TaskStore;
import dev.sluice.task.TaskStore.Effect;
import dev.sluice.testing.RedisServer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Law G6 on a server with 20 MB, filled with records of ended tasks. */
@Tag("untimed")
class ClearanceIT {

  private static final Logger LOG = Logger.getLogger(ClearanceIT.class);
  private static final TaskEnd SUCCESS = new TaskEnd(TaskEnd.Cause.SUCCESS, 1);
  private static final double PRESSED = 0.75;

  @Test
  void endedEnvelopesGoAndOpenTasksGoOn() {
    try (RedisServer server = RedisServer.setup().maxMemory("20mb").start();
        Links links = Links.patient(server.hosts()).awaited()) {
      boolean[] pressed = {false};
      RedisTaskStore store =
          new RedisTaskStore(links.link(), TaskRules.defaults(), () -> pressed[0]);
      for (int i = 0; i < 100; i++) {
        get(store.bind(open("open-" + i)));
      }
      int ended = fill(server, store);
      LOG.infof("filled with %d ended records: %.0f %% of memory", ended, 100 * used(server));
      assertThat(used(server)).isGreaterThan(PRESSED);

      pressed[0] = true;
      AtomicInteger rounds = new AtomicInteger();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                int round = rounds.getAndIncrement();
                store.sweep();
                get(store.bind(open("new-" + round)));
                TaskKey key = new TaskKey("a", "open-" + round % 90);
                assertThat(get(store.end(key, SUCCESS, Optional.of(envelope()))))
                    .isEqualTo(round < 90 ? Effect.DONE : Effect.ENDED_BEFORE);
                return used(server) <= PRESSED;
              });

      LOG.infof("after %d rounds: %.0f %% of memory", rounds.get(), 100 * used(server));
      assertThat(get(store.find("open-99")).orElseThrow()).isInstanceOf(TaskRecord.class);
      assertThat(get(store.find("new-0")).orElseThrow()).isInstanceOf(TaskRecord.class);
      assertThat(get(store.find("open-0")).orElseThrow()).isInstanceOf(Owned.class);
      int kept = count(store, ended, trace -> true);
      assertThat(kept).isPositive().isLessThan(ended);
      assertThat(count(store, ended, i -> i >= ended / 2))
          .as("of the younger half more is left than of the older")
          .isGreaterThan(count(store, ended, i -> i < ended / 2));
    }
  }

  /** Fills it to nine tenths; envelopes of the first have the less time left the older they are. */
  private static int fill(RedisServer server, TaskStore store) {
    int ended = 0;
    while (used(server) < 0.9) {
      int from = ended;
      ended += 500;
      Multi.createFrom()
          .items(IntStream.range(from, ended).boxed())
          .onItem()
          .transformToUni(
              i ->
                  store
                      .bind(open("ended-" + i))
                      .chain(
                          () ->
                              store.end(
                                  new TaskKey("a", "ended-" + i),
                                  SUCCESS,
                                  Optional.of(envelope()))))
          .merge(32)
          .collect()
          .last()
          .await()
          .atMost(Duration.ofSeconds(20));
    }
    return ended;
  }

  private static int count(TaskStore store, int ended, IntPredicate which) {
    List<Boolean> kept =
        Multi.createFrom()
            .items(IntStream.range(0, ended).filter(which).boxed())
            .onItem()
            .transformToUni(i -> store.find("ended-" + i).map(t -> t.get() instanceof TaskRecord))
            .merge(32)
            .filter(each -> each)
            .collect()
            .asList()
            .await()
            .atMost(Duration.ofSeconds(20));
    return kept.size();
  }

  private static double used(RedisServer server) {
    return Double.parseDouble(server.info("memory", "used_memory")) / (20 << 20);
  }

  private static TaskRecord open(String id) {
    return TaskRecord.open(
        new TaskKey("a", id), new Origin("red", "flux2", Provider.AUTO, "s-" + id), 1, envelope());
  }

  private static Spoken envelope() {
    return new Spoken(200, "x".repeat(700).getBytes());
  }

  private static <T> T get(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(5));
  }
}
