package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.relay.WebhookReceivers.Receiver;
import dev.sluice.testing.Balancer;
import dev.sluice.testing.Fleet;
import dev.sluice.testing.LoadClient;
import dev.sluice.testing.LoadClient.Reply;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tasks with webhooks at two replicas, of which one is killed twice: a third of the receivers fail
 * by chance, a third take ten seconds, a third work. Every task is told of, and the working ones
 * are not kept waiting by the others.
 */
class CallbackStormIT {

  private static final Logger LOG = Logger.getLogger(CallbackStormIT.class);

  private static final List<String> TEAMS = List.of("works", "fails", "slow");
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** How long after a kill what was on its way to the killed replica may come late. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private final AtomicInteger turn = new AtomicInteger();

  @Test
  void everyTaskIsToldOfAlthoughReceiversFailAndAReplicaIsKilledTwice() {
    storm(50, 1, Duration.ofSeconds(90));
  }

  @Test
  @Tag("long")
  void fiveHundredTasksAreToldOfAlthoughReceiversFailAndAReplicaIsKilledTwice() {
    storm(167, 3, Duration.ofMinutes(6));
  }

  /**
   * @param tasks of each team
   * @param failures how often in a row a receiver may fail
   */
  private void storm(int tasks, int failures, Duration within) {
    Limits limits = new Limits(3000, Duration.ofSeconds(30), 30, "2s..4s");
    int door = Ports.free();
    try (RedisServer redis = RedisServer.start();
        SandboxProcess sandbox = SandboxProcess.start(limits);
        WebhookReceivers servers = new WebhookReceivers()) {
      Map<String, Receiver> receivers =
          Map.of(
              "works", servers.open(SECRET, WebhookReceivers.healthy()),
              "fails", servers.open(SECRET, WebhookReceivers.flaky(7, 1 / 3.0, failures)),
              "slow", servers.open(SECRET, WebhookReceivers.slow(10_000)));
      Map<String, String> properties = Map.of("quarkus.redis.hosts", redis.hosts());
      try (Fleet fleet = fleet(sandbox, door).start(2, properties);
          Balancer balancer = new Balancer(door, () -> next(fleet))) {
        List<Reply> replies = new ArrayList<>();
        for (String team : TEAMS) {
          submitAll(fleet, team, receivers.get(team).url(), tasks, replies);
        }
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> fleet.sandbox().count("ended") > tasks / 2);
        fleet.kill(0);
        fleet.start(1, properties);
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> fleet.sandbox().count("ended") > tasks * 2);
        fleet.kill(1);
        fleet.start(1, properties);
        Awaitility.await()
            .pollInterval(Duration.ofMillis(250))
            .atMost(within)
            .until(
                () ->
                    answered(replies) == 3 * tasks
                        && fleet.sandbox().count("unfinished") == 0
                        && toldOf(receivers) >= fleet.sandbox().count("started"));

        figures(receivers, replies, fleet);
        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(toldOf(receivers)).isEqualTo((int) fleet.sandbox().count("started"));
        for (String team : TEAMS) {
          assertThat(receivers.get(team).wrong()).as(team).isEmpty();
        }
        Set<String> told = new HashSet<>();
        receivers.values().forEach(receiver -> told.addAll(receiver.accepted()));
        synchronized (replies) {
          assertThat(replies)
              .filteredOn(reply -> reply.status() == 200)
              .extracting(Reply::taskId)
              .isSubsetOf(told);
        }
        List<Long> lags = receivers.get("works").lags();
        assertThat(lags.get(lags.size() * 9 / 10))
            .as("nine of ten webhooks to who works, milliseconds after the end: %s", lags)
            .isLessThan(SOON.toMillis());
        fleet.assertThatTheSandboxRefusedNothing();
        fleet.assertThatAllSlotsComeBack(Duration.ofSeconds(30));
      }
    }
  }

  private static int answered(List<Reply> replies) {
    synchronized (replies) {
      return replies.size();
    }
  }

  private static int toldOf(Map<String, Receiver> receivers) {
    return receivers.values().stream().mapToInt(receiver -> receiver.accepted().size()).sum();
  }

  private void submitAll(Fleet fleet, String team, String url, int tasks, List<Reply> replies) {
    for (int i = 0; i < tasks; i++) {
      submit(fleet, team, team + "-" + i, url, replies);
    }
  }

  /** Who was waiting at a replica that was killed submits again. */
  private void submit(Fleet fleet, String team, String prompt, String url, List<Reply> replies) {
    fleet
        .client()
        .submitWithCallback("key-" + team, prompt, url, 55)
        .onSuccess(
            reply -> {
              if (reply.status() == LoadClient.GONE) {
                submit(fleet, team, prompt + "-again", url, replies);
                return;
              }
              synchronized (replies) {
                replies.add(reply);
              }
            });
  }

  private static void figures(Map<String, Receiver> receivers, List<Reply> replies, Fleet fleet) {
    List<Long> lags = receivers.get("works").lags();
    synchronized (replies) {
      LOG.infof(
          "FIGURES callbacks: submits %d, answered 200 %d, started %d, told of %d,"
              + " attempts works %d fails %d slow %d, lag of who works p50 %d p90 %d p99 %d most %d ms",
          replies.size(),
          replies.stream().filter(reply -> reply.status() == 200).count(),
          fleet.sandbox().count("started"),
          toldOf(receivers),
          receivers.get("works").attempts(),
          receivers.get("fails").attempts(),
          receivers.get("slow").attempts(),
          lags.get(lags.size() / 2),
          lags.get(lags.size() * 9 / 10),
          lags.get(lags.size() * 99 / 100),
          lags.get(lags.size() - 1));
    }
  }

  private int next(Fleet fleet) {
    var living = fleet.gateways();
    return living.get(Math.floorMod(turn.getAndIncrement(), living.size())).port();
  }

  private static Fleet fleet(SandboxProcess sandbox, int door) {
    List<String> teams =
        TEAMS.stream()
            .map(
                team ->
                    "%s: {keys: [key-%s], max-wait: 60s, webhook-secret: %s}"
                        .formatted(team, team, SECRET))
            .toList();
    return Fleet.before(
        sandbox,
        teams,
        List.of(
            "public-url: http://127.0.0.1:" + door,
            "secret: a-secret-that-all-replicas-share-0123456789",
            "webhooks: {allow-loopback: true}",
            "budget: {cold-start: 0s, margin-slots: 0%, hold: 15s}",
            "tasks: {first-check: 300ms, min-spacing: 100ms, unknown-hold: 15s}"));
  }
}
