package dev.sluice.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetersTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);

  @Test
  void aTeamThatAppearsIsShownAndOneThatIsGoneIsNot() {
    Map<String, Integer> waiting = new ConcurrentHashMap<>(Map.of("red", 1));
    meters.gauge(
        "sluice.waiting",
        List.of("team"),
        () -> waiting.keySet().stream().map(List::of).toList(),
        labels -> waiting.getOrDefault(labels.get(0), 0));
    assertThat(series("sluice_waiting")).containsExactly("sluice_waiting{team=\"red\"} 1.0");

    waiting.put("blue", 2);
    waiting.remove("red");
    meters.refresh();

    assertThat(series("sluice_waiting")).containsExactly("sluice_waiting{team=\"blue\"} 2.0");
  }

  @Test
  void aTeamThatComesBackIsShownAgain() {
    Map<String, Integer> waiting = new ConcurrentHashMap<>();
    meters.gauge(
        "sluice.waiting",
        List.of("team"),
        () -> waiting.keySet().stream().map(List::of).toList(),
        labels -> waiting.getOrDefault(labels.get(0), 0));
    for (int round = 1; round <= 3; round++) {
      waiting.put("red", round);
      meters.refresh();
      assertThat(series("sluice_waiting"))
          .containsExactly("sluice_waiting{team=\"red\"} %d.0".formatted(round));
      waiting.clear();
      meters.refresh();
      assertThat(series("sluice_waiting")).isEmpty();
    }
  }

  @Test
  void aGaugeIsReadWhenItIsLookedAt() {
    Map<String, Integer> waiting = new ConcurrentHashMap<>(Map.of("red", 1));
    meters.gauge(
        "sluice.waiting",
        List.of("team"),
        () -> List.of(List.of("red")),
        labels -> waiting.get(labels.get(0)));

    waiting.put("red", 7);

    assertThat(series("sluice_waiting")).containsExactly("sluice_waiting{team=\"red\"} 7.0");
  }

  @Test
  void noGaugeHasMoreSeriesThanItsBound() {
    meters.gauge(
        "sluice.waiting",
        List.of("team"),
        () -> IntStream.range(0, LiveGauge.MOST + 5).mapToObj(i -> List.of("t" + i)).toList(),
        labels -> 1);

    assertThat(series("sluice_waiting")).hasSize(LiveGauge.MOST);
  }

  @Test
  void whatTeamsLeaveInCountersIsBounded() {
    for (int i = 0; i < Meters.MOST_TEAMS + 5; i++) {
      meters.refusal("t" + i, "team-tasks");
    }

    assertThat(series("sluice_refusals_total"))
        .hasSize(Meters.MOST_TEAMS + 1)
        .contains("sluice_refusals_total{policy=\"team-tasks\",team=\"other\"} 5.0");
  }

  @Test
  void everyTimerIsAHistogramWithFewBuckets() {
    meters.admissionWait("red", Duration.ofMillis(3));
    meters.upstream("a", "submit", "200", Duration.ofMillis(30));
    meters.taskDuration("flux", Duration.ofSeconds(3));
    meters.taskEndLag("flux", Duration.ofMillis(300));

    for (String name :
        List.of(
            "sluice_admission_wait_seconds",
            "sluice_upstream_seconds",
            "sluice_task_seconds",
            "sluice_task_end_lag_seconds")) {
      assertThat(registry.scrape()).contains("# TYPE " + name + " histogram");
      assertThat(series(name + "_bucket")).as(name).hasSizeBetween(11, 14);
    }
  }

  private List<String> series(String name) {
    return registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .map(line -> line.replace(",}", "}"))
        .toList();
  }
}
