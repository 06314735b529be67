package dev.sluice.deferral;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.Kept;
import dev.sluice.deferral.DeferredQueue.Share;
import dev.sluice.deferral.DeferredQueue.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose turn it is, and who may send. */
public abstract class DeferredClaimsContract extends DeferredQueueBench {

  @Test
  void whatIsKeptIsClaimedWholeAndOnce() {
    Deferred kept =
        new Deferred(
            "sl_1",
            "red",
            "apixo",
            "flux2",
            Map.of("User-Agent", "a: client", "X-Request-Id", "r-1"),
            "{\"ü\":1.0}\u0000\n".getBytes(UTF_8),
            now(),
            NEVER);
    assertThat(get(queue.keep(kept, ROOM))).isEqualTo(Kept.NEW);
    get(queue.confirm("sl_1"));

    Claim claim = only(claim("a", 5));

    assertThat(claim.submit()).usingRecursiveComparison().isEqualTo(kept);
    assertThat(claim.state()).isEqualTo(State.CLAIMED);
    assertThat(claim("a", 5)).isEmpty();
    assertThat(claim("b", 5)).isEmpty();
  }

  @Test
  void theOldestOfATeamGoFirstAndEachReplicaHasAFew() {
    for (int i = 0; i < 6; i++) {
      keep("red", "sl_" + i);
    }
    keep("blue", "sl_b");

    assertThat(ids(claim("a", 2))).containsExactlyInAnyOrder("sl_0", "sl_1", "sl_b");
    assertThat(ids(claim("a", 2))).isEmpty();
    assertThat(ids(claim("b", 3))).containsExactly("sl_2", "sl_3", "sl_4");
  }

  @Test
  void oneCallGivesSoManyAndSoManyBytes() {
    for (int i = 0; i < 6; i++) {
      keep("red", "sl_" + i);
    }

    assertThat(ids(get(queue.claim("a", new Share(6, 2, 1000, TEAMS), false)).claims()))
        .containsExactly("sl_0", "sl_1");
    assertThat(ids(get(queue.claim("a", new Share(6, 6, 15, TEAMS), false)).claims()))
        .as("one goes beyond")
        .containsExactly("sl_2", "sl_3");
  }

  @Test
  void whatDepartsMakesRoomForAnotherClaim() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    Claim first = only(claim("a", 1));
    assertThat(claim("a", 1)).isEmpty();

    depart(first);

