package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Complaints;
import dev.sluice.testing.Crowd;
import dev.sluice.testing.FaultyRoad;
import dev.sluice.testing.FaultyRoad.Event;
import dev.sluice.testing.FaultyRoad.Fate;
import dev.sluice.testing.LoadClient;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxRecord;
import dev.sluice.testing.Scrape;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two sandboxes behind roads on which everything goes wrong by chance: no task is started twice for
 * one submit, none is lost, and what may have been started is tried nowhere else.
 */
class TwoSandboxesIT {

  private static final Logger LOG = Logger.getLogger(TwoSandboxesIT.class);

  private static final List<String> TEAMS = List.of("red", "blue", "green", "grey");
  private static final int CLIENTS = 32;

  /** Polls that are held at a time. */
  private static final int POLLS = 200;

  private static final Duration HOLD = Duration.ofSeconds(2);
  private static final SandboxProcess.Limits LIMITS =
      new SandboxProcess.Limits(20_000, Duration.ofSeconds(10), 1000, "500ms..1s");

  private final long seed = new Random().nextInt(1_000_000);
  private final Map<String, Heard> answers = new ConcurrentHashMap<>();
  private volatile boolean over;

  @Test
  void noTaskIsStartedTwiceAndNoneIsLost() {
    storm(1200);
  }

  @Test
  @Tag("long")
  void norInALongStorm() {
    storm(20_000);
  }

  private void storm(int submits) {
    LOG.infof("seed %d", seed);
    try (SandboxProcess one = SandboxProcess.start(LIMITS);
        SandboxProcess two = SandboxProcess.start(LIMITS);
        FaultyRoad a = FaultyRoad.to(one.port(), (prompt, n) -> fate("a", prompt, n));
        FaultyRoad b = FaultyRoad.to(two.port(), (prompt, n) -> fate("b", prompt, n));
        PackagedGateway gateway = PackagedGateway.start(yaml(a, b), Map.of());
        LoadClient pages = new LoadClient(gateway.port())) {
      long from = System.nanoTime();
      send(gateway, submits, a, b);
      double seconds = (System.nanoTime() - from) / 1e9;

      Map<String, List<Visit>> visits = visits(a, b);
      tell(gateway, submits, seconds, visits);
      assertThat(answers).hasSize(submits);
      answers.forEach((prompt, answer) -> assertThatItFits(prompt, answer, visits, a, b));
      assertThat(visits.keySet()).as("nothing else was sent").isSubsetOf(answers.keySet());
      assertThat(answers.values().stream().filter(TwoSandboxesIT::accepted).count())
          .as("the storm is no outage")
          .isGreaterThan(submits / 3);
      assertThatEachAcceptedTaskEnds(gateway);
      await().atMost(HOLD.plusSeconds(15)).until(() -> new Scrape(gateway).slots() == 0);
      for (SandboxProcess sandbox : List.of(one, two)) {
        SandboxRecord record = SandboxRecord.read(pages, sandbox.port());
        assertThat(record.count("refused")).as("%s", record).isZero();
        assertThat(record.count("submits"))
            .as("each was counted on its road: %s", record)
            .isEqualTo(sandbox == one ? a.started() : b.started());
      }
      assertThat(new Scrape(gateway).sum("sluice_waiting")).isZero();
      assertThat(Complaints.in(gateway.log())).as("seed %d", seed).isEmpty();
    }
  }

  /** A submit at one of the roads. */
  private record Visit(String road, Event event) {}

  private static Map<String, List<Visit>> visits(FaultyRoad a, FaultyRoad b) {
    return Stream.concat(
            a.events().stream().map(event -> new Visit("a", event)),
            b.events().stream().map(event -> new Visit("b", event)))
        .sorted(Comparator.comparingLong(visit -> visit.event().nanos()))
        .collect(Collectors.groupingBy(visit -> visit.event().prompt()));
  }

  private void assertThatItFits(
      String prompt, Heard answer, Map<String, List<Visit>> visits, FaultyRoad a, FaultyRoad b) {
    List<Visit> all = visits.getOrDefault(prompt, List.of());
    String as =
        "seed %d: %s heard %d %s and met %s"
            .formatted(seed, prompt, answer.status(), answer.body(), all);
    int started = a.started(prompt) + b.started(prompt);
    assertThat(started).as("started twice: %s", as).isLessThanOrEqualTo(1);
    assertThat(all.stream().limit(Math.max(0, all.size() - 1)))
        .as("sent again although it may have started: %s", as)
        .allMatch(visit -> visit.event().fate().certainlyNothing());
    Fate last = all.isEmpty() ? Fate.ANSWER_503 : all.get(all.size() - 1).event().fate();
    if (accepted(answer)) {
      String road = answer.header("Sluice-Upstream");
      assertThat(last.served()).as(as).isTrue();
      assertThat(all.get(all.size() - 1).road()).as(as).isEqualTo(road);
      assertThat((road.equals("a") ? a : b).started(prompt)).as(as).isEqualTo(1);
    } else if (answer.header("Sluice-Outcome").equals("unknown")) {
      assertThat(answer.status()).as(as).isIn(200, 500, 502, 504);
      boolean cutOff = answer.status() == 504;
      assertThat(last.certainlyNothing() && !cutOff).as("a no is called unknown: %s", as).isFalse();
    } else {
      assertThat(answer.status()).as(as).isIn(429, 502, 503, 200);
      assertThat(answer.taskId()).as(as).isEmpty();
      assertThat(last.certainlyNothing()).as("told that nothing was: %s", as).isTrue();
      assertThat(started).as(as).isZero();
    }
  }

