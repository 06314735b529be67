package dev.sluice.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.replicas.FullHouse.Probe;
import dev.sluice.testing.Fleet;
import dev.sluice.testing.LoadClient;
import dev.sluice.testing.Pollers;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.SandboxProcess;
import dev.sluice.testing.SandboxProcess.Limits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What Redis may do to two replicas while all slots are in use. A ledger that began anew would let
 * as many tasks start as there are slots, beside those that run: the sandbox would refuse them, and
 * its record would show it.
 */
class StoreFaultIT {

  private static final Logger LOG = Logger.getLogger(StoreFaultIT.class);

  private static final Limits LIMITS = new Limits(1500, Duration.ofSeconds(15), 40, "3s..6s");
  private static final Duration RECOVERY = Duration.ofSeconds(15);
  private static final Duration END = Duration.ofSeconds(60);

  private static SandboxProcess sandbox;
  private static RedisServer redis;
  private static Fleet fleet;

  @BeforeAll
  static void start() {
    sandbox = SandboxProcess.start(LIMITS);
    redis = RedisServer.start();
    fleet = FullHouse.fleet(sandbox, "", FullHouse.QUICK).start(2, redis.properties());
  }

  @AfterAll
  static void stop() {
    fleet.close();
    redis.close();
    sandbox.close();
  }

  @Test
  void aWipeAdmitsNothingBesideWhatRuns() {
    try (FullHouse house = FullHouse.of(fleet, LIMITS)) {
      redis.command("FLUSHALL");

      goesOn(house, "wiped", Duration.ofSeconds(6));
    }
  }

  @Test
  void aRestartWithNothingLeftAdmitsNothingBesideWhatRuns() {
    try (FullHouse house = FullHouse.of(fleet, LIMITS)) {
      redis.kill();
      redis.restart();

      goesOn(house, "killed and started empty", Duration.ofSeconds(6));
    }
  }

  @Test
  @Tag("long")
  void aPauseOfThreeSecondsIsSatOut() {
    try (FullHouse house = FullHouse.of(fleet, LIMITS)) {
      redis.command("CLIENT", "PAUSE", "3000");

      goesOn(house, "paused for 3 s", Duration.ofSeconds(7));
    }
  }

  @Test
  void aStopOfTwoSecondsIsSatOut() {
    try (FullHouse house = FullHouse.of(fleet, LIMITS)) {
      redis.pause();
      fleet.pass(Duration.ofSeconds(2));
      redis.resume();

      goesOn(house, "stopped for 2 s", Duration.ofSeconds(4));
    }
  }

  /** A lease of theirs would be held for five minutes: nobody would ever say what became of it. */
  @Test
  void whoHasLeftWhileRedisWasStoppedIsGrantedNothing() {
    int tasks = LIMITS.slots() / 2;
    Pollers pollers = new Pollers(fleet.client(), Duration.ofMillis(500));
    for (int i = 0; i < tasks; i++) {
      submit(5, Duration.ofSeconds(30))
          .thenAccept(
              reply -> {
                assertThat(reply.status()).isEqualTo(200);
                pollers.follow("key-two", reply);
              })
          .join();
    }
    long started = fleet.sandbox().count("started");

    redis.pause();
    List<CompletableFuture<LoadClient.Reply>> gone =
        java.util.stream.IntStream.range(0, tasks)
            .mapToObj(i -> submit(10, Duration.ofMillis(500 + 20L * i)))
            .toList();
    fleet.pass(Duration.ofSeconds(2));
    redis.resume();

    assertThat(gone).allSatisfy(one -> assertThat(one.join().status()).isZero());
    pollers.assertThatNoTaskIsLost(END);
    fleet.assertThatNoSlotStaysBehind(Duration.ofSeconds(10));
    assertThat(fleet.sandbox().count("started")).isEqualTo(started);
    pollers.assertThatEveryPollWasAnswered();
  }

  private static CompletableFuture<LoadClient.Reply> submit(int wait, Duration stay) {
    CompletableFuture<LoadClient.Reply> reply = new CompletableFuture<>();
    fleet.client().submit("key-two", "a film", wait, stay).onSuccess(reply::complete);
    return reply;
  }

  @Test
  void withoutRedisPollsAreAnsweredAndSubmitsRefusedUntilItIsBack() {
    assertThatALossIsSatOut(Duration.ofSeconds(12));
  }

  @Test
  @Tag("long")
  void withoutRedisForHalfAMinutePollsAreAnsweredAndSubmitsRefusedUntilItIsBack() {
    assertThatALossIsSatOut(Duration.ofSeconds(30));
  }

  /** Waiting is held for 8 s, whatever the client said; one that has said more gets it. */
  private static void assertThatALossIsSatOut(Duration howLong) {
    try (FullHouse house = FullHouse.of(fleet, LIMITS)) {
      redis.kill();
      long polled = house.pollers().answered();
      CompletableFuture<Probe> impatient = house.probing(2);
      fleet.pass(howLong);
      polled = house.pollers().answered() - polled;
      long refused = house.sum(503);
      redis.restart();

      Probe probe = impatient.join();
      LOG.infof(
          "FIGURES lost for %s: a submit was answered %d after %s, Retry-After %d; polls answered %d",
          howLong, probe.reply().status(), probe.took(), probe.reply().retryAfter(), polled);
      assertThat(probe.reply().status()).isEqualTo(503);
      assertThat(probe.reply().retryAfter()).isPositive();
      assertThat(probe.took()).isBetween(Duration.ofSeconds(6), Duration.ofSeconds(10));
      assertThat(refused).isPositive();
      // Every open task is asked for more than once a second.
      assertThat(polled).isGreaterThan(LIMITS.slots() * howLong.toSeconds() / 2);
      goesOn(house, "lost for " + howLong, Duration.ofSeconds(3));
    }
  }

  /** Submits are served again by themselves, nothing was passed, and nothing is left. */
  private static void goesOn(FullHouse house, String what, Duration watched) {
    Duration served = house.untilServed(RECOVERY);
    long accepted = house.accepted();
    fleet.pass(watched);
    Awaitility.await()
        .atMost(RECOVERY)
        .until(() -> house.accepted() > accepted + LIMITS.slots() / 4);
    LOG.infof("FIGURES %s: submits served again after %s", what, served);
    house.clearOut(END);
    house.assertThatTheLawHeld(what);
    assertThat(fleet.read().sum("sluice_leases_expired_total")).isZero();
  }
}
