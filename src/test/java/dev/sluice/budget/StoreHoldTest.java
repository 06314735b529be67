package dev.sluice.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits how long while the store is away, and how waiting ends (law G5). */
class StoreHoldTest {

  private final TestTime time = new TestTime();
  private final List<String> settled = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final Ledger ledger = ledger();
  private final WaitingRoom room =
      new WaitingRoom(ledger, time, time, new Seats(new Seats.Bounds(200, 500), name -> false));

  private Policy denial = Policy.STORE;
  private boolean grants;
  private long lostAt = time.nanos();

  /** Answers after a quarter of a second, as a store that does not answer in time. */
  private Ledger ledger() {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "admit" -> admit(claims(arguments[0]));
                  case "sinceServing" -> Duration.ofNanos(grants ? 0 : time.nanos() - lostAt);
                  case "settle" -> {
                    settled.add(arguments[0] + " " + arguments[1]);
                    yield Uni.createFrom().item(true);
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static List<Claim> claims(Object argument) {
    return ((List<?>) argument).stream().map(Claim.class::cast).toList();
  }

  private Uni<List<Verdict>> admit(List<Claim> claims) {
    return Uni.createFrom()
        .emitter(
            out ->
                time.after(
                    Duration.ofMillis(250),
                    () -> out.complete(claims.stream().map(this::verdict).toList())));
  }

  private Verdict verdict(Claim claim) {
    return grants
        ? new Verdict.Granted(claim.id(), time.nanos())
        : new Verdict.Denied(denial, Duration.ofSeconds(5), false);
  }

  private void enter(String id, int seconds, boolean asked) {
    long since = time.nanos();
    room.enter(new Claim(id, "red", Claim.Need.TOKEN_AND_SLOT), Duration.ofSeconds(seconds), asked)
        .subscribe()
        .with(
            verdict ->
                heard.add(
                    "%s %s after %d s"
                        .formatted(
                            id,
                            verdict instanceof Verdict.Denied denied
                                ? denied.policy().label()
                                : "granted",
                            Math.round((time.nanos() - since) / 1e9))));
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i += 50) {
      time.advance(Duration.ofMillis(50));
      room.drain();
    }
  }

  @Test
  void everybodyIsHeldForEightSecondsSinceTheStoreServedAndTheOneWhoAskedForMoreGetsIt() {
    enter("none", 0, false);
    enter("short", 2, false);
    enter("usual", 10, false);
    enter("little", 1, true);
    enter("asked", 20, true);
    pass(7500);
    assertThat(heard).isEmpty();
    pass(1500);
    assertThat(heard)
        .containsExactlyInAnyOrder(
            "none store after 8 s",
            "short store after 8 s",
            "usual store after 8 s",
            "little store after 8 s");
    pass(12_000);
    assertThat(heard).hasSize(5).contains("asked store after 20 s");
    assertThat(room.seats().taken()).isEmpty();
  }

  @Test
  void whoComesWhenTheStoreHasBeenAwayForLongIsRefusedAtOnce() {
    pass(9000);
    enter("late", 10, false);
    enter("none", 0, false);
    pass(300);
    assertThat(heard).containsExactlyInAnyOrder("late store after 0 s", "none store after 0 s");
  }

  @Test
  void whoIsHeldIsGrantedWhenTheStoreComesBack() {
    enter("none", 0, false);
    enter("usual", 10, false);
    pass(4000);
    grants = true;
    pass(700);
    assertThat(heard)
        .containsExactlyInAnyOrder("none granted after 4 s", "usual granted after 4 s");
    assertThat(settled).isEmpty();
  }

  @Test
  void whoHasNoPatienceLeftIsToldWhatTheStoreSaysWhenItIsBack() {
    enter("none", 0, false);
    enter("usual", 10, false);
    pass(3000);
    denial = Policy.BUDGET_TASKS;
    pass(1000);
    assertThat(heard).containsExactly("none budget-tasks after 4 s");
    pass(7000);
    assertThat(heard).hasSize(2).contains("usual budget-tasks after 10 s");
  }

  @Test
  void aLongQueueIsSentAwayTogether() {
    for (int i = 0; i < 200; i++) {
      enter("w" + i, 10, false);
    }
    pass(8700);
    assertThat(heard).hasSize(200);
  }

  @Test
  void whoLeavesWhileItIsAskedForTakesNothing() {
    grants = true;
    enter("gone", 5, false);
    room.withdraw("gone");
    assertThat(heard).containsExactly("gone waiting after 0 s");
    pass(1000);
    assertThat(settled).containsExactly("gone NEVER_SENT");
    assertThat(room.seats().taken()).isEmpty();
  }

  @Test
  void whoIsCancelledWhileItIsAskedForTakesNothing() {
    grants = true;
    var asked =
        room.enter(
                new Claim("gone", "red", Claim.Need.TOKEN_AND_SLOT), Duration.ofSeconds(5), false)
            .subscribe()
            .with(verdict -> heard.add("heard"));
    asked.cancel();
    pass(1000);
    assertThat(heard).isEmpty();
    assertThat(settled).containsExactly("gone NEVER_SENT");
  }

  @Test
  void theGatewaysOwnChecksAreNotHeld() {
    room.enter(new Claim("w", Budget.WATCH, Claim.Need.TOKEN), Duration.ofSeconds(1), false)
        .subscribe()
        .with(verdict -> heard.add("watch"));
    pass(1600);
    assertThat(heard).containsExactly("watch");
  }
}
