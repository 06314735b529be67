package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Balancer;
import dev.sluice.testing.Fleet;
import dev.sluice.testing.PackagedGateway;
import dev.sluice.testing.Ports;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import dev.sluice.testing.SandboxRecord;
import dev.sluice.testing.TeamClient;
import dev.sluice.testing.TeamClient.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas behind one public address, to which the upstream tells every end. */
class CallbackReplicasIT {

  private static final Logger LOG = Logger.getLogger(CallbackReplicasIT.class);
  private static final Pattern COMPLETED = Pattern.compile("\"completeTime\":(\\d+)");

  private final AtomicInteger turn = new AtomicInteger();

  @Test
  void aHeldPollIsAnsweredWithinAFifthOfASecondWhereverTheEndIsHeard() {
    with(
        new Limits(3000, Duration.ofSeconds(30), 40, "1s..2s"),
        fleet -> {
          PackagedGateway first = fleet.gateways().get(0);
          PackagedGateway second = fleet.gateways().get(1);
          List<Long> lags = new ArrayList<>();
          for (int round = 0; round < 20; round++) {
            lags.add(lag(round % 2 == 0 ? first : second, round % 2 == 0 ? second : first));
          }
          lags.sort(Long::compare);
          LOG.infof(
              "FIGURES held polls: after the end p50 %d most %d ms", lags.get(10), lags.get(19));
          assertThat(lags.get(10)).isLessThan(200);
          assertThat(lags.get(17)).as("%s", lags).isLessThan(400);
        });
  }

  /** From a task's end to the answer of a poll that another replica holds, milliseconds. */
  private static long lag(PackagedGateway accepting, PackagedGateway polled) {
    String task = new TeamClient(accepting, "key-one").submit("held").taskId();
    CompletableFuture<Heard> held =
        new TeamClient(polled, "key-one").polling(task, "Prefer", "wait=30");
    try {
      Heard told = held.get(40, TimeUnit.SECONDS);
      long now = System.currentTimeMillis();
      Matcher completed = COMPLETED.matcher(told.body());
      assertThat(completed.find()).as(told.body()).isTrue();
      return now - Long.parseLong(completed.group(1));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void pollingIsASafetyNetWhileCallbacksAreHeard() {
    safetyNet(200, "6s..12s", Duration.ofSeconds(15));
  }

  @Test
  @Tag("long")
  void aThousandOpenTasksCostFewerThanOneAndAFifthPollsATaskAndMinute() {
    safetyNet(1000, "20s..40s", Duration.ofMinutes(3));
  }

  private void safetyNet(int open, String duration, Duration length) {
    Limits limits = new Limits(10_000, Duration.ofSeconds(60), open, duration);
    with(
        limits,
        fleet -> {
          for (int i = 0; i < open + open / 4; i++) {
            again(fleet);
          }
          Awaitility.await()
              .pollInterval(Duration.ofMillis(500))
              .atMost(Duration.ofSeconds(120))
              .until(() -> fleet.sandbox().count("ended") > open / 2);
          SandboxRecord before = fleet.sandbox();
          SandboxRecord after = fleet.readAfter(length).sandbox();
          double taskMinutes = after.runningSince(before) * after.secondsSince(before) / 60;
          double polls = (after.count("polls") - before.count("polls")) / taskMinutes;
          LOG.infof(
              "FIGURES safety net: %.1f tasks open on average for %.1f s, %.3f status polls a task"
                  + " and minute, ended %d",
              after.runningSince(before),
              after.secondsSince(before),
              polls,
              after.count("ended") - before.count("ended"));
          assertThat(after.runningSince(before)).isGreaterThan(open * 0.8);
          assertThat(polls).isLessThan(1.2);
          fleet.assertThatTheSandboxRefusedNothing();
        });
  }

  /** A client that submits the next task as soon as it may. */
  private static void again(Fleet fleet) {
    fleet
        .client()
        .submit("key-one", "a task", 60)
        .onSuccess(
            reply -> {
              if (reply.status() == 200) {
                again(fleet);
              } else {
                fleet
                    .client()
                    .after(Duration.ofSeconds(Math.max(1, reply.retryAfter())), () -> again(fleet));
              }
            });
  }

  private interface Scene {
    void play(Fleet fleet);
  }

  private void with(Limits limits, Scene scene) {
    int door = Ports.free();
    try (RedisServer redis = RedisServer.start();
        SandboxProcess sandbox = SandboxProcess.start(limits);
        Fleet fleet =
            Fleet.before(
                    sandbox,
                    List.of("one: {keys: [key-one], max-wait: 60s}"),
                    List.of(
                        "public-url: http://127.0.0.1:" + door,
                        "secret: a-secret-that-all-replicas-share-0123456789",
                        "budget: {cold-start: 0s, margin-slots: 0%}"))
                .start(2, Map.of("quarkus.redis.hosts", redis.hosts()));
        Balancer balancer = new Balancer(door, () -> next(fleet))) {
      scene.play(fleet);
    }
  }

  private int next(Fleet fleet) {
    var living = fleet.gateways();
    return living.get(Math.floorMod(turn.getAndIncrement(), living.size())).port();
  }
}
