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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Everything that can go wrong, mixed by chance, for a while: nothing is lost and nothing is sent
 * twice.
 */
class MixedFaultIT {

  private static final Logger LOG = Logger.getLogger(MixedFaultIT.class);

  private static final Duration LENGTH = Duration.ofSeconds(20);
  private static final Duration HOLD = Duration.ofSeconds(3);

  private final long seed = new Random().nextInt(1_000_000);
  private final AtomicInteger submits = new AtomicInteger();
  private final AtomicInteger departures = new AtomicInteger();
  private final Set<String> refusedBefore = ConcurrentHashMap.newKeySet();

  @Test
  void nothingIsLeftBehindNothingIsSentTwiceAndNoSuccessIsMadeUp() {
    LOG.infof("seed %d", seed);
    try (ScriptedUpstream vendor = ScriptedUpstream.playing(this::byChance);
        PackagedGateway gateway = PackagedGateway.start(yaml(vendor), Map.of())) {
      Scrape metrics = new Scrape(gateway);
      Crowd red = crowd(gateway, "red", 12);
      Crowd blue = crowd(gateway, "blue", 6);
      Crowd.pause(LENGTH.toMillis());
      List<Heard> heard = red.stop();
      heard.addAll(blue.stop());

      List<String> prompts = vendor.prompts();
      LOG.infof(
          "submits=%d departures=%d creates=%d started=%d statuses=%s",
          submits.get(), departures.get(), prompts.size(), vendor.started(), byStatus(heard));
      assertThat(prompts).as("creates").hasSizeBetween(200, submits.get() + refusedBefore.size());
      assertSentOnce(prompts);
      Set<String> told = new HashSet<>();
      for (Heard answer : heard) {
        if (answer.status() == 200 && !answer.taskId().isEmpty()) {
          assertThat(vendor.knows(answer.taskId())).as(answer.taskId()).isTrue();
          assertThat(told.add(answer.taskId())).as("told once: %s", answer.taskId()).isTrue();
        }
      }
      assertThat(told).hasSizeGreaterThan(50);
      assertThat(heard)
          .extracting(Heard::status)
          .isSubsetOf(200, 400, 404, 429, 500, 502, 503, 504);
      await().atMost(HOLD.plusSeconds(12)).until(() -> metrics.slots() == 0);
      assertThat(metrics.sum("sluice_waiting")).isZero();
      TeamClient client = new TeamClient(gateway, "red-key");
      told.stream()
          .limit(20)
          .forEach(id -> assertThat(endOf(id, client, gateway)).as(id).isEqualTo("success"));
      assertThat(Complaints.in(gateway.log())).as("seed %d", seed).isEmpty();
    }
  }

  private Crowd crowd(PackagedGateway gateway, String team, int clients) {
    TeamClient client = new TeamClient(gateway, team + "-key");
    return Crowd.of(
        clients,
        n -> {
          Random random = new Random(seed * 31 + n * 7L + team.hashCode());
          String prompt = team + "-" + n + "-" + random.nextInt(100);
          submits.incrementAndGet();
          Crowd.pause(random.nextInt(60));
          if (random.nextInt(6) == 0) {
            departures.incrementAndGet();
            leave(client.submitAndHold(prompt), random.nextInt(300));
            return client.status("none");
          }
          return client.submit(prompt, "Prefer", "wait=" + random.nextInt(3));
        });
  }

  private static void leave(Socket socket, int afterMillis) {
    Crowd.pause(afterMillis);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is done with a submit hangs on its prompt alone. */
  private void byChance(Arrival request, Scene scene) {
    Duration length = Duration.ofMillis(300 + Math.floorMod(request.prompt().hashCode(), 700));
    if (request.kind() != Kind.SUBMIT) {
      read(request, scene);
      return;
    }
    switch (Math.floorMod((request.prompt() + seed).hashCode(), 24)) {
      case 0 -> scene.reset();
      case 1 -> scene.cut();
      case 2 -> scene.half();
      case 3 -> scene.startInSilence(length);
      case 4 -> scene.json(200, "{\"code\":200,\"message\":\"success\",\"data\":{}}");
      case 5 -> scene.error(500);
      case 6 -> scene.answer(502, "<html>Bad Gateway</html>");
      case 7, 8 -> scene.error(503);
      case 9, 10 -> scene.error(400);
      case 11 -> scene.json(200, "{\"code\":400,\"message\":\"poor\",\"data\":null}");
      case 12 -> {
        if (refusedBefore.add(request.prompt())) {
          scene.error(429, "Retry-After: 0");
        } else {
          scene.serve(length);
        }
      }
      case 13, 14 -> scene.serveLate(Duration.ofMillis(600), length);
      default -> scene.serve(length);
    }
  }

  private static void read(Arrival request, Scene scene) {
    switch (Math.floorMod(request.nanos() / 1000, 20)) {
      case 0 -> scene.reset();
      case 1 -> scene.error(404);
      case 2 -> scene.error(500);
      case 3 -> scene.answer(502, "<html>Bad Gateway</html>");
      case 4 -> scene.after(Duration.ofMillis(500), () -> scene.serve(Duration.ZERO));
      default -> scene.serve(Duration.ZERO);
    }
  }

  /** A refusal by the vendor is the one thing after which a create may be sent again. */
  private void assertSentOnce(List<String> prompts) {
    Set<String> once = new HashSet<>();
    for (String prompt : prompts) {
      assertThat(once.add(prompt) || refusedBefore.contains(prompt))
          .as("seed %d: sent twice: %s", seed, prompt)
          .isTrue();
    }
  }

  private static String endOf(String taskId, TeamClient red, PackagedGateway gateway) {
    Heard end = red.status(taskId, "Prefer", "wait=5");
    return end.status() == 200
        ? end.state()
        : new TeamClient(gateway, "blue-key").status(taskId, "Prefer", "wait=5").state();
  }

  private static Map<Integer, Long> byStatus(List<Heard> heard) {
    return heard.stream()
        .collect(
            java.util.stream.Collectors.groupingBy(
                Heard::status, java.util.TreeMap::new, java.util.stream.Collectors.counting()));
  }

  private static String yaml(ScriptedUpstream vendor) {
    return """
        sluice:
          budget: {cold-start: 0s}
          tasks: {unknown-hold: %ds, first-check: 150ms, min-spacing: 150ms}
          upstreams:
            vendor: {url: "%s", key: shared, timeout: 1s, concurrent-tasks: 400,
                     breaker: {failures: 100%%, calls: 1000}}
          teams:
            red: {keys: [red-key], concurrent-tasks: 300}
            blue: {keys: [blue-key], guaranteed-tasks: 50, requests-per-minute: 3000}
        """
        .formatted(HOLD.toSeconds(), vendor.url());
  }
}
