package dev.sluice.deferral;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Cancelled;
import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.Kept;
import dev.sluice.deferral.DeferredQueue.Room;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every queue of deferred submits does. Claims last 10 s. */
public abstract class DeferredQueueContract {

  protected static final Duration LEASE = Duration.ofSeconds(10);

  /** What all teams together may have: 20 submits, 2000 bytes. */
  protected static final Room ALL = new Room(20, 2000);

  private static final Room ROOM = new Room(10, 1000);
  private static final long NEVER = Long.MAX_VALUE / 4;

  protected abstract DeferredQueue queue();

  protected abstract void advance(Duration by);

  protected abstract long now();

  private final DeferredQueue queue = queue();

  @Test
  void whatIsKeptIsClaimedWholeAndOnce() {
    Deferred kept =
        new Deferred(
            "sl_1",
            "red",
            "apixo",
            "flux2",
            Map.of("accept", "application/json"),
            "{\"ü\":1.0}".getBytes(UTF_8),
            now(),
            NEVER);
    assertThat(get(queue.keep(kept, ROOM))).isEqualTo(Kept.NEW);

    Deferred claimed = only(claim("a", 5)).submit();

    assertThat(claimed).usingRecursiveComparison().isEqualTo(kept);
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
    get(queue.renew("a"));
    advance(LEASE.minusMillis(100));
    assertThat(claim("b", 1)).isEmpty();
    advance(Duration.ofMillis(200));

    Claim taken = only(claim("b", 1));

    assertThat(get(queue.depart(dead))).isFalse();
    assertThat(get(queue.finish(dead))).isFalse();
    assertThat(get(queue.depart(taken))).isTrue();
  }

  @Test
  void whatHasDepartedIsNeverQueuedAgainAndItsBodyIsForgotten() {
    keep("red", "sl_0");
    Claim claim = only(claim("a", 1));
    assertThat(get(queue.depart(claim))).isTrue();
    assertThat(get(queue.depart(claim))).as("twice").isFalse();
    assertThat(get(queue.putBack(claim))).isFalse();

    advance(LEASE.multipliedBy(2));

    assertThat(claim("b", 5)).isEmpty();
    Claim orphan = only(get(queue.orphans("b", 5)));
    assertThat(orphan.submit().id()).isEqualTo("sl_0");
    assertThat(orphan.submit().team()).isEqualTo("red");
    assertThat(orphan.submit().body()).isEmpty();
    assertThat(get(queue.finish(claim))).as("by who had it before").isFalse();
    assertThat(get(queue.orphans("c", 5))).isEmpty();
    assertThat(get(queue.finish(orphan))).isTrue();
    advance(LEASE.multipliedBy(2));
    assertThat(get(queue.orphans("c", 5))).isEmpty();
  }

  @Test
  void whatIsUnderWayAndWhoseHolderLivesIsNoOrphan() {
    keep("red", "sl_0");
    Claim claim = only(claim("a", 1));
    get(queue.depart(claim));
    for (int i = 0; i < 4; i++) {
      advance(LEASE.dividedBy(2));
      get(queue.renew("a"));
    }

    assertThat(get(queue.orphans("b", 5))).isEmpty();
    assertThat(get(queue.finish(claim))).isTrue();
    assertThat(get(queue.backlog())).isEmpty();
  }

  @Test
  void onlyWhatIsQueuedCanBeCancelledAndOnlyByItsTeam() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    only(claim("a", 1));

    assertThat(get(queue.cancel("red", "sl_0"))).isEqualTo(Cancelled.TOO_LATE);
    assertThat(get(queue.cancel("blue", "sl_1"))).isEqualTo(Cancelled.UNKNOWN);
    assertThat(get(queue.cancel("red", "sl_9"))).isEqualTo(Cancelled.UNKNOWN);
    assertThat(get(queue.cancel("red", "sl_1"))).isEqualTo(Cancelled.CANCELLED);
    assertThat(get(queue.cancel("red", "sl_1"))).isEqualTo(Cancelled.UNKNOWN);
    assertThat(claim("a", 5)).isEmpty();
  }

  @Test
  void whatHasWaitedTooLongIsNotSentAndIsGivenOutToBeTold() {
    get(queue.keep(submit("red", "sl_0", 10, now() + 5000), ROOM));
    get(queue.keep(submit("red", "sl_1", 10, now() + 50_000), ROOM));
    advance(Duration.ofMillis(5001));

    assertThat(ids(claim("a", 5))).containsExactly("sl_1");
    Claim late = only(get(queue.overdue("b", 5)));
    assertThat(late.submit().id()).isEqualTo("sl_0");
    assertThat(get(queue.overdue("c", 5))).isEmpty();
    assertThat(get(queue.finish(late))).isTrue();
    assertThat(get(queue.before("red", "sl_0"))).isEmpty();
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
    get(queue.depart(sent));

    assertThat(keep("red", "sl_10")).isEqualTo(Kept.NEW);
  }

  @Test
  void allTeamsTogetherHaveABound() {
    for (int i = 0; i < 20; i++) {
      assertThat(keep("team" + i % 4, "sl_" + i)).isEqualTo(Kept.NEW);
    }
    assertThat(keep("another", "sl_20")).isEqualTo(Kept.FULL);
  }

  @Test
  void theBacklogTellsHowManyWaitAndSinceWhen() {
    long first = now();
    keep("red", "sl_0");
    advance(Duration.ofSeconds(3));
    keep("red", "sl_1");
    keep("blue", "sl_2");

    assertThat(get(queue.backlog()))
        .isEqualTo(Map.of("red", new Backlog(2, first), "blue", new Backlog(1, first + 3000)));
    assertThat(get(queue.before("red", "sl_1"))).contains(1);
    assertThat(get(queue.before("blue", "sl_1"))).isEmpty();

    get(queue.depart(only(claim("a", 1), "red")));

    assertThat(get(queue.before("red", "sl_1"))).contains(0);
    assertThat(get(queue.backlog()).get("red")).isEqualTo(new Backlog(1, first + 3000));
  }

  private Kept keep(String team, String id) {
    return get(queue.keep(submit(team, id, 10, NEVER), ROOM));
  }

  private Deferred submit(String team, String id, int bytes, long expires) {
    return new Deferred(id, team, "apixo", "flux2", Map.of(), new byte[bytes], now(), expires);
  }

  private List<Claim> claim(String owner, int perTeam) {
    return get(queue.claim(owner, perTeam));
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

  private static <T> T get(Uni<T> step) {
    return step.await().atMost(Duration.ofSeconds(5));
  }
}
