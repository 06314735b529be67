package dev.sluice.deferral;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Cancellation;
import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.Kept;
import dev.sluice.deferral.DeferredQueue.Room;
import dev.sluice.deferral.DeferredQueue.Share;
import dev.sluice.deferral.DeferredQueue.State;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every queue of deferred submits does. Claims last 10 s. */
public abstract class DeferredQueueContract {

  protected static final Duration LEASE = Duration.ofSeconds(10);

  /** What all teams together may have: 20 submits, 2000 bytes. */
  protected static final Room ALL = new Room(20, 2000);

  protected static final Duration HOLD = Duration.ofSeconds(30);

  private static final Room ROOM = new Room(10, 1000);
  private static final long NEVER = Long.MAX_VALUE / 4;

  protected abstract DeferredQueue queue();

  protected abstract void advance(Duration by);

  protected abstract long now();

  protected final DeferredQueue queue = queue();

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

    assertThat(ids(get(queue.claim("a", new Share(6, 2, 1000))).claims()))
        .containsExactly("sl_0", "sl_1");
    assertThat(ids(get(queue.claim("a", new Share(6, 6, 15))).claims()))
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
    assertThat(get(queue.stay(dead))).isFalse();
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

    assertThat(get(queue.stay(claim))).isTrue();
    assertThat(claim("a", 1)).as("it counts as claimed").isEmpty();
    assertThat(depart(claim)).isTrue();
    assertThat(get(queue.putBack(claim))).isTrue();

