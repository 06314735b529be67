package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Crowd;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Scene;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.ScriptedUpstream;
import dev.sluice.testing.ScriptedUpstream.Arrival;
import dev.sluice.testing.ScriptedUpstream.Kind;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A team that provokes timeouts is stopped at a tenth of its slots while others go on (law S7). The
 * bound is not sharp: what is under way when the tenth is reached may still end unknown.
 */
class UnknownFaultIT {

  private static final Logger LOG = Logger.getLogger(UnknownFaultIT.class);

  private static final Duration HOLD = Duration.ofSeconds(7);
  private static final Duration QUICK = Duration.ofMillis(100);
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final String[] AT_ONCE = {"Prefer", "wait=0"};

  private ScriptedUpstream vendor;
  private PackagedGateway gateway;
  private Scrape metrics;
  private TeamClient bad;
  private TeamClient good;

  private void start(String timeout, int tasks) {
    vendor = ScriptedUpstream.playing(UnknownFaultIT::hangWhereTold);
    String yaml =
        """
        sluice:
          budget: {cold-start: 0s, margin-slots: 0%%}
          tasks: {unknown-hold: %ds, first-check: 100ms, min-spacing: 100ms}
          upstreams:
            vendor: {url: "%s", key: shared, timeout: %s, concurrent-tasks: %d, breaker: {slow: %3$s}}
          teams:
            bad: {keys: [bad-key]}
            good: {keys: [good-key]}
        """
            .formatted(HOLD.toSeconds(), vendor.url(), timeout, tasks);
    gateway = PackagedGateway.start(yaml, Map.of());
    metrics = new Scrape(gateway);
    bad = new TeamClient(gateway, "bad-key");
    good = new TeamClient(gateway, "good-key");
    await().atMost(Duration.ofSeconds(20)).until(() -> good.submit("warm").status() == 200);
  }

  @AfterEach
  void stop() {
    gateway.process().destroyForcibly(); // what hangs would be waited for
    gateway.close();
    vendor.close();
  }

  private static void hangWhereTold(Arrival request, Scene scene) {
    if (!request.prompt().startsWith("hang")) {
      scene.serve(QUICK);
    }
  }

  private Crowd goodTeam() {
    return Crowd.of(
        1,
        n -> {
          Crowd.pause(20);
          return good.submit("fine " + n, AT_ONCE);
        });
  }

  /** One after the other without a gap: whoever is served soon each time is served throughout. */
  private static void assertServedThroughout(Crowd goodTeam) {
    assertThat(goodTeam.stop())
        .hasSizeGreaterThan(10)
        .allMatch(heard -> heard.status() == 200)
        .allMatch(heard -> heard.took().compareTo(SOON) < 0);
  }

  @Test
  void oneAfterTheOtherItIsStoppedAtATenthExactlyAndItsRetryAfterIsTrue() {
    int tenth = 5;
    start("1s", 10 * tenth);
    Crowd others = goodTeam();

    for (int i = 0; i < tenth; i++) {
      assertThat(bad.submit("hang " + i, AT_ONCE).status()).isEqualTo(504);
    }
    Heard stopped = bad.submit("hang once more", AT_ONCE);

    assertThat(stopped.status()).isEqualTo(429);
    assertThat(stopped.body()).contains("\"violated-policies\":[\"team-unknown\"]");
    assertThat(stopped.retryAfter()).isBetween(Duration.ofSeconds(1), HOLD);
    assertThat(metrics.slots("bad")).isEqualTo(tenth);
    Crowd.pause(stopped.retryAfter().toMillis());
    assertThat(bad.submit("well again", AT_ONCE).status()).isEqualTo(200);
    assertServedThroughout(others);
    assertThat(vendor.prompts()).doesNotContain("hang once more");
    await().atMost(HOLD.plusSeconds(5)).until(() -> metrics.slots() == 0);
    assertThat(metrics.sum("sluice_leases_expired_total")).isEqualTo(tenth);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 50})
  void withSeveralAtOnceItIsStoppedAtATenthAndThoseUnderWay(int concurrency) {
    int tenth = 10;
    start("1s", 10 * tenth);
    Crowd others = goodTeam();

    Crowd bads =
        Crowd.of(
            concurrency,
            n -> {
              Heard heard = bad.submit("hang " + n, AT_ONCE);
              Crowd.pause(heard.status() == 429 ? 100 : 0);
              return heard;
            });
    Crowd.pause(3500);
    List<Heard> heard = bads.stop();

    int most = tenth - 1 + concurrency;
    assertThat(heard)
        .extracting(Heard::status)
        .as("502 where this machine made no connection in time, and nothing was sent")
        .contains(504, 429)
        .isSubsetOf(504, 429, 502);
    assertThat(heard.stream().filter(h -> h.status() == 504).count())
        .isBetween((long) tenth, (long) most);
    assertThat(metrics.slots("bad")).isBetween(tenth, most);
    assertThat(metrics.sum("sluice_refusals_total", "team", "bad", "policy", "team-unknown"))
        .isPositive();
    assertServedThroughout(others);
  }

  @Test
  void aFloodThatHangsForLongTakesFarFromAllSlotsAndOthersGoOn() {
    start("30s", 1000);
    Crowd others = goodTeam();
    await().atMost(Duration.ofSeconds(20)).until(() -> vendor.started() > 50);

    Crowd flood =
        Crowd.of(
            4,
            n -> {
              bad.submitCarelessly("hang " + n, AT_ONCE);
              Crowd.pause(15);
              return bad.status("none");
            });
    Crowd.pause(5000);

    int hanging = metrics.slots("bad");
    LOG.infof("a flood of hanging submits holds %d of 1000 slots", hanging);
    assertThat(hanging).isBetween(100, 400);
    int before = vendor.started();
    Crowd.pause(1000);
    assertThat(vendor.started()).as("others go on").isGreaterThan(before + 5);
    assertServedThroughout(others);
    assertThat(vendor.arrivals(Kind.STATUS)).as("checks go on").isNotEmpty();
    flood.stop();
  }
}
