package dev.sluice.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Every metric that the gateway publishes. No label takes a value from a request unless
 * configuration bounds it.
 *
 * <p>Prometheus adds {@code _total} to counters and {@code _seconds} to timers.
 */
@Singleton
public final class Meters {

  /** Teams that counters tell apart; what comes after is {@code other}. */
  static final int MOST_TEAMS = 10_000;

  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
  private final List<LiveGauge> live = new CopyOnWriteArrayList<>();
  private final Set<String> teams = ConcurrentHashMap.newKeySet();
  private final Counter leasesExpired;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
    this.leasesExpired = registry.counter("sluice.leases.expired");
  }

  /** {@code sluice_requests_total}. */
  public void request(String team, String operation, String provider, String outcome) {
    counter(
            "sluice.requests",
            List.of(
                "team",
                bounded(team),
                "operation",
                operation,
                "provider",
                provider,
                "outcome",
                outcome))
        .increment();
  }

  /** {@code sluice_refusals_total}. */
  public void refusal(String team, String policy) {
    counter("sluice.refusals", List.of("team", bounded(team), "policy", policy)).increment();
  }

  /** {@code sluice_admission_wait_seconds}. */
  public void admissionWait(String team, Duration wait) {
    timer("sluice.admission.wait", List.of("team", bounded(team)), Bounds.WAITS).record(wait);
  }

  /** {@code sluice_upstream_seconds}. */
  public void upstream(String upstream, String operation, String status, Duration took) {
    timer(
            "sluice.upstream",
            List.of("upstream", upstream, "operation", operation, "status", status),
            Bounds.ANSWERS)
        .record(took);
  }

  /** {@code sluice_upstream_429_total}. */
  public void upstream429(String upstream) {
    upstream429s(upstream).increment();
  }

  /** {@code sluice_tasks_total}. */
  public void task(String team, String model, String state) {
    counter("sluice.tasks", List.of("team", bounded(team), "model", model, "state", state))
        .increment();
  }

  /** {@code sluice_task_seconds}. */
  public void taskDuration(String model, Duration took) {
    timer("sluice.task", List.of("model", model), Bounds.TASKS).record(took);
  }

  /** {@code sluice_task_end_lag_seconds}. */
  public void taskEndLag(String model, Duration lag) {
    timer("sluice.task.end.lag", List.of("model", model), Bounds.LAGS).record(lag);
  }

  /** {@code sluice_polls_total}; the source is {@code record} or {@code upstream}. */
  public void poll(String source) {
    counter("sluice.polls", List.of("source", source)).increment();
  }

  /**
   * {@code sluice_configuration_changes_total}: what became of changed files, {@code applied} or
   * {@code refused}.
   */
  public void configuration(String outcome) {
    counter("sluice.configuration.changes", List.of("outcome", outcome)).increment();
  }

  /** {@code sluice_callbacks_total}: what became of the upstream's callbacks. */
  public void callback(String upstream, String outcome) {
    counter("sluice.callbacks", List.of("upstream", upstream, "outcome", outcome)).increment();
  }

  /**
   * {@code sluice_webhook_deliveries_total}; the outcome is {@code delivered}, {@code failed} (and
   * tried again), {@code dead}, {@code gone} or {@code dropped}.
   */
  public void delivery(String team, String outcome) {
    counter("sluice.webhook.deliveries", List.of("team", bounded(team), "outcome", outcome))
        .increment();
  }

  /**
   * {@code sluice_deferrals_total}: what became of deferred submits. The outcome is {@code kept},
   * {@code full} (and refused), {@code sent}, {@code failed}, {@code expired}, {@code cancelled} or
   * {@code unknown}.
   */
  public void deferral(String team, String outcome) {
    counter("sluice.deferrals", List.of("team", bounded(team), "outcome", outcome)).increment();
  }

  /**
   * {@code sluice_admin_attempts_total}: what became of those who asked to administer. The outcome
   * is {@code granted}, {@code none} (no key was shown), {@code wrong}, {@code forbidden} (a token
   * without the role) or {@code throttled} (after too many wrong ones).
   */
  public void adminAttempt(String outcome) {
    counter("sluice.admin.attempts", List.of("outcome", outcome)).increment();
  }

  /**
   * {@code sluice_leases_expired_total}: slots that ended by age and not by a known end. Each is a
   * leak, or an alert.
   */
  public void leasesExpired(int slots) {
    leasesExpired.increment(slots);
  }

  /** Shows what an alert watches from the start, so that its first rise is seen. */
  public void expect(String upstream) {
    upstream429s(upstream);
  }

  /** A gauge that is read when somebody looks. */
  public void gauge(String name, Supplier<Number> value, String... tags) {
    Gauge.builder(name, value).tags(tags).strongReference(true).register(registry);
  }

  /**
   * A gauge with a series for each of those that are there, and none for those that are gone.
   *
   * @param labels the names of the labels
   * @param present the labels' values, one list for each series; asked at once, and by {@link
   *     #refresh}
   * @param value of a series; asked when somebody looks
   */
  public void gauge(
      String name,
      List<String> labels,
      Supplier<? extends Collection<List<String>>> present,
      ToDoubleFunction<List<String>> value) {
    LiveGauge gauge = new LiveGauge(registry, name, labels, present, value);
    gauge.refresh();
    live.add(gauge);
  }

  /** Looks whose gauges are to be shown. */
  void refresh() {
    live.forEach(LiveGauge::refresh);
  }

  /** A count that is kept elsewhere, by an object that lives as long, and read when asked for. */
  public <T> void counter(String name, T counting, ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, counting, count).register(registry);
  }

  private Counter upstream429s(String upstream) {
    return counter("sluice.upstream.429", List.of("upstream", upstream));
  }

  /** Registering looks names up each time and is slow: what is known is kept. */
  private Counter counter(String name, List<String> tags) {
    return counters.computeIfAbsent(
        new Key(name, tags),
        key -> Counter.builder(name).tags(tags.toArray(String[]::new)).register(registry));
  }

  private Timer timer(String name, List<String> tags, Duration[] bounds) {
    return timers.computeIfAbsent(
        new Key(name, tags),
        key ->
            Timer.builder(name)
                .tags(tags.toArray(String[]::new))
                .serviceLevelObjectives(bounds)
                .register(registry));
  }

  /** Teams may come and go for as long as the process lives; what they leave here is bounded. */
  private String bounded(String team) {
    if (teams.contains(team)) {
      return team;
    }
    return teams.size() < MOST_TEAMS && teams.add(team) ? team : OTHER;
  }

  private record Key(String name, List<String> tags) {}
}
