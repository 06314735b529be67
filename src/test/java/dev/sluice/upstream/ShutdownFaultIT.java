package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Complaints;
import dev.sluice.testing.Crowd;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.ScriptedUpstream;
import dev.sluice.testing.ScriptedUpstream.Kind;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** SIGTERM: nobody is cut off, nothing new is begun, and it is over in time. */
class ShutdownFaultIT {

  private static final Duration LONG = Duration.ofMinutes(5);

  /** What Kubernetes and its like leave at the least, with the delay and the timeout together. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Test
  void whoWaitsIsSentAwayAtOnceWhatIsUnderWayIsAnsweredAndPollsGoOn() throws Exception {
    try (ScriptedUpstream vendor =
            ScriptedUpstream.playing(
                (request, scene) -> {
                  if (request.kind() == Kind.SUBMIT && request.prompt().startsWith("slow")) {
                    scene.serveLate(Duration.ofSeconds(3), LONG);
                  } else {
                    scene.serve(LONG);
                  }
                });
        PackagedGateway gateway = PackagedGateway.start(yaml(vendor), Map.of())) {
      Scrape metrics = new Scrape(gateway);
      TeamClient red = new TeamClient(gateway, "red-key");
      TeamClient blue = new TeamClient(gateway, "blue-key");
      String open = red.submit("open").taskId();
      CompletableFuture<Heard> waitsForASlot = red.submitting("waits", "Prefer", "wait=30");
      await().atMost(Duration.ofSeconds(5)).until(() -> metrics.sum("sluice_waiting") == 1);
      assertThat(blue.submit("blue first").status()).isEqualTo(200);
      CompletableFuture<Heard> waitsForQuota = blue.submitting("waits, too", "Prefer", "wait=30");
      CompletableFuture<Heard> underWay = new TeamClient(gateway, "green-key").submitting("slow");
      await().atMost(Duration.ofSeconds(5)).until(() -> vendor.prompts().contains("slow"));
      CompletableFuture<Heard> held = red.polling(open, "Prefer", "wait=60");
      Crowd.pause(300);

      long told = System.nanoTime();
      gateway.process().toHandle().destroy(); // SIGTERM, and its log can be read on

      for (CompletableFuture<Heard> waiter : List.of(waitsForASlot, waitsForQuota)) {
        Heard sentAway = waiter.get(10, TimeUnit.SECONDS);
        assertThat(sentAway.status()).as(sentAway.body()).isEqualTo(503);
        assertThat(sentAway.retryAfter()).isPositive();
      }
      Heard letGo = held.get(10, TimeUnit.SECONDS);
      assertThat(letGo.status()).as("a poll is answered as it stands").isEqualTo(200);
      assertThat(since(told)).as("at once").isLessThan(Duration.ofMillis(1500));
      Heard refused = red.submit("new");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.retryAfter()).isPositive();
      List<Heard> polls = pollUntilClosed(red, open);
      Heard answered = underWay.get(10, TimeUnit.SECONDS);

      assertThat(answered.status()).as("under way: %s", answered.body()).isEqualTo(200);
      assertThat(vendor.knows(answered.taskId())).isTrue();
      assertThat(polls).hasSizeGreaterThan(5).allMatch(heard -> heard.status() == 200);
      assertThat(gateway.process().waitFor(15, TimeUnit.SECONDS)).isTrue();
      assertThat(since(told)).isLessThan(GRACE);
      assertThat(gateway.process().exitValue()).as("by the signal").isEqualTo(128 + 15);
      assertThat(vendor.prompts()).containsExactlyInAnyOrder("open", "blue first", "slow");
      assertThat(Complaints.in(gateway.log())).isEmpty();
    }
  }

  private static List<Heard> pollUntilClosed(TeamClient client, String taskId) {
    List<Heard> polls = new ArrayList<>();
    while (true) {
      try {
        polls.add(client.polling(taskId).get(10, TimeUnit.SECONDS));
        Crowd.pause(50);
      } catch (Exception closed) {
        assertThat(closed).hasRootCauseInstanceOf(IOException.class);
        return polls;
      }
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static String yaml(ScriptedUpstream vendor) {
    return """
        sluice:
          budget: {cold-start: 0s, margin-slots: 0%%}
          upstreams:
            one: {url: "%s", key: shared, concurrent-tasks: 1}
            many: {url: "%s", key: another}
          teams:
            red: {keys: [red-key], max-wait: 30s, routes: {auto: [one]}}
            blue: {keys: [blue-key], max-wait: 30s, request-windows: ["1/20s"], routes: {auto: [many]}}
            green: {keys: [green-key], routes: {auto: [many]}}
        """
        .formatted(vendor.url(), vendor.url());
  }
}
