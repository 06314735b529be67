package dev.sluice.replicas;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Balancer;
import dev.sluice.testing.Fleet;
import dev.sluice.testing.LoadClient;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.UsagePage;
import dev.sluice.testing.UsagePage.Row;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Usage by {@code GET /admin/usage} against the sandbox's own count of the tasks that it started.
 * Each team has models of its own, so that the sandbox counts by team and model.
 *
 * <p>What is compared: the tasks of known outcome are those that the sandbox started, exactly, team
 * by team and model by model. Where a replica was killed while a submit was on the road, the task's
 * callback finds it again. What nobody hears of is a submit that never arrived: it is in {@code
 * unknown}, and of those there are at most as many as the killed replicas could have had under way.
 */
@Tag("untimed")
class UsageStormIT {

  private static final Logger LOG = Logger.getLogger(UsageStormIT.class);

  /** The last defers what has no room, and what waits for long is never sent. */
  private static final List<String> TEAMS = List.of("red", "blue", "late");

  private static final List<String> MODELS = List.of("flux", "kling");
  private static final int CLIENTS = 8;

  /** Few enough that Redis answers in time on a small machine. */
  private static final int QUIET = 2;

  private static final int WAIT = 5;
  private static final Duration HOLD = Duration.ofSeconds(8);
  private static final UsagePage USAGE = new UsagePage("key-of-alice");

  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger submits = new AtomicInteger();
  private final Map<Integer, Integer> answers = new ConcurrentHashMap<>();
  private volatile boolean over;

  @Test
  void usageIsWhatTheSandboxStartedAlthoughTwoReplicasAreKilled() {
    storm(new Limits(3000, Duration.ofSeconds(10), 24, "800ms..1600ms"), Duration.ofSeconds(5), 2);
  }

  @Test
  @Tag("long")
  void usageOfALongStormIsWhatTheSandboxStartedAlthoughReplicasAreKilledAgainAndAgain() {
    storm(new Limits(6000, Duration.ofSeconds(60), 100, "2s..4s"), Duration.ofSeconds(20), 10);
  }

  @Test
  void whereNothingIsUnknownTheDaysCeilingHasCountedWhatUsageHas() {
    storm(new Limits(3000, Duration.ofSeconds(10), 24, "800ms..1600ms"), Duration.ofSeconds(8), 0);
  }

  private void storm(Limits limits, Duration every, int kills) {
    int door = Ports.free();
    LocalDate from = LocalDate.now(UTC);
    try (RedisServer redis = RedisServer.start();
        SandboxProcess sandbox = SandboxProcess.start(limits);
        Fleet fleet = fleet(sandbox, door).start(3, redis(redis));
        Balancer balancer = new Balancer(door, () -> next(fleet))) {
      for (String team : TEAMS) {
        for (String model : MODELS) {
          for (int i = 0; i < (kills > 0 ? CLIENTS : QUIET); i++) {
            submit(fleet.client(), team, model);
          }
        }
      }
      fleet.pass(every);
      for (int i = 0; i < kills; i++) {
        fleet.kill(0);
        fleet.start(1, redis(redis));
        fleet.pass(every);
      }
      over = true;
      fleet.assertThatAllSlotsComeBack(Duration.ofSeconds(60));
      judge(fleet, redis, from, kills);
    }
  }

  private void judge(Fleet fleet, RedisServer redis, LocalDate from, int kills) {
    String span = "?from=" + from;
    Awaitility.await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(
            () -> {
              Map<String, Long> known = new TreeMap<>();
              rows(fleet, span + "&by=team,model")
                  .forEach((group, row) -> known.put(group, row.success() + row.failed()));
              assertThat(known).as("of known outcome, by team and model").isEqualTo(started(fleet));
            });
    Map<String, Row> teams = rows(fleet, span + "&by=team");
    long unknown = teams.values().stream().mapToLong(Row::unknown).sum();
    LOG.infof("FIGURES usage %s, submits %d, answers %s", teams, submits.get(), answers);
    assertThat(teams).containsOnlyKeys(TEAMS);
    assertThat(teams.values()).allMatch(row -> row.success() > 0);
    assertThat(teams.values()).anyMatch(row -> row.failed() > 0);
    assertThat(unknown).isLessThanOrEqualTo((long) kills * fleet.sandbox().count("mostUnfinished"));
    csv(fleet, span, teams);
    Map<String, Long> counted = new TreeMap<>();
    TEAMS.forEach(team -> counted.put(team, countedByCeiling(redis, team, from)));
    LOG.infof("FIGURES tasks-per-day %s", counted);
    counted.forEach(
        (team, day) ->
            assertThat(day)
                .as("tasks-per-day of %s", team)
                .isGreaterThanOrEqualTo(teams.get(team).success() + teams.get(team).failed()));
    if (kills == 0) {
      Assumptions.assumeFalse(late(fleet), "Redis answered late: what was taken then is not known");
      assertThat(unknown).as("of unknown outcome, %s", teams).isZero();
      teams.forEach(
          (team, row) ->
              assertThat(counted.get(team)).as("tasks-per-day of %s", team).isEqualTo(row.tasks()));
    }
  }

