package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.testing.Complaints;
import dev.sluice.testing.FaultyRoad;
import dev.sluice.testing.FaultyRoad.Event;
import dev.sluice.testing.FaultyRoad.Fate;
import dev.sluice.testing.Fleet;
import dev.sluice.testing.LoadClient;
import dev.sluice.testing.LoadClient.Reply;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.RedisSentinel;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A burst far beyond the slots, deferred by three replicas of which one is killed now and then,
 * while the master of their Redis is killed as well. Every submit is answered at once, every task
 * ends, none is sent twice, and the teams' shares are those of the law.
 *
 * <p>In the short form they are so roughly: with so few submits, those that a killed replica had
 * claimed are a large part of what a team has waiting.
 */
class DeferralStormIT {

  private static final Logger LOG = Logger.getLogger(DeferralStormIT.class);

  private static final List<String> TEAMS = List.of("one", "two", "three");
  private static final int REPLICAS = 3;
  private static final int PROBES = 4;

  /** The part of a team's submits that are certain to have waited while others' did. */
  private static final double CONTESTED = 0.85;

  private static final Duration HOLD = Duration.ofSeconds(12);

  /** What a replica may have had on the road when it was killed, for each of its slots' share. */
  private static final double MOST_UNKNOWN = 0.05;

  private final Map<String, String> taskIds = new ConcurrentHashMap<>();
  private final Map<String, String> ends = new ConcurrentHashMap<>();
  private final List<Reply> strange = new CopyOnWriteArrayList<>();
  private final List<Duration> probes = new CopyOnWriteArrayList<>();
  private volatile boolean calm = true;
  private volatile boolean over;
  private volatile long lastEnd;

  /**
   * The size of a storm.
   *
   * @param submits of all teams
   * @param every how long after each other replicas are killed
   * @param kills how many
   * @param nearly how far a share may be from what is due, as a part of that
   */
  private record Size(int submits, Limits limits, Duration every, int kills, double nearly) {}

  @Test
  void everySubmitOfABurstEndsOnceAlthoughReplicasAndTheMasterAreKilled() {
    storm(
        new Size(
            480,
            new Limits(2000, Duration.ofSeconds(10), 24, "1s..2s"),
            Duration.ofSeconds(8),
            2,
            0.35));
  }

  @Test
  @Tag("long")
  void everySubmitOfFiveThousandEndsOnceAlthoughReplicasAndTheMasterAreKilled() {
    storm(
        new Size(
            5000,
            new Limits(6000, Duration.ofSeconds(60), 100, "2s..4s"),
            Duration.ofSeconds(15),
            8,
            0.05));
  }

