package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.SandboxKey;
import dev.sluice.testing.Configured;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CircuitSettingsTest {

  @Test
  void everyUpstreamHasOneTheSandboxToo() {
    CircuitSettings settings = settings(Map.of());

    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.all())
        .containsEntry(
            "sandbox", new CircuitSetting(0.5, Duration.ofSeconds(20), 20, Duration.ofSeconds(10)));
  }

  @Test
  void everyMemberIsReadAndSlowIsTwoThirdsOfTheTimeoutByDefault() {
    CircuitSettings settings =
        settings(
            Map.of(
                "sluice.upstreams.one.timeout", "3s",
                "sluice.upstreams.two.breaker.failures", "75%",
                "sluice.upstreams.two.breaker.slow", "5s",
                "sluice.upstreams.two.breaker.calls", "8",
                "sluice.upstreams.two.breaker.open", "500ms"));

    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.all().get("one").slow()).isEqualTo(Duration.ofSeconds(2));
    CircuitSetting two = settings.all().get("two");
    assertThat(two)
        .isEqualTo(new CircuitSetting(0.75, Duration.ofSeconds(5), 8, Duration.ofMillis(500)));
    assertThat(two.least()).isEqualTo(4);
  }

  @Test
  void everyCulpritIsNamed() {
    CircuitSettings settings =
        settings(
            Map.of(
                "sluice.upstreams.one.timeout", "2s",
                "sluice.upstreams.one.breaker.failures", "0%",
                "sluice.upstreams.one.breaker.slow", "3s",
                "sluice.upstreams.one.breaker.calls", "3",
                "sluice.upstreams.one.breaker.open", "1h",
                "sluice.upstreams.two.breaker.failures", "most"));

    assertThat(settings.problems().lines())
        .hasSize(5)
        .anySatisfy(line -> assertThat(line).contains("one.breaker.failures", "0%", "1% to 100%"))
        .anySatisfy(line -> assertThat(line).contains("one.breaker.slow", "3s", "to 2s"))
        .anySatisfy(line -> assertThat(line).contains("one.breaker.calls", "3", "from 4"))
        .anySatisfy(line -> assertThat(line).contains("one.breaker.open", "1h", "to 10m"))
        .anySatisfy(line -> assertThat(line).contains("two.breaker.failures", "most"));
  }

  static CircuitSettings settings(Configured configured) {
    return new CircuitSettings(
        configured.mapped(UpstreamConfig.class), UpstreamSettingsTest.settings(configured));
  }

  private static CircuitSettings settings(Map<String, String> written) {
    Map<String, String> properties = new HashMap<>(written);
    for (String name : new String[] {"one", "two"}) {
      if (written.keySet().stream().anyMatch(key -> key.startsWith("sluice.upstreams." + name))) {
        properties.put("sluice.upstreams." + name + ".url", "http://localhost");
        properties.put("sluice.upstreams." + name + ".key", name);
      }
    }
    return settings(Configured.by(properties, UpstreamConfig.class, SandboxKey.Written.class));
  }
}
