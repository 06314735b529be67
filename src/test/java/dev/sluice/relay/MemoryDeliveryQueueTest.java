package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.relay.Delivery.State;
import dev.sluice.relay.DeliveryQueue.Kept;
import dev.sluice.relay.MemoryDeliveryQueue.Bounds;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryDeliveryQueueTest extends DeliveryQueueContract {

  private static final int ENTRIES = 1500;

  private TestTime time;
  private MemoryDeliveryQueue queue;

  @Override
  protected DeliveryQueue queue() {
    time = new TestTime();
    queue = new MemoryDeliveryQueue(new Bounds(ENTRIES, 3, 100_000), LEASE, time.clock());
    return queue;
  }

  @Override
  protected void advance(Duration by) {
    time.advance(by);
  }

  @Override
  protected int entries() {
    return ENTRIES;
  }

  @Test
  void bodiesOfAllTeamsTogetherAreBoundedAndAnybodysDeadMakeRoom() {
    var small = new MemoryDeliveryQueue(new Bounds(100, 3, 25), LEASE, time.clock());
    assertThat(get(small.keep(delivery("a", "red", "https://a.example/")))).isEqualTo(Kept.NEW);
    assertThat(get(small.keep(delivery("b", "red", "https://a.example/")))).isEqualTo(Kept.NEW);
    assertThat(get(small.keep(delivery("c", "blue", "https://a.example/")))).isEqualTo(Kept.FULL);
    get(small.settle(get(small.claim(1, 20, Set.of())).get(0), new Settlement.Dead(false, "x")));

    assertThat(get(small.keep(delivery("c", "blue", "https://a.example/")))).isEqualTo(Kept.NEW);
    assertThat(get(small.find("msg_a"))).isEmpty();
  }

  @Test
  void whatWasDeliveredTakesNoRoomForBodiesAndTheLastFewAreKnown() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(keep("s" + i, "red", "https://a.example/")).isEqualTo(Kept.NEW);
      settle(claim(1).get(0), new Settlement.Delivered("200"));
    }
    assertThat(get(queue.list(State.DELIVERED, Optional.empty(), Optional.empty())).deliveries())
        .extracting(Delivery::id)
        .containsExactly("msg_s9997", "msg_s9998", "msg_s9999");
  }

  @Test
  void whatWasGivenUpGoesAfterFifteenDays() {
    keep("s", "red", "https://a.example/");
    settle(claim(1).get(0), new Settlement.Dead(true, "410"));
    advance(DeliveryQueue.DEAD_KEPT.plusMillis(1));

    assertThat(get(queue.list(State.DEAD, Optional.empty(), Optional.empty())).deliveries())
        .isEmpty();
    assertThat(get(queue.find("msg_s"))).isEmpty();
  }
}
