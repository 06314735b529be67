package dev.sluice.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Every metric that the gateway publishes. No label takes a value from a request unless
 * configuration bounds it; so the counters kept here by their labels are bounded, too.
 *
 * <p>Prometheus adds {@code _total} to counters and {@code _seconds} to timers.
 */
@Singleton
public final class Meters {

  private final MeterRegistry registry;
  private final Map<List<String>, Counter> requests = new ConcurrentHashMap<>();
  private final Map<List<String>, Counter> refusals = new ConcurrentHashMap<>();
  private final Map<String, Counter> polls = new ConcurrentHashMap<>();

  public Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** {@code sluice_requests_total}. */
  public void request(String team, String operation, String provider, String outcome) {
    requests
        .computeIfAbsent(
            List.of(team, operation, provider, outcome),
            key ->
                Counter.builder("sluice.requests")
                    .tag("team", team)
                    .tag("operation", operation)
                    .tag("provider", provider)
                    .tag("outcome", outcome)
                    .register(registry))
        .increment();
  }

  /** {@code sluice_refusals_total}. */
  public void refusal(String team, String policy) {
    refusals
        .computeIfAbsent(
            List.of(team, policy),
            key ->
                Counter.builder("sluice.refusals")
                    .tags("team", team, "policy", policy)
                    .register(registry))
        .increment();
  }

  /** {@code sluice_admission_wait_seconds}. */
  public void admissionWait(String team, Duration wait) {
    Timer.builder("sluice.admission.wait")
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(60))
        .tags("team", team)
        .register(registry)
        .record(wait);
  }

  /** {@code sluice_upstream_seconds}. */
  public void upstream(String upstream, String operation, String status, Duration took) {
    Timer.builder("sluice.upstream")
        .tags("upstream", upstream, "operation", operation, "status", status)
        .register(registry)
        .record(took);
  }

  /** {@code sluice_upstream_429_total}. */
  public void upstream429(String upstream) {
    Counter.builder("sluice.upstream.429")
        .tags("upstream", upstream)
        .register(registry)
        .increment();
  }

  /** {@code sluice_tasks_total}. */
  public void task(String team, String model, String state) {
    Counter.builder("sluice.tasks")
        .tags("team", team, "model", model, "state", state)
        .register(registry)
        .increment();
  }

  /** {@code sluice_task_seconds}. */
  public void taskDuration(String model, Duration took) {
    Timer.builder("sluice.task").tags("model", model).register(registry).record(took);
  }

  /** {@code sluice_task_end_lag_seconds}. */
  public void taskEndLag(String model, Duration lag) {
    Timer.builder("sluice.task.end.lag").tags("model", model).register(registry).record(lag);
  }

  /** {@code sluice_polls_total}; the source is {@code record} or {@code upstream}. */
  public void poll(String source) {
    polls.computeIfAbsent(source, this::pollCounter).increment();
  }

  private Counter pollCounter(String source) {
    return Counter.builder("sluice.polls").tags("source", source).register(registry);
  }

  /**
   * {@code sluice_leases_expired_total}: slots that ended by age and not by a known end. Each is a
   * leak, or an alert.
   */
  public void leaseExpired(String upstream) {
    Counter.builder("sluice.leases.expired")
        .tags("upstream", upstream)
        .register(registry)
        .increment();
  }

  /** A gauge that is read when somebody looks. */
  public void gauge(String name, Supplier<Number> value, String... tags) {
    Gauge.builder(name, value).tags(tags).strongReference(true).register(registry);
  }
}