  /** Whether Redis did not answer in time somewhere, so that it was left open what it had done. */
  private boolean late(Fleet fleet) {
    return answers.containsKey(503)
        || fleet.gateways().stream()
            .flatMap(gateway -> gateway.log().stream())
            .anyMatch(line -> line.contains("did not answer in time"));
  }

  private static void csv(Fleet fleet, String span, Map<String, Row> teams) {
    StringBuilder lines = new StringBuilder("team,success,failed,unknown,tasks\r\n");
    teams.forEach(
        (team, row) ->
            lines.append(
                "%s,%d,%d,%d,%d\r\n"
                    .formatted(team, row.success(), row.failed(), row.unknown(), row.tasks())));
    var csv = USAGE.get(fleet.gateways().get(0), span + "&by=team", "Accept", "text/csv");
    assertThat(csv.body()).isEqualTo(lines.toString());
  }

  /** What the sandbox itself has counted. */
  private static Map<String, Long> started(Fleet fleet) {
    Map<String, Long> started = new TreeMap<>();
    fleet
        .sandbox()
        .stats()
        .get("startedByModel")
        .properties()
        .forEach(
            model -> {
              String team = model.getKey().substring(model.getKey().indexOf('-') + 1);
              started.put(team + " " + model.getKey(), model.getValue().longValue());
            });
    return started;
  }

  private static Map<String, Row> rows(Fleet fleet, String query) {
    return USAGE.rows(fleet.gateways().get(0), query);
  }

  /** What was taken from the day's ceiling and not given back. */
  private static long countedByCeiling(RedisServer redis, String team, LocalDate from) {
    long counted = 0;
    for (LocalDate day = from; !day.isAfter(LocalDate.now(UTC)); day = day.plusDays(1)) {
      Object kept =
          redis.command("GET", "sluice:{q:%s}:team-tasks-day:used:%s".formatted(team, day));
      if (kept != null) {
        String[] words = kept.toString().split(" ");
        counted += Long.parseLong(words[0]) - Long.parseLong(words[1]);
      }
    }
    return counted;
  }

  /** One client after the other: who was answered submits again. */
  private void submit(LoadClient client, String team, String model) {
    int number = submits.incrementAndGet();
    String fails = number % 5 == 0 ? "[fail:CONTENT_VIOLATION] " : "";
    int wait = team.equals("late") ? 0 : WAIT;
    client
        .submitOf(model + "-" + team, "key-" + team, fails + number, wait)
        .onSuccess(
            reply -> {
              answers.merge(reply.status(), 1, Integer::sum);
              if (!over) {
                client.after(Duration.ofMillis(200), () -> submit(client, team, model));
              }
            });
  }

  private int next(Fleet fleet) {
    var living = fleet.gateways();
    return living.get(Math.floorMod(turn.getAndIncrement(), living.size())).port();
  }

  private static Map<String, String> redis(RedisServer redis) {
    return Map.of("quarkus.redis.hosts", redis.hosts());
  }

  private static Fleet fleet(SandboxProcess sandbox, int door) {
    return Fleet.before(
        sandbox,
        List.of(
            "red: {keys: [key-red], max-wait: 10s, tasks-per-day: 100000}",
            "blue: {keys: [key-blue], max-wait: 10s, weight: 2, tasks-per-day: 100000}",
            "late: {keys: [key-late], overflow: defer, deferred-max-age: 4s, tasks-per-day: 100000}"),
        List.of(
            "public-url: http://127.0.0.1:" + door,
            "secret: a-secret-that-all-replicas-share-0123456789",
            "webhooks: {allow-loopback: true}",
            "admin: {keys: {alice: key-of-alice}}",
            "budget: {cold-start: 0s, margin-slots: 0%%, hold: %ds}".formatted(HOLD.toSeconds()),
            "tasks: {first-check: 300ms, min-spacing: 100ms, unknown-hold: %ds}"
                .formatted(HOLD.toSeconds())));
  }
}