  private static boolean accepted(Heard answer) {
    return answer.status() == 200 && !answer.taskId().isEmpty();
  }

  private void assertThatEachAcceptedTaskEnds(PackagedGateway gateway) {
    List<String> accepted =
        answers.keySet().stream().filter(prompt -> accepted(answers.get(prompt))).sorted().toList();
    for (int from = 0; from < accepted.size(); from += POLLS) {
      List<CompletableFuture<Heard>> ends =
          accepted.subList(from, Math.min(from + POLLS, accepted.size())).stream()
              .map(prompt -> end(gateway, prompt))
              .toList();
      assertThat(ends.stream().map(end -> end.join().state()))
          .as("seed %d", seed)
          .containsOnly("success");
    }
  }

  private CompletableFuture<Heard> end(PackagedGateway gateway, String prompt) {
    return client(gateway, prompt).polling(answers.get(prompt).taskId(), "Prefer", "wait=30");
  }

  private void send(PackagedGateway gateway, int submits, FaultyRoad a, FaultyRoad b) {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
    AtomicInteger next = new AtomicInteger();
    Future<?> doors = threads.submit(() -> slamDoors(a, b));
    List<Future<?>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          threads.submit(
              () -> {
                for (int n = next.getAndIncrement(); n < submits; n = next.getAndIncrement()) {
                  String prompt = TEAMS.get(n % TEAMS.size()) + "-" + n;
                  String wait = "wait=" + n % 3;
                  answers.put(prompt, client(gateway, prompt).submit(prompt, "Prefer", wait));
                }
              }));
    }
    try {
      for (Future<?> client : clients) {
        client.get(10, TimeUnit.MINUTES);
      }
      over = true;
      doors.get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("seed " + seed, e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Now one road refuses connections for a moment, now the other. */
  private void slamDoors(FaultyRoad a, FaultyRoad b) {
    Random random = new Random(seed);
    while (!over) {
      Crowd.pause(1000 + random.nextInt(1500));
      FaultyRoad road = random.nextBoolean() ? a : b;
      road.shut();
      Crowd.pause(50 + random.nextInt(150));
      road.open();
    }
  }

  /** By the seed, the road, the submit, and how often that has come to this road before. */
  private Fate fate(String road, String prompt, int before) {
    int luck = new Random((seed + road + prompt + before).hashCode()).nextInt(1000);
    int[] upTo = {3, 40, 70, 80, 95, 110, 140, 170, 200, 230, 380};
    Fate[] fates = {
      Fate.ANSWER_429,
      Fate.ANSWER_503,
      Fate.ANSWER_503_INSIDE_200,
      Fate.ANSWER_502,
      Fate.ANSWER_504_FORWARDED,
      Fate.ANSWER_504_INSIDE_200_FORWARDED,
      Fate.RESET_UNFORWARDED,
      Fate.RESET_FORWARDED,
      Fate.HANG_FORWARDED,
      Fate.ANSWER_500_FORWARDED,
      Fate.SERVE_LATE
    };
    for (int i = 0; i < upTo.length; i++) {
      if (luck < upTo[i]) {
        return fates[i];
      }
    }
    return Fate.SERVE;
  }

  private void tell(
      PackagedGateway gateway, int submits, double seconds, Map<String, List<Visit>> visits) {
    Map<String, Long> heard =
        answers.values().stream()
            .collect(
                Collectors.groupingBy(
                    answer ->
                        answer.status()
                            + (answer.header("Sluice-Outcome").isEmpty() ? "" : " unknown"),
                    TreeMap::new,
                    Collectors.counting()));
    Map<Fate, Long> met =
        visits.values().stream()
            .flatMap(List::stream)
            .collect(
                Collectors.groupingBy(
                    visit -> visit.event().fate(), TreeMap::new, Collectors.counting()));
    long moved =
        visits.values().stream()
            .filter(all -> all.stream().map(Visit::road).distinct().count() > 1)
            .count();
    long opened = gateway.log().stream().filter(line -> line.contains("circuit-open ")).count();
    LOG.infof(
        "seed=%d submits=%d seconds=%.1f answers=%s fates=%s moved=%d circuits-opened=%d",
        seed, submits, seconds, heard, met, moved, opened);
  }

  private static TeamClient client(PackagedGateway gateway, String prompt) {
    return new TeamClient(gateway, prompt.substring(0, prompt.indexOf('-')) + "-key");
  }

  private static String yaml(FaultyRoad a, FaultyRoad b) {
    String upstream =
        "{url: \"%s\", key: %s, timeout: 4s, windows: [\"%s\"], concurrent-tasks: %d, breaker: {failures: 70%%, slow: 4s, open: 300ms}}";
    return """
        sluice:
          budget: {cold-start: 0s}
          tasks: {unknown-hold: %ds, first-check: 500ms, min-spacing: 500ms}
          upstreams:
            a: %s
            b: %s
          routes: {auto: [a, b]}
          teams:
            red: {keys: [red-key], max-wait: 5s}
            blue: {keys: [blue-key], max-wait: 5s}
            green: {keys: [green-key], routes: {auto: [b, a]}}
            grey: {keys: [grey-key], routes: {auto: [b, a]}, guaranteed-tasks: 50}
        """
        .formatted(
            HOLD.toSeconds(),
            upstream.formatted(a.url(), SandboxProcess.KEY, LIMITS.windows(), LIMITS.slots()),
            upstream.formatted(b.url(), SandboxProcess.KEY, LIMITS.windows(), LIMITS.slots()));
  }
}
