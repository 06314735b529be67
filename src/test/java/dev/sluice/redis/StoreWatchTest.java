package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.StoreState.Kind;
import dev.sluice.testing.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreWatchTest {

  private final TestTime time = new TestTime();
  private final ScriptedLink link = new ScriptedLink();
  private final StoreWatch watch = new StoreWatch(link, time, time);
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.INFO.intValue()) {
            said.add(line.getLevel() + " " + word(line));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private static String word(LogRecord line) {
    return line.getMessage().split(":")[0];
  }

  @BeforeEach
  void listen() {
    Logger.getLogger("dev.sluice.store").addHandler(listener);
  }

  @AfterEach
  void leave() {
    Logger.getLogger("dev.sluice.store").removeHandler(listener);
  }

  @Test
  void aStoreInOrderIsReadyAndSaidToBeOnce() {
    start();
    pass(60);

    assertThat(watch.state()).isEqualTo(StoreState.OK);
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(said).containsExactly("INFO store", "INFO store-notice", "INFO store-ok");
    assertThat(link.asked).isBetween(6, 7);
  }

  @Test
  void aStoreThatWasNeverReachedIsNotReadyUntilItIs() {
    link.reached = false;
    start();
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(said).as("a moment after the start").isEmpty();
    link.silence = Duration.ofSeconds(2);
    pass(20);
    assertThat(watch.state().kind()).isEqualTo(Kind.LOST);
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health().getData().orElseThrow())
        .containsEntry("state", "lost")
        .containsEntry("why", "Redis was not reached yet");

    link.reached = true;
    link.silence = Duration.ZERO;
    pass(1);
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(said).filteredOn(line -> line.endsWith("store-lost")).hasSize(1);
  }

  @Test
  void aStoreThatLetsNobodyInIsSaidToAndNotToBeAwayOnce() {
    link.reached = false;
    link.refusal = "Redis at there:6379 refused the login: WRONGPASS";
    link.silence = Duration.ofSeconds(2);
    start();
    pass(20);

    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health().getData().orElseThrow())
        .containsEntry("state", "lost")
        .containsEntry("why", "Redis at there:6379 refused the login: WRONGPASS");
    assertThat(said).containsExactly("WARN store-lost");
  }

  @Test
  void aStoreThatIsLostStaysReadyAndIsSaidToBeLostAndBackOnce() {
    start();
    link.silence = Duration.ofSeconds(2);
    link.answers = false;
    pass(30);
    assertThat(watch.state().kind()).isEqualTo(Kind.LOST);
    assertThat(health().getStatus()).isEqualTo(Status.UP);

    link.silence = Duration.ZERO;
    link.answers = true;
    pass(30);
    assertThat(watch.state()).isEqualTo(StoreState.OK);
    assertThat(said)
        .containsExactly(
            "INFO store", "INFO store-notice", "INFO store-ok", "WARN store-lost", "INFO store-ok");
  }

  @Test
  void aMomentOfSilenceIsNotALoss() {
    start();
    link.silence = Duration.ofMillis(1400);
    pass(5);

    assertThat(watch.state()).isEqualTo(StoreState.OK);
  }

  @Test
  void aStoreThatForgetsUnderPressureIsNotReadyAtTheStart() {
    link.policy = "allkeys-lru";
    start();
    assertThat(health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health().getData().orElseThrow())
        .containsEntry("state", "degraded")
        .containsEntry("why", "maxmemory-policy is allkeys-lru and not noeviction");

    link.policy = "noeviction";
    pass(11);
    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void aPolicyThatIsChangedLaterIsComplainedAboutAndTakesNobodyOut() {
    start();
    link.policy = "volatile-ttl";
    pass(11);

    assertThat(watch.state().kind()).isEqualTo(Kind.DEGRADED);
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    assertThat(said).contains("WARN store-degraded");
  }

  @Test
  void aStoreThatFillsUpIsPressedUntilItHasRoomAgain() {
    start();
    assertThat(watch.memoryPressed()).isFalse();
    link.used = 76;
    pass(11);
    assertThat(watch.memoryPressed()).isTrue();
    assertThat(watch.state().why()).containsExactly("memory is used to 76 %");

    link.used = 70;
    pass(11);
    assertThat(watch.memoryPressed()).isFalse();
    assertThat(watch.state()).isEqualTo(StoreState.OK);
  }

  @Test
  void theLagIsKnownWhereWritesNeedAReplica() {
    start();
    assertThat(watch.replicaLag()).isEmpty();

    link.more = "connected_slaves:1\nmin_slaves_good_slaves:1\n";
    pass(11);
    assertThat(watch.replicaLag()).contains(Duration.ofSeconds(2));
  }

  @Test
  void withSentinelTheLagIsTakenForTheUsualOneUntilItIsKnown() {
    link.mode = "sentinel";
    link.reached = false;
    start();
    assertThat(watch.replicaLag()).contains(Duration.ofSeconds(10));

    link.reached = true;
    link.more = "min_slaves_good_slaves:2\n";
    pass(1);
    assertThat(watch.replicaLag()).contains(Duration.ofSeconds(2));
  }

  /**
   * Else an answer that comes late would keep slots closed for 11 s after a failover, not for 3.
   */
  @Test
  void aLagThatIsKnownHoldsWhileTheServerIsTooSlowToTellIt() {
    link.more = "min_slaves_good_slaves:2\n";
    start();

    link.tellsSettings = false;
    pass(25);

    assertThat(watch.replicaLag()).contains(Duration.ofSeconds(2));
  }

  @Test
  void aMasterOfAClusterThatIsSilentIsComplainedAbout() {
    start();
    link.answers = false;
    pass(14);

    assertThat(watch.state().why()).containsExactly("a master does not answer");
  }

  private void start() {
    watch.start();
    time.advance(Duration.ofMillis(100));
  }

  private void pass(int seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  private HealthCheckResponse health() {
    return new StoreHealth(watch).call();
  }
}
