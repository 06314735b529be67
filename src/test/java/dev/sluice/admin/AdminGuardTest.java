package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.Meters;
import dev.sluice.passage.Refusal;
import dev.sluice.settings.Live;
import dev.sluice.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminGuardTest {

  private static final String HERE = "192.0.2.1";
  private static final String THERE = "192.0.2.2";

  private final TestTime time = new TestTime();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AdminGuard guard = guard(Map.of("alice", "right"));

  @Test
  void afterTenWrongKeysInAMinuteNoneIsLookedAtForAMinute() {
    for (int i = 0; i < WrongKeys.MOST; i++) {
      assertThat(status(HERE, "wrong")).isEqualTo(401);
      time.advance(Duration.ofSeconds(5));
    }

    Refusal refusal = guard.objection(Optional.of("Bearer right"), HERE).orElseThrow();
    assertThat(refusal.reason().status()).isEqualTo(429);
    assertThat(refusal.violatedPolicies()).containsExactly(AdminGuard.POLICY);
    assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(55));

    time.advance(Duration.ofSeconds(55));
    assertThat(status(HERE, "right")).isZero();
    assertThat(attempts("granted")).isEqualTo(1);
    assertThat(attempts("wrong")).isEqualTo(10);
    assertThat(attempts("throttled")).isEqualTo(1);
  }

  @Test
  void aStrangerLocksOutNobodyElse() {
    for (int i = 0; i < 50; i++) {
      guard.objection(Optional.of("Bearer wrong"), HERE);
    }

    assertThat(status(THERE, "right")).isZero();
    assertThat(status(THERE, "wrong")).isEqualTo(401);
  }

  @Test
  void whileManyGuessOneWrongKeyIsEnoughAndARightOneStillComesIn() {
    for (int i = 0; i < WrongKeys.MOST_OF_ALL; i++) {
      assertThat(status("198.51." + i % 100 + "." + i / 100, "wrong")).isEqualTo(401);
    }

    assertThat(status(THERE, "right")).isZero();
    assertThat(status(HERE, "wrong")).isEqualTo(401);
    assertThat(status(HERE, "right")).isEqualTo(429);

    time.advance(WrongKeys.MINUTE);
    assertThat(status(HERE, "right")).isZero();
  }

  @Test
  void aFewWrongKeysAMinuteAreForgotten() {
    for (int i = 0; i < 100; i++) {
      assertThat(status(HERE, "wrong")).as("the %d-th", i).isEqualTo(401);
      time.advance(Duration.ofSeconds(7));
    }
  }

  @Test
  void whoShowsNoKeyIsToldSoHoweverOften() {
    for (int i = 0; i < 50; i++) {
      assertThat(guard.objection(Optional.empty(), HERE))
          .hasValueSatisfying(it -> assertThat(it.reason().status()).isEqualTo(401));
    }

    assertThat(status(HERE, "right")).isZero();
    assertThat(attempts("none")).isEqualTo(50);
  }

  @Test
  void whereThereIsNoAdministrationNothingIsCounted() {
    AdminGuard none = guard(Map.of());

    for (int i = 0; i < 50; i++) {
      assertThat(none.objection(Optional.of("Bearer x"), HERE))
          .hasValueSatisfying(it -> assertThat(it.reason().status()).isEqualTo(404));
    }

    assertThat(registry.find("sluice.admin.attempts").counters()).isEmpty();
  }

  private AdminGuard guard(Map<String, String> keys) {
    return new AdminGuard(
        new AdminDoor(Live.still(Written.settings(keys))), new Meters(registry), time);
  }

  private int status(String peer, String key) {
    return guard
        .objection(Optional.of("Bearer " + key), peer)
        .map(refusal -> refusal.reason().status())
        .orElse(0);
  }

  private double attempts(String outcome) {
    return registry.get("sluice.admin.attempts").tag("outcome", outcome).counter().count();
  }
}
