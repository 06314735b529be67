package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Crowd;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.ScriptedUpstream;
import dev.sluice.testing.ScriptedUpstream.Arrival;
import dev.sluice.testing.ScriptedUpstream.Kind;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The upstream's own 429 (law L8). Each test has an upstream and a team of its own. */
class UpstreamRefusalFaultIT {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final List<String> NAMES = List.of("patient", "hurried", "zero", "checked");

  private static ScriptedUpstream patient;
  private static ScriptedUpstream hurried;
  private static ScriptedUpstream zero;
  private static ScriptedUpstream checked;
  private static PackagedGateway gateway;
  private static Scrape metrics;

  @BeforeAll
  static void start() {
    patient = ScriptedUpstream.playing((request, scene) -> scene.serve(LONG));
    hurried = ScriptedUpstream.playing((request, scene) -> scene.serve(LONG));
    zero = ScriptedUpstream.playing((request, scene) -> scene.serve(LONG));
    checked = ScriptedUpstream.playing((request, scene) -> scene.serve(LONG));
    StringBuilder yaml =
        new StringBuilder(
            """
            sluice:
              budget: {cold-start: 0s}
              tasks: {first-check: 200ms, min-spacing: 200ms}
              upstreams:
            """);
    List<ScriptedUpstream> upstreams = List.of(patient, hurried, zero, checked);
    for (int i = 0; i < NAMES.size(); i++) {
      yaml.append(
          "    %s: {url: \"%s\", key: s, breaker: {calls: 1000}}\n"
              .formatted(NAMES.get(i), upstreams.get(i).url()));
    }
    yaml.append("  teams:\n");
    for (String name : NAMES) {
      yaml.append(
          "    %s: {keys: [%s-key], requests-per-day: 1000, routes: {auto: [%s]}}\n"
              .formatted(name, name, name));
    }
    gateway = PackagedGateway.start(yaml.toString(), Map.of());
    metrics = new Scrape(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    List.of(patient, hurried, zero, checked).forEach(ScriptedUpstream::close);
  }

  private static ScriptedUpstream.Script refusing(int times, String... headers) {
    AtomicInteger left = new AtomicInteger(times);
    return (request, scene) -> {
      if (request.kind() == Kind.SUBMIT && left.getAndDecrement() > 0) {
        scene.error(429, headers);
      } else {
        scene.serve(LONG);
      }
    };
  }

  @Test
  void aSubmitWaitsWithinItsPatienceAndSucceedsWhenTheUpstreamRecovers() {
    patient.play(refusing(2, "Retry-After: 1"));

    Heard answer = new TeamClient(gateway, "patient-key").submit("patient", "Prefer", "wait=10");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<Arrival> sent = patient.arrivals(Kind.SUBMIT);
    assertThat(sent).hasSize(3);
    for (int i = 1; i < sent.size(); i++) {
      assertThat(Duration.ofNanos(sent.get(i).nanos() - sent.get(i - 1).nanos()))
          .isBetween(Duration.ofMillis(950), Duration.ofSeconds(3));
    }
    assertThat(patient.started()).isEqualTo(1);
    assertThat(answer.left("team-requests-day")).as("of three, one was served").isEqualTo(999);
    assertThat(metrics.slots("patient")).isEqualTo(1);
    assertThat(metrics.sum("sluice_upstream_429_total", "upstream", "patient")).isEqualTo(2);
  }

  @Test
  void beyondItsPatienceItIsOurOwn429WithATruthfulRetryAfter() {
    hurried.play(refusing(1, "Retry-After: 3"));
    TeamClient client = new TeamClient(gateway, "hurried-key");

    Heard answer = client.submit("hurried", "Prefer", "wait=1");

    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.body()).contains("\"violated-policies\":[\"upstream\"]");
    assertThat(answer.retryAfter()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    assertThat(answer.left("team-requests-day")).isEqualTo(1000);
    assertThat(metrics.slots("hurried")).isZero();
    Crowd.pause(answer.retryAfter().toMillis());
    assertThat(client.submit("obeyed", "Prefer", "wait=0").status()).isEqualTo(200);
    assertThat(hurried.prompts()).containsExactly("hurried", "obeyed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Retry-After: 0", "X-No: retry", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT"})
  void anUpstreamThatNamesNoTimeIsNotHammered(String header) {
    zero.play(refusing(Integer.MAX_VALUE, header));
    TeamClient client = new TeamClient(gateway, "zero-key");
    int before = zero.prompts().size();

    Heard unwilling = client.submit("now", "Prefer", "wait=0");
    assertThat(unwilling.status()).isEqualTo(429);
    assertThat(unwilling.body()).contains("\"violated-policies\":[\"upstream\"]");
    assertThat(unwilling.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(zero.prompts()).hasSize(before + 1);

    Heard patiently = client.submit("for a while", "Prefer", "wait=2");
    assertThat(patiently.status()).isEqualTo(429);
    assertThat(zero.prompts().size()).isBetween(before + 2, before + 4);
    Crowd.pause(patiently.retryAfter().toMillis());
  }

  @Test
  void onChecksThePauseHoldsAndOnlyAProbeEndsIt() {
    TeamClient client = new TeamClient(gateway, "checked-key");
    for (int i = 0; i < 10; i++) {
      assertThat(client.submit("open " + i).status()).isEqualTo(200);
    }
    Duration pause = Duration.ofSeconds(2);
    Duration lag = Duration.ofMillis(600);
    AtomicInteger checks = new AtomicInteger();
    checked.play(
        (request, scene) -> {
          if (request.kind() == Kind.STATUS && checks.getAndIncrement() == 0) {
            scene.error(429, "Retry-After: 2");
          } else {
            scene.after(lag, () -> scene.serve(LONG));
          }
        });
    await().atMost(Duration.ofSeconds(10)).until(() -> checks.get() > 0);
    await()
        .atMost(Duration.ofSeconds(2))
        .until(() -> client.submit("in the pause", "Prefer", "wait=0").status() == 429);
    int seen = checked.arrivals().size();
    long refused = System.nanoTime();

    await().atMost(Duration.ofSeconds(10)).until(() -> checked.arrivals().size() > seen + 5);

    List<Arrival> after = checked.arrivals().subList(seen, checked.arrivals().size());
    assertThat(Duration.ofNanos(after.get(0).nanos() - refused))
        .as("the pause")
        .isGreaterThan(pause.minusMillis(700));
    assertThat(Duration.ofNanos(after.get(1).nanos() - after.get(0).nanos()))
        .as("nothing but the probe before its answer")
        .isGreaterThan(lag.minusMillis(50));
    assertThat(client.status(checked.taskOf("open 3")).status()).isEqualTo(200);
  }
}
