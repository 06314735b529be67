package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Complaints;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A vendor's incident: everything fails for a while, and nothing is lost by it. */
class IncidentFaultIT {

  private static final int OPEN = 20;
  private static final int CLIENTS = 6;
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final String REFUSED = "{\"code\":503,\"message\":\"as told\",\"data\":null}";

  private final AtomicInteger answers = new AtomicInteger();

  private ScriptedUpstream vendor;
  private PackagedGateway gateway;
  private Scrape metrics;
  private TeamClient red;

  @BeforeEach
  void start() {
    vendor = ScriptedUpstream.playing((request, scene) -> scene.serve(LONG));
    String yaml =
        """
        sluice:
          budget: {cold-start: 0s}
          tasks: {first-check: 300ms, min-spacing: 300ms}
          upstreams:
            vendor: {url: "%s", key: shared, timeout: 1s}
          teams:
            red: {keys: [red-key], requests-per-day: 100000}
        """
            .formatted(vendor.url());
    gateway = PackagedGateway.start(yaml, Map.of());
    metrics = new Scrape(gateway);
    red = new TeamClient(gateway, "red-key");
  }

  @AfterEach
  void stop() {
    gateway.close();
    vendor.close();
  }

  private void fail(Arrival request, Scene scene) {
    if (request.kind() == Kind.SUBMIT) {
      scene.error(503);
      return;
    }
    switch (answers.getAndIncrement() % 8) {
      case 0, 1, 2 -> scene.error(404);
      case 3 -> scene.error(500);
      case 4 -> scene.answer(502, "<html>Bad Gateway</html>");
      case 5 -> scene.reset();
      case 6 -> scene.json(200, "{\"code\":503,\"message\":\"as told\",\"data\":null}");
      default -> scene.error(503);
    }
  }

  @Test
  void aShortIncidentLeavesNothingBehind() {
    live(Duration.ofSeconds(5));
  }

  @Test
  @Tag("long")
  void anIncidentThatOutlastsEveryPatienceLeavesNothingBehind() {
    live(Duration.ofSeconds(90));
  }

  private void live(Duration incident) {
    List<String> open = new ArrayList<>();
    for (int i = 0; i < OPEN; i++) {
      open.add(red.submit("open " + i).taskId());
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> open.stream().allMatch(id -> red.status(id).state().equals("processing")));
    long left = red.status(open.get(0)).left("team-requests-day");
    int checksBefore = vendor.arrivals(Kind.STATUS).size();
    vendor.play(this::fail);

    Crowd submits =
        Crowd.of(
            CLIENTS,
            n -> {
              Crowd.pause(100);
              return red.submit("during " + n);
            });
    Crowd polls =
        Crowd.of(
            CLIENTS,
            n -> {
              Crowd.pause(30);
              return red.status(open.get(n % OPEN));
            });
    Crowd.pause(incident.toMillis());
    List<Heard> submitted = submits.stop();
    List<Heard> polled = polls.stop();

    assertThat(submitted)
        .hasSizeGreaterThan(CLIENTS * 5)
        .allMatch(heard -> heard.status() == 503)
        .allMatch(heard -> heard.body().equals(REFUSED) || heard.body().contains("[\"circuit\"]"))
        .anyMatch(heard -> heard.body().equals(REFUSED))
        .allMatch(heard -> heard.header("Sluice-Outcome").isEmpty());
    assertThat(polled)
        .hasSizeGreaterThan(CLIENTS * 20)
        .allMatch(heard -> heard.status() == 200)
        .allMatch(heard -> heard.state().equals("processing"))
        .allMatch(heard -> heard.header("Cache-Status").equals("sluice; hit"));
    assertThat(vendor.arrivals(Kind.STATUS).size() - checksBefore)
        .as("the incident was met by checks")
        .isGreaterThan(OPEN);
    assertThat(metrics.slots()).as("slots of open tasks only").isEqualTo(OPEN);
    assertThat(red.status(open.get(0)).left("team-requests-day")).isEqualTo(left);
    assertThat(metrics.sum("sluice_leases_expired_total")).isZero();

    vendor.play((request, scene) -> scene.serve(LONG));
    vendor.endAllTasks();
    for (String taskId : open) {
      assertThat(red.status(taskId, "Prefer", "wait=60").state()).isEqualTo("success");
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> metrics.slots() == 0);
    assertThat(metrics.sum("sluice_tasks_total", "state", "lost")).isZero();
    assertThat(Complaints.in(gateway.log())).isEmpty();
  }
}
