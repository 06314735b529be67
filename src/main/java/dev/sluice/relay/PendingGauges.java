package dev.sluice.relay;

import dev.sluice.meters.Meters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows how many deliveries of each team are pending, as the queue was last asked. While it cannot
 * be asked, what it said last stands.
 */
final class PendingGauges {

  private final DeliveryQueue queue;
  private final Meters meters;
  private final Map<String, AtomicLong> shown = new ConcurrentHashMap<>();

  PendingGauges(DeliveryQueue queue, Meters meters) {
    this.queue = queue;
    this.meters = meters;
  }

  /** Asks the queue. */
  void count() {
    queue.pending().subscribe().with(this::show, failure -> {});
  }

  private void show(Map<String, Long> counts) {
    shown.forEach((team, gauge) -> gauge.set(counts.getOrDefault(team, 0L)));
    counts.forEach((team, count) -> shown.computeIfAbsent(team, this::gauge).set(count));
  }

  private AtomicLong gauge(String team) {
    AtomicLong value = new AtomicLong();
    meters.gauge("sluice.webhook.pending", value::get, "team", team);
    return value;
  }
}