    assertThat(ids(claim("a", 1))).containsExactly("sl_1");
  }

  @Test
  void whatIsPutBackGoesToItsOldPlace() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    Claim first = only(claim("a", 1));

    assertThat(get(queue.putBack(first))).isTrue();

    assertThat(ids(claim("b", 1))).containsExactly("sl_0");
    assertThat(get(queue.putBack(first))).as("by who had it before").isFalse();
  }

  @Test
  void aClaimThatIsNotRenewedExpiresAndItsHolderMaySendNothing() {
    keep("red", "sl_0");
    Claim dead = only(claim("a", 1));
    advance(LEASE.minusMillis(100));
    claim("a", 1);
    advance(LEASE.minusMillis(100));
    assertThat(claim("b", 1)).isEmpty();
    advance(Duration.ofMillis(200));

    Claim taken = only(claim("b", 1));

    assertThat(depart(dead)).isFalse();
    assertThat(get(queue.stay(dead, "t"))).isFalse();
    assertThat(get(queue.finish(dead))).isFalse();
    assertThat(depart(taken)).isTrue();
  }

  @Test
  void whatItsOwnerNeverHeardOfIsLetGo() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    keep("red", "sl_2");
    List<Claim> claims = claim("a", 3);
    depart(claims.get(1));

    get(queue.holds("a", Set.of("sl_2")));

    assertThat(ids(claim("b", 3))).containsExactly("sl_0");
    assertThat(get(queue.finish(claims.get(1)))).as("what was sent is still its own").isTrue();
    assertThat(depart(claims.get(2))).isTrue();
  }

  @Test
  void whatHasDepartedIsNeverQueuedAgainAndIsDoubtedWhenItsHolderIsGone() {
    keep("red", "sl_0");
    Claim claim = only(claim("a", 1));
    assertThat(depart(claim)).isTrue();
    assertThat(depart(claim)).as("twice").isTrue();

    advance(LEASE.plusMillis(1));
    assertThat(claim("b", 5)).isEmpty();
    assertThat(over("b")).as("its hold is not over").isEmpty();
    advance(HOLD);

    Claim doubted = only(over("b"));
    assertThat(claim("b", 5)).isEmpty();
    assertThat(doubted.submit()).usingRecursiveComparison().isEqualTo(claim.submit().bare());
    assertThat(doubted.state()).isEqualTo(State.DEPARTED);
    assertThat(get(queue.finish(claim))).as("by who had it before").isFalse();
    assertThat(over("c")).isEmpty();
    assertThat(get(queue.finish(doubted))).isTrue();
    advance(LEASE.plus(HOLD).multipliedBy(2));
    assertThat(over("c")).isEmpty();
  }

  @Test
  void whoComesBackMayStillSayWhatBecameOfWhatItSent() {
    keep("red", "sl_0");
    Claim claim = only(claim("a", 1));
    depart(claim);
    advance(LEASE.plusMillis(1));
    claim("b", 1);

    assertThat(get(queue.finish(claim))).isTrue();

    advance(LEASE.plus(HOLD).multipliedBy(2));
    assertThat(over("b")).isEmpty();
  }

  @Test
  void whatIsUnderWayAndWhoseHolderLivesIsInNoDoubt() {
    keep("red", "sl_0");
    Claim claim = only(claim("a", 1));
    depart(claim);
    for (int i = 0; i < 8; i++) {
      advance(LEASE.dividedBy(2));
      claim("a", 1);
    }

    assertThat(over("b")).isEmpty();
    assertThat(get(queue.finish(claim))).isTrue();
    assertThat(backlogs()).isEmpty();
  }

  @Test
  void whatItsHolderDoubtsIsToldWhenItsHoldIsOver() {
    keep("red", "sl_0");
    Claim claim = only(claim("a", 1));
    assertThat(get(queue.doubt(claim))).as("before it has departed").isFalse();
    depart(claim);

    assertThat(get(queue.doubt(claim))).isTrue();

    assertThat(over("a")).isEmpty();
    advance(HOLD.plusMillis(1));
    assertThat(only(over("a")).state()).isEqualTo(State.DEPARTED);
  }

  @Test
  void whatStartedNothingIsClaimedAsBeforeOrQueuedAtItsOldPlace() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    Claim claim = only(claim("a", 1));
    depart(claim);

    assertThat(get(queue.stay(claim, "fresh"))).isTrue();
    Claim kept = new Claim(claim.submit(), "fresh", State.CLAIMED);
    assertThat(claim("a", 1)).as("it counts as claimed").isEmpty();
    assertThat(depart(claim)).as("late, by the claim before").isFalse();
    assertThat(depart(kept)).isTrue();
    get(queue.stay(claim, "other"));
    assertThat(get(queue.putBack(claim))).as("late, by the claim before").isFalse();
    assertThat(get(queue.putBack(kept))).isTrue();

    Claim again = only(claim("b", 1));
    assertThat(again.submit()).usingRecursiveComparison().isEqualTo(claim.submit());
    assertThat(depart(claim)).isFalse();
    assertThat(depart(again)).isTrue();
  }

  @Test
  void whoResignsMayTellTheEndAndSendsNoMore() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    Claim claim = only(claim("a", 1));

    assertThat(get(queue.resign(claim))).isTrue();
    assertThat(get(queue.resign(claim))).isTrue();

    assertThat(depart(claim)).isFalse();
    assertThat(ids(claim("a", 1))).containsExactly("sl_1");
    advance(LEASE.plusMillis(1));
    assertThat(ids(claim("b", 1))).as("its holder has died").containsExactly("sl_0");
    assertThat(get(queue.resign(claim))).isFalse();
  }

  @Test
  void teamsTakeTurnsAtBeingTheFirst() {
    for (int i = 0; i < 6; i++) {
      keep(i % 2 == 0 ? "blue" : "red", "sl_" + i);
    }
    List<String> firsts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      firsts.add(
          only(get(queue.claim("a", new Share(9, 1, 1000, TEAMS), false)).claims())
              .submit()
              .team());
    }

    assertThat(firsts).containsExactlyInAnyOrder("blue", "red");
    assertThat(get(queue.claim("a", new Share(9, 9, 1000, Set.of("blue")), false)).claims())
        .hasSize(2)
        .allMatch(claim -> claim.submit().team().equals("blue"));
  }
}