    Claim again = only(claim("b", 1));
    assertThat(again.submit()).usingRecursiveComparison().isEqualTo(claim.submit());
    assertThat(depart(claim)).isFalse();
    assertThat(depart(again)).isTrue();
  }

  @Test
  void onlyWhatIsQueuedCanBeCancelledAndOnlyByItsTeam() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    only(claim("a", 1));

    assertThat(cancel("red", "sl_0")).isInstanceOf(Cancellation.TooLate.class);
    assertThat(cancel("blue", "sl_1")).isInstanceOf(Cancellation.Unknown.class);
    assertThat(cancel("red", "sl_9")).isInstanceOf(Cancellation.Unknown.class);
    Claim cancelled = ((Cancellation.Cancelled) cancel("red", "sl_1")).claim();
    assertThat(cancel("red", "sl_1")).isInstanceOf(Cancellation.TooLate.class);
    assertThat(claim("a", 5)).isEmpty();
    assertThat(backlogs().get("red").entries()).isEqualTo(1);
    assertThat(depart(cancelled)).isFalse();
    assertThat(get(queue.putBack(cancelled))).isFalse();
    assertThat(get(queue.finish(cancelled))).isTrue();
    assertThat(cancel("red", "sl_1")).isInstanceOf(Cancellation.Unknown.class);
  }

  @Test
  void whatIsWithdrawnIsNotKeptUnlessSomebodyHasClaimedIt() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    only(claim("a", 1));

    assertThat(get(queue.withdraw("sl_0"))).isFalse();
    assertThat(get(queue.withdraw("sl_1"))).isTrue();
    assertThat(get(queue.withdraw("sl_1"))).isTrue();
    assertThat(claim("a", 5)).isEmpty();
    assertThat(backlogs().get("red").entries()).isEqualTo(1);
  }

  @Test
  void theEndOfWhatWasCancelledIsToldBySomebodyElseWhereItsCancellerIsGone() {
    keep("red", "sl_0");
    cancel("red", "sl_0");
    assertThat(over("b")).isEmpty();
    advance(LEASE.plusMillis(1));

    Claim left = only(over("b"));

    assertThat(left.state()).isEqualTo(State.CANCELLED);
    assertThat(get(queue.finish(left))).isTrue();
  }

  @Test
  void whatHasWaitedTooLongIsNotSentAndIsGivenOutToBeTold() {
    get(queue.keep(submit("red", "sl_0", 10, now() + 5000), ROOM));
    get(queue.keep(submit("red", "sl_1", 10, now() + 50_000), ROOM));
    advance(Duration.ofMillis(5001));

    assertThat(ids(claim("a", 5))).containsExactly("sl_1");
    Claim late = only(over("b"));
    assertThat(late.submit().id()).isEqualTo("sl_0");
    assertThat(late.state()).isEqualTo(State.OVERDUE);
    assertThat(over("c")).isEmpty();
    assertThat(depart(late)).isFalse();
    assertThat(get(queue.finish(late))).isTrue();
    assertThat(backlogs().get("red").entries()).isEqualTo(1);
  }

  @Test
  void theEndOfWhatWaitedTooLongIsToldBySomebodyElseWhereItsHolderIsGone() {
    get(queue.keep(submit("red", "sl_0", 10, now() + 5000), ROOM));
    advance(Duration.ofMillis(5001));
    only(over("b"));
    advance(LEASE.plusMillis(1));

    assertThat(only(over("c")).state()).isEqualTo(State.OVERDUE);
  }

  @Test
  void aTeamHasRoomForSoManyAndForSoManyBytes() {
    for (int i = 0; i < 10; i++) {
      assertThat(keep("red", "sl_" + i)).isEqualTo(Kept.NEW);
    }
    assertThat(keep("red", "sl_10")).isEqualTo(Kept.FULL);
    assertThat(keep("red", "sl_3")).isEqualTo(Kept.KNOWN);
    assertThat(get(queue.keep(submit("blue", "sl_b", 1001, NEVER), ROOM))).isEqualTo(Kept.FULL);
    assertThat(get(queue.keep(submit("blue", "sl_b", 1000, NEVER), ROOM))).isEqualTo(Kept.NEW);

    Claim sent = only(claim("a", 1), "red");
    assertThat(keep("red", "sl_10")).as("claimed ones count").isEqualTo(Kept.FULL);
    depart(sent);

    assertThat(keep("red", "sl_10")).isEqualTo(Kept.NEW);
    assertThat(keep("red", "sl_11")).isEqualTo(Kept.FULL);
  }

  @Test
  void allTeamsTogetherHaveABound() {
    for (int i = 0; i < 20; i++) {
      assertThat(keep("team" + i % 4, "sl_" + i)).isEqualTo(Kept.NEW);
    }
    assertThat(keep("another", "sl_20")).isEqualTo(Kept.FULL);
  }

  @Test
  void theBacklogTellsHowManyWaitSinceWhenAndHowFastTheyGo() {
    long first = now();
    keep("red", "sl_0");
    advance(Duration.ofSeconds(1));
    keep("red", "sl_1");
    advance(Duration.ofSeconds(2));
    keep("red", "sl_2");
    keep("blue", "sl_3");

    assertThat(backlogs())
        .isEqualTo(
            Map.of(
                "red", new Backlog(3, 3, first, first + 1000, first + 3000, 0),
                "blue", new Backlog(1, 1, first + 3000, first + 3000, first + 3000, 0)));

    depart(only(claim("a", 1), "red"));

    Backlog red = backlogs().get("red");
    assertThat(red.entries()).isEqualTo(2);
    assertThat(red.oldestMillis()).isEqualTo(first + 1000);
    assertThat(red.perSecond()).isEqualTo(1.0 / 30, offset(1e-6));
    advance(Duration.ofSeconds(30));
    assertThat(backlogs().get("red").perSecond()).isEqualTo(1.0 / 30 / Math.E, offset(1e-6));
  }

  private Map<String, Backlog> backlogs() {
    return get(queue.claim("nobody", new Share(0, 0, 0))).backlogs();
  }

  private Kept keep(String team, String id) {
    return get(queue.keep(submit(team, id, 10, NEVER), ROOM));
  }

  private Deferred submit(String team, String id, int bytes, long expires) {
    return new Deferred(id, team, "apixo", "flux2", Map.of(), new byte[bytes], now(), expires);
  }

  private boolean depart(Claim claim) {
    return get(queue.depart(claim, HOLD));
  }

  private Cancellation cancel(String team, String id) {
    return get(queue.cancel("a", team, id));
  }

  private List<Claim> over(String owner) {
    return get(queue.over(owner, 5));
  }

  private List<Claim> claim(String owner, int perTeam) {
    return get(queue.claim(owner, new Share(perTeam, 100, 10_000))).claims();
  }

  private static Claim only(List<Claim> claims) {
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  private static Claim only(List<Claim> claims, String team) {
    return only(claims.stream().filter(claim -> claim.submit().team().equals(team)).toList());
  }

  private static List<String> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.submit().id()).toList();
  }

  protected static <T> T get(Uni<T> step) {
    return step.await().atMost(Duration.ofSeconds(5));
  }
}
