package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dialect.ApixoDialect;
import dev.sluice.relay.DeliveryQueue.Redelivery;
import dev.sluice.relay.MemoryDeliveryQueue.Bounds;
import dev.sluice.routing.Provider;
import dev.sluice.task.LastWords;
import dev.sluice.task.MemoryTaskStore;
import dev.sluice.task.Origin;
import dev.sluice.task.Spoken;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskKey;
import dev.sluice.task.TaskRecord;
import dev.sluice.task.TaskRules;
import dev.sluice.task.TaskStore;
import dev.sluice.testing.Soon;
import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RedeliveriesTest {

  private static final String URL = "https://red.example.com/hook";
  private static final TaskKey KEY = new TaskKey("up", "T");
  private static final String SAID =
      "{\"code\":200,\"data\":{\"taskId\":\"T\",\"u\":\"https://sluice.example/callbacks/tok\"}}";

  private final TestTime time = new TestTime();
  private final AtomicInteger nudges = new AtomicInteger();
  private final MemoryDeliveryQueue queue =
      new MemoryDeliveryQueue(new Bounds(9, 9, 10_000), Duration.ofSeconds(20), time.clock());
  private final TaskStore tasks = new MemoryTaskStore(TaskRules.defaults(), 9, time);
  private final Redeliveries redeliveries =
      new Redeliveries(
          queue,
          tasks,
          new LastWords(name -> Optional.of(new ApixoDialect())),
          new OwnUrl("https://sluice.example/callbacks/"),
          nudges::incrementAndGet);

  @Test
  void whatWasGivenUpIsDueAgainWithItsOwnBody() {
    keep("s-1", "red");
    settle(new Settlement.Dead(false, "503"));

    assertThat(get(redeliveries.again("msg_s1"))).isEqualTo(Redelivery.DUE);

    assertThat(nudges).hasValue(1);
    assertThat(claimed()).isEqualTo("first");
  }

  @Test
  void theBodyOfWhatWasDeliveredIsMadeAgainOfTheRecord() {
    end("s-1", "red");
    keep("s-1", "red");
    settle(new Settlement.Delivered("200"));

    assertThat(get(redeliveries.again("msg_s1"))).isEqualTo(Redelivery.DUE);

    assertThat(claimed()).contains("\"taskId\":\"T\"").contains(URL).doesNotContain("callbacks");
  }

  @Test
  void aRecordOfAnotherSlotOrTeamIsNotToldInItsPlace() {
    end("s-2", "red");
    keep("s-1", "red");
    settle(new Settlement.Delivered("200"));
    assertThat(get(redeliveries.again("msg_s1"))).isEqualTo(Redelivery.NO_BODY);

    keep("s-2", "blue");
    settle(new Settlement.Delivered("200"));
    assertThat(get(redeliveries.again("msg_s2"))).isEqualTo(Redelivery.NO_BODY);
    assertThat(nudges).hasValue(0);
  }

  @Test
  void withoutARecordOrADeliveryNothingIsSent() {
    keep("s-1", "red");
    assertThat(get(redeliveries.again("msg_s1"))).isEqualTo(Redelivery.PENDING);
    settle(new Settlement.Delivered("200"));

    assertThat(get(redeliveries.again("msg_s1"))).isEqualTo(Redelivery.NO_BODY);
    assertThat(get(redeliveries.again("msg_s9"))).isEqualTo(Redelivery.UNKNOWN);
    assertThat(nudges).hasValue(0);
  }

  private void end(String slot, String team) {
    Origin origin =
        new Origin(team, "flux2", Provider.AUTO, slot, Optional.of(URL), Optional.empty());
    get(tasks.bind(TaskRecord.open(KEY, origin, 5, new Spoken(200, "{}".getBytes(UTF_8)))));
    get(
        tasks.end(
            KEY,
            new TaskEnd(TaskEnd.Cause.SUCCESS, 9),
            Optional.of(new Spoken(200, SAID.getBytes(UTF_8)))));
  }

  private void keep(String slot, String team) {
    get(
        queue.keep(
            Delivery.fresh(slot, new Receiver(team, URL), "up", "T", 9, "first".getBytes(UTF_8))));
  }

  private void settle(Settlement settlement) {
    get(queue.settle(get(queue.claim(1, 1, Set.of())).get(0), settlement));
  }

  private String claimed() {
    return new String(get(queue.claim(1, 1, Set.of())).get(0).delivery().body(), UTF_8);
  }

  private static <T> T get(Uni<T> step) {
    return Soon.of(step);
  }
}
