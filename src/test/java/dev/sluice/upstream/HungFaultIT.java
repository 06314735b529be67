package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Scene;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.ScriptedUpstream;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An upstream that never ends its answer: the team hears of it in time, the slot ends by its hold
 * (laws S6 and S7), and the create is never sent again.
 */
class HungFaultIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration HOLD = Duration.ofSeconds(2);

  private static ScriptedUpstream vendor;
  private static PackagedGateway gateway;
  private static Scrape metrics;

  /** Where the answer stops. */
  enum Stall {
    BEFORE_THE_HEAD(scene -> {}),
    BEFORE_THE_HEAD_WITH_THE_TASK_STARTED(scene -> scene.startInSilence(Duration.ofSeconds(30))),
    WITHIN_THE_BODY(Scene::half);

    private final Consumer<Scene> deed;

    Stall(Consumer<Scene> deed) {
      this.deed = deed;
    }
  }

  @BeforeAll
  static void start() {
    vendor = ScriptedUpstream.playing((request, scene) -> {});
    String yaml =
        """
        sluice:
          budget: {cold-start: 0s}
          tasks: {unknown-hold: %ds}
          upstreams:
            vendor: {url: "%s", key: shared, timeout: %ds}
          teams:
            red: {keys: [red-key], requests-per-day: 1000}
        """
            .formatted(HOLD.toSeconds(), vendor.url(), TIMEOUT.toSeconds());
    gateway = PackagedGateway.start(yaml, Map.of());
    metrics = new Scrape(gateway);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    vendor.close();
  }

  @ParameterizedTest
  @EnumSource(Stall.class)
  void itIsAnswered504InTimeAndItsSlotStaysInUseUntilItsHoldIsOver(Stall stall) {
    vendor.play((request, scene) -> stall.deed.accept(scene));
    TeamClient red = new TeamClient(gateway, "red-key");
    double expiredBefore = metrics.sum("sluice_leases_expired_total");

    Heard answer = red.submit(stall.name());
    long answered = System.nanoTime();

    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.took()).isBetween(TIMEOUT, TIMEOUT.plusSeconds(2));
    assertThat(answer.body()).contains("\"code\":504", "the task may exist", "Do not resubmit");
    assertThat(answer.header("Sluice-Outcome")).isEqualTo("unknown");
    assertThat(answer.header("Sluice-Upstream")).isEqualTo("vendor");
    assertThat(metrics.slots("red")).isEqualTo(1);
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(HOLD.plusSeconds(3))
        .until(() -> metrics.slots("red") == 0);
    assertThat(Duration.ofNanos(System.nanoTime() - answered))
        .as("from the answer to the end of the slot")
        .isBetween(HOLD.minusMillis(200), HOLD.plusSeconds(2));
    assertThat(metrics.sum("sluice_leases_expired_total") - expiredBefore).isEqualTo(1);
    assertThat(vendor.prompts().stream().filter(stall.name()::equals)).hasSize(1);
    assertThat(red.status("no-such-task").left("team-requests-day"))
        .as("what was sent counts")
        .isEqualTo(1000 - vendor.prompts().size());
  }
}
