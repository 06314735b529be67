package dev.sluice.relay;

import dev.sluice.meters.Meters;
import java.util.List;
import java.util.Map;

/**
 * Shows how many deliveries of each team are pending, as the queue was last asked. While it cannot
 * be asked, what it said last stands. A team without any is not shown, or not any more.
 */
final class PendingGauges {

  private final DeliveryQueue queue;
  private volatile Map<String, Long> told = Map.of();

  PendingGauges(DeliveryQueue queue, Meters meters) {
    this.queue = queue;
    meters.gauge(
        "sluice.webhook.pending",
        List.of("team"),
        () -> told.keySet().stream().map(List::of).toList(),
        labels -> told.getOrDefault(labels.get(0), 0L));
  }

  /** Asks the queue. */
  void count() {
    queue
        .count(Delivery.State.PENDING)
        .subscribe()
        .with(counts -> told = Map.copyOf(counts), failure -> {});
  }
}
