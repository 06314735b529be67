package dev.sluice.deferral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.sluice.deferral.DeferredQueue.Backlog;
import dev.sluice.deferral.DeferredQueue.Cancellation;
import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.Kept;
import dev.sluice.deferral.DeferredQueue.Room;
import dev.sluice.deferral.DeferredQueue.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every queue of deferred submits does. */
public abstract class DeferredQueueContract extends DeferredClaimsContract {

  @Test
  void whatHasWaitedTooLongDoesNotStandBeforeTheOthers() {
    for (int i = 0; i < 8; i++) {
      get(queue.keep(submit("red", "sl_" + i, 10, now() + 1000), ROOM));
    }
    advance(Duration.ofSeconds(2));
    keep("red", "sl_8");

    assertThat(ids(claim("a", 2))).containsExactly("sl_8");
  }

  @Test
  void whatIsNotAboutToBeSentCanBeCancelledAndOnlyByItsTeam() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    keep("red", "sl_2");
    List<Claim> claims = claim("a", 2);
    depart(claims.get(0));

    assertThat(cancel("red", "sl_0")).isInstanceOf(Cancellation.TooLate.class);
    assertThat(cancel("blue", "sl_1")).isInstanceOf(Cancellation.Unknown.class);
    assertThat(cancel("red", "sl_9")).isInstanceOf(Cancellation.Unknown.class);
    Claim claimed = ((Cancellation.Cancelled) cancel("red", "sl_1")).claim();
    assertThat(depart(claims.get(1))).as("by who had claimed it").isFalse();
    Claim queued = ((Cancellation.Cancelled) cancel("red", "sl_2")).claim();
    assertThat(cancel("red", "sl_2")).isInstanceOf(Cancellation.TooLate.class);
    assertThat(claim("a", 5)).isEmpty();
    assertThat(backlogs()).isEmpty();
    for (Claim cancelled : List.of(claimed, queued)) {
      assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
      assertThat(depart(cancelled)).isFalse();
      assertThat(get(queue.putBack(cancelled))).isFalse();
      assertThat(get(queue.finish(cancelled))).isTrue();
    }
    assertThat(cancel("red", "sl_1")).isInstanceOf(Cancellation.Unknown.class);
    keep("red", "sl_3");
    keep("red", "sl_4");
    assertThat(claim("a", 2)).as("it may have as many again").hasSize(2);
  }

  @Test
  void whatIsWithdrawnIsNotKeptUnlessSomebodyHasClaimedIt() {
    keep("red", "sl_0");
    keep("red", "sl_1");
    only(claim("a", 1));

    assertThat(get(queue.withdraw("sl_0"))).isFalse();
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
    for (int i = 0; i < 220; i++) {
      assertThat(keep("team" + i % 22, "sl_" + i)).isEqualTo(Kept.NEW);
    }
    assertThat(keep("another", "sl_220")).isEqualTo(Kept.FULL);
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

    Claim gone = only(claim("a", 1), "red");
    depart(gone);
    assertThat(backlogs().get("red").perSecond()).isZero();
    get(queue.finish(gone));

    Backlog red = backlogs().get("red");
    assertThat(red.entries()).isEqualTo(2);
    assertThat(red.oldestMillis()).isEqualTo(first + 1000);
    assertThat(red.perSecond()).as("one in the first second").isEqualTo(1.02, offset(0.01));
    advance(Duration.ofSeconds(30));
    assertThat(backlogs().get("red").perSecond())
        .as("one in half a minute")
        .isEqualTo(1 / 30.0 / Math.E / (1 - 1 / Math.E), offset(1e-6));
  }

  @Test
  void whatWaitsIsListedTeamAfterTeamWithoutItsBody() {
    for (int i = 0; i < 5; i++) {
      keep("red", "sl_r" + i);
      keep("blue", "sl_b" + i);
    }
    Claim claimed = only(claim("a", 1), "blue");

    DeferredQueue.Page all = get(queue.list(Optional.empty(), Optional.empty()));
    assertThat(all.cursor()).isEmpty();
    assertThat(all.waiting())
        .extracting(one -> one.submit().id())
        .containsExactly(
            "sl_b0", "sl_b1", "sl_b2", "sl_b3", "sl_b4", "sl_r0", "sl_r1", "sl_r2", "sl_r3",
            "sl_r4");
    assertThat(all.waiting().get(0).claimed()).isTrue();
    assertThat(all.waiting().get(1).claimed()).isFalse();
    assertThat(all.waiting().get(0).submit())
        .usingRecursiveComparison()
        .isEqualTo(claimed.submit().bare());
    assertThat(get(queue.list(Optional.of("red"), Optional.empty())).waiting()).hasSize(5);
    assertThat(get(queue.list(Optional.of("red"), Optional.of("nonsense"))).waiting()).hasSize(5);
    assertThat(get(queue.list(Optional.of("green"), Optional.empty())).waiting()).isEmpty();
  }

  @Test
  void aLongListComesInPagesOfWhichNothingIsMissingOrTwice() {
    for (int i = 0; i < 201; i++) {
      String team = i % 3 == 0 ? "blue" : "red";
      get(queue.keep(submit(team, "sl_" + i, 10, NEVER), new Room(1000, 100_000)));
    }

    List<String> ids = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      DeferredQueue.Page page = get(queue.list(Optional.empty(), cursor));
      page.waiting().forEach(one -> ids.add(one.submit().id()));
      cursor = page.cursor();
      pages++;
    } while (cursor.isPresent());

    assertThat(pages).isEqualTo(3);
    assertThat(ids).hasSize(201).doesNotHaveDuplicates();
    assertThat(ids.subList(0, 67)).allMatch(id -> Integer.parseInt(id.substring(3)) % 3 == 0);
  }

  @Test
  void anybodysIsCancelledWhereNoTeamIsNamed() {
    keep("red", "sl_0");

    assertThat(get(queue.cancel("a", Optional.empty(), "sl_0")))
        .isInstanceOf(Cancellation.Cancelled.class);
    assertThat(get(queue.cancel("a", Optional.empty(), "sl_1")))
        .isInstanceOf(Cancellation.Unknown.class);
  }
}