  private void storm(Size size) {
    Limits limits = size.limits();
    try (SandboxProcess sandbox = SandboxProcess.start(limits);
        FaultyRoad road = FaultyRoad.to(sandbox.port(), Fate.SERVE);
        RedisSentinel sentinel = RedisSentinel.start();
        Fleet fleet = fleet(sandbox, road).start(REPLICAS, sentinel.properties())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> fleet.read().sum("sluice_budget_standing") == 0);
      Duration burst = burst(fleet, size);
      LOG.infof("FIGURES burst of %d answered after %s", size.submits(), burst);
      assertThat(strange).as("not answered 200 with a task").isEmpty();
      taskIds.forEach((prompt, id) -> follow(fleet.client(), prompt, id));
      probe(fleet);

      for (int i = 0; i < size.kills(); i++) {
        fleet.pass(size.every());
        LOG.infof("kill %d", i);
        fleet.kill(0);
        fleet.start(1, sentinel.properties());
        if (i == size.kills() / 2) {
          calm = false;
          sentinel.killMaster();
          fleet.pass(Duration.ofSeconds(10));
          calm = true;
        }
      }
      Duration whole = Duration.ofSeconds(60).plus(size.every().multipliedBy(size.kills() * 4L));
      Awaitility.await()
          .pollInterval(Duration.ofMillis(500))
          .atMost(whole)
          .untilAsserted(() -> assertThat(ends).hasSize(size.submits()));

      over = true;
      judge(size, road);
      fleet.assertThatTheSandboxRefusedNothing();
      assertThat(fleet.sandbox().count("mostUnfinished")).isLessThanOrEqualTo(limits.slots());
      fleet.assertThatAllSlotsComeBack(HOLD.plusSeconds(10));
      for (PackagedGateway gateway : fleet.gateways()) {
        assertThat(Complaints.in(gateway.log())).as("errors in the log").isEmpty();
      }
    }
  }

  private static Fleet fleet(SandboxProcess sandbox, FaultyRoad road) {
    Limits limits = sandbox.limits();
    return Fleet.before(
        sandbox,
        List.of(
            "shared: {url: \"%s\", key: %s, windows: [\"%s\"], concurrent-tasks: %d}"
                .formatted(road.url(), SandboxProcess.KEY, limits.windows(), limits.slots())),
        List.of(
            "one: {keys: [key-one], weight: 1, overflow: defer, guaranteed-tasks: %d}"
                .formatted(limits.slots() / 3),
            "two: {keys: [key-two], weight: 2, overflow: defer}",
            "three: {keys: [key-three], weight: 3, overflow: defer}",
            "probe: {keys: [key-probe], guaranteed-tasks: %d, max-wait: 30s}".formatted(PROBES)),
        List.of(
            "tasks: {first-check: 300ms, min-spacing: 100ms, unknown-hold: %ds}"
                .formatted(HOLD.toSeconds()),
            "budget: {cold-start: 0s, margin-slots: 0%%, hold: %ds}".formatted(HOLD.toSeconds())));
  }

  /** All at once, in turns over the teams. */
  private Duration burst(Fleet fleet, Size size) {
    long from = System.nanoTime();
    for (int i = 0; i < size.submits(); i++) {
      String prompt = TEAMS.get(i % TEAMS.size()) + "-" + i;
      fleet
          .client()
          .submitPlainly(key(prompt), prompt)
          .onSuccess(
              reply -> {
                if (reply.status() != 200 || reply.taskId().isEmpty()) {
                  strange.add(reply);
                }
                taskIds.put(prompt, reply.taskId());
              });
    }
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> taskIds.size() == size.submits());
    return Duration.ofNanos(System.nanoTime() - from);
  }

  private static String key(String prompt) {
    return "key-" + prompt.substring(0, prompt.indexOf('-'));
  }

  /** Polls as a client does that obeys {@code Retry-After}, until the task has ended. */
  private void follow(LoadClient client, String prompt, String id) {
    client
        .status(key(prompt), id)
        .onSuccess(
            reply -> {
              if (reply.status() != LoadClient.GONE && reply.status() != 200) {
                strange.add(reply);
              }
              lastEnd = System.nanoTime();
              if (reply.state().equals("success")) {
                ends.put(prompt, "success");
              } else if (reply.state().equals("failed")) {
                ends.put(prompt, reply.body().replaceAll(".*\"failCode\":\"([^\"]*)\".*", "$1"));
              } else {
                client.after(
                    Duration.ofSeconds(Math.min(5, Math.max(2, reply.retryAfter()))),
                    () -> follow(client, prompt, id));
              }
            });
  }

  /** One submit after the other of a team that is within its guarantee. */
  private void probe(Fleet fleet) {
    LoadClient client = fleet.client();
    long from = System.nanoTime();
    boolean counts = calm;
    client
        .submit("key-probe", "probe", 20)
        .onSuccess(
            reply -> {
              if (counts && calm && reply.status() == 200) {
                probes.add(Duration.ofNanos(System.nanoTime() - from));
              }
              if (!over) {
                client.after(Duration.ofSeconds(1), () -> probe(fleet));
              }
            });
  }

  private void judge(Size size, FaultyRoad road) {
    Map<String, Long> causes =
        ends.values().stream().collect(Collectors.groupingBy(end -> end, Collectors.counting()));
    List<Event> events =
        road.events().stream().filter(event -> ends.containsKey(event.prompt())).toList();
    Map<String, Long> sent =
        events.stream().collect(Collectors.groupingBy(Event::prompt, Collectors.counting()));
    List<Duration> waits = probes.stream().sorted().toList();
    List<Double> shares = shares(size, events);
    LOG.infof(
        "FIGURES ends %s, sent %d, sent twice %d, shares %s, probes %d: p50 %d ms, most %d ms",
        causes,
        sent.size(),
        sent.values().stream().filter(times -> times > 1).count(),
        shares,
        waits.size(),
        waits.get(waits.size() / 2).toMillis(),
        waits.get(waits.size() - 1).toMillis());

    long first = events.stream().mapToLong(Event::nanos).min().orElseThrow();
    LOG.infof(
        "FIGURES sent in each 5 s: %s; last end after %.1f s",
        events.stream()
            .collect(
                Collectors.groupingBy(
                    event -> (event.nanos() - first) / 5_000_000_000L,
                    TreeMap::new,
                    Collectors.counting()))
            .values(),
        (lastEnd - first) / 1e9);

    sent.forEach(
        (prompt, times) -> {
          if (times > 1) {
            LOG.errorf(
                "sent twice: %s as %s, seconds ago %s",
                prompt,
                taskIds.get(prompt),
                events.stream()
                    .filter(event -> event.prompt().equals(prompt))
                    .map(event -> (System.nanoTime() - event.nanos()) / 1e9)
                    .toList());
          }
        });

    assertThat(strange).as("polls that were not answered 200").isEmpty();
    assertThat(causes.keySet()).isSubsetOf("success", "OUTCOME_UNKNOWN");
    assertThat(causes.getOrDefault("OUTCOME_UNKNOWN", 0L))
        .isLessThanOrEqualTo((long) Math.ceil(size.submits() * MOST_UNKNOWN));
    assertThat(sent.values()).as("sent twice").containsOnly(1L);
    ends.forEach(
        (prompt, end) -> {
          if (end.equals("success")) {
            assertThat(road.started(prompt)).as(prompt).isEqualTo(1);
          }
        });
    List<Double> due = due(size.limits().slots());
    double all = due.stream().mapToDouble(Double::doubleValue).sum();
    for (int i = 0; i < TEAMS.size(); i++) {
      double part = due.get(i) / all;
      assertThat(shares.get(i))
          .as("share of %s: %s", TEAMS.get(i), shares)
          .isCloseTo(part, within(size.nearly() * part));
    }
    assertThat(waits.get(waits.size() / 2)).as("%s", waits).isLessThan(Duration.ofMillis(500));
  }

  /** Half of the probe's guarantee is never lent; team one has a third, the others share 2 : 3. */
  private static List<Double> due(int slots) {
    double third = Math.floor(slots / 3.0);
    double rest = slots - PROBES / 2.0 - third;
    return List.of(third, rest * 2 / 5, rest * 3 / 5);
  }

  /**
   * Of what was sent while every team had much waiting: the last of a team may be those that a
   * killed replica had claimed.
   */
  private static List<Double> shares(Size size, List<Event> events) {
    long much = (long) (CONTESTED * size.submits() / TEAMS.size());
    Map<String, Long> sent = new HashMap<>();
    long all = 0;
    for (Event event : events.stream().sorted(Comparator.comparingLong(Event::nanos)).toList()) {
      all++;
      if (sent.merge(team(event), 1L, Long::sum) >= much) {
        break;
      }
    }
    long contested = all;
    return TEAMS.stream().map(team -> sent.getOrDefault(team, 0L) / (double) contested).toList();
  }

  private static String team(Event event) {
    return event.prompt().substring(0, event.prompt().indexOf('-'));
  }
}
