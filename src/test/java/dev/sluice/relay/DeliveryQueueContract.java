package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.relay.Delivery.State;
import dev.sluice.relay.DeliveryQueue.Claim;
import dev.sluice.relay.DeliveryQueue.Kept;
import dev.sluice.relay.DeliveryQueue.Page;
import dev.sluice.relay.DeliveryQueue.Redelivery;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every queue of deliveries does. Claims last 20 s. */
public abstract class DeliveryQueueContract {

  protected static final Duration LEASE = Duration.ofSeconds(20);
  private static final Settlement DONE = new Settlement.Delivered("204");

  /** An empty one; further calls within a test may give another view of the same. */
  protected abstract DeliveryQueue queue();

  protected abstract void advance(Duration by);

  /** How many pending and dead ones a team may have. */
  protected abstract int entries();

  private final DeliveryQueue queue = queue();

  @Test
  void whatIsKeptIsClaimedWholeAndOnce() {
    assertThat(keep("s-1", "red", "https://a.example/x?y=z")).isEqualTo(Kept.NEW);

    Delivery claimed = only(claim(10)).delivery();

    assertThat(claimed.id()).isEqualTo("msg_s1");
    assertThat(claimed.receiver()).isEqualTo(new Receiver("red", "https://a.example/x?y=z"));
    assertThat(claimed.upstream()).isEqualTo("up");
    assertThat(claimed.taskId()).isEqualTo("task-s-1");
    assertThat(claimed.body()).isEqualTo("{\"ü\":\"s-1\"}".getBytes(UTF_8));
    assertThat(claimed.progress().attempts()).isZero();
    assertThat(claim(10)).isEmpty();
  }

  @Test
  void keepingItAgainChangesNothingWhateverBecameOfIt() {
    keep("s", "red", "https://a.example/");
    assertThat(keep("s", "red", "https://b.example/")).isEqualTo(Kept.KNOWN);
    Claim claim = only(claim(10));
    assertThat(keep("s", "red", "https://b.example/")).isEqualTo(Kept.KNOWN);
    assertThat(settle(claim, DONE)).isTrue();
    assertThat(keep("s", "red", "https://b.example/")).isEqualTo(Kept.KNOWN);
    advance(Duration.ofHours(23));
    assertThat(keep("s", "red", "https://b.example/")).isEqualTo(Kept.KNOWN);
    assertThat(claim(10)).isEmpty();
  }

  @Test
  void whatFailedIsDueAgainAfterItsPauseAndRemembersIt() {
    keep("s", "red", "https://a.example/");
    settle(only(claim(10)), new Settlement.Again(Duration.ofSeconds(5), "500"));

    advance(Duration.ofMillis(4900));
    assertThat(claim(10)).isEmpty();
    advance(Duration.ofMillis(200));
    Delivery second = only(claim(10)).delivery();

    assertThat(second.id()).isEqualTo("msg_s");
    assertThat(second.progress().attempts()).isEqualTo(1);
    assertThat(second.progress().result()).isEqualTo("500");
  }

  @Test
  void aClaimExpiresAndOnlyItsLastHolderMaySettle() {
    keep("s", "red", "https://a.example/");
    Claim dead = only(claim(10));
    advance(LEASE.minusMillis(100));
    assertThat(claim(10)).isEmpty();
    advance(Duration.ofMillis(200));

    Claim taken = only(claim(10));

    assertThat(settle(dead, new Settlement.Dead(false, "x"))).isFalse();
    assertThat(settle(taken, DONE)).isTrue();
    assertThat(settle(taken, DONE)).isFalse();
    assertThat(list(State.DELIVERED)).hasSize(1);
    advance(LEASE.multipliedBy(2));
    assertThat(claim(10)).isEmpty();
  }

  @Test
  void aLineHasAtMostTwentyOnTheirWay() {
    IntStream.range(0, 50).forEach(i -> keep("s" + i, "red", "https://a.example/" + i));

    List<Claim> first = claim(100);
    assertThat(first).hasSize(DeliveryQueue.PER_LINE);
    assertThat(claim(100)).isEmpty();
    settle(first.get(3), DONE);
    settle(first.get(4), new Settlement.Again(Duration.ofHours(1), "500"));
    assertThat(claim(100)).hasSize(2);
    advance(LEASE.plusMillis(1));
    assertThat(claim(100)).hasSize(DeliveryQueue.PER_LINE);
  }

  @Test
  void whereFewAreAllowedOfALineTheOthersWaitASecond() {
    IntStream.range(0, 9).forEach(i -> keep("s" + i, "red", "https://a.example/"));

    assertThat(get(queue.claim(10, 3, Set.of()))).hasSize(3);
    assertThat(get(queue.claim(10, 3, Set.of()))).isEmpty();
    advance(Duration.ofMillis(1100));
    assertThat(get(queue.claim(10, 3, Set.of()))).isEmpty();
    advance(Duration.ofMillis(1100));
    assertThat(get(queue.claim(10, 20, Set.of()))).hasSize(6);
  }

  @Test
  void ofATeamThatIsLeftOutNothingIsClaimedAndItIsAskedAgainASecondLater() {
    IntStream.range(0, 600).forEach(i -> keep("s" + i, "red", "https://h" + i + ".example/"));
    advance(Duration.ofMillis(10));
    keep("other", "blue", "https://a.example/");
    Set<String> red = Set.of("red");

    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      claims.addAll(get(queue.claim(10, 20, red)));
    }
    assertThat(ids(claims)).containsExactly("msg_other");
    advance(Duration.ofMillis(1100));
    assertThat(claim(10)).hasSize(10);
  }

  @Test
  void aLineWithAThousandDueDelaysNoOther() {
    IntStream.range(0, 1000).forEach(i -> keep("big" + i, "red", "https://big.example/"));
    advance(Duration.ofMillis(10));
    keep("other-host", "red", "https://small.example/");
    keep("other-port", "red", "https://big.example:444/");
    keep("other-scheme", "red", "http://big.example:443/");
    keep("other-team", "blue", "https://big.example/");

    assertThat(ids(claim(20))).contains("msg_otherhost", "msg_otherport", "msg_otherteam");
    assertThat(ids(claim(20)).size() + 20).isGreaterThanOrEqualTo(24);
  }

  @Test
  void linesTakeTurns() {
    for (int line = 0; line < 3; line++) {
      for (int i = 0; i < 40; i++) {
        keep("l" + line + "x" + i, "red", "https://h" + line + ".example/");
      }
    }
    int[] perLine = new int[3];
    for (int round = 0; round < 6; round++) {
      for (Claim claim : claim(4)) {
        perLine[claim.delivery().receiver().url().charAt(9) - '0']++;
        settle(claim, DONE);
      }
      advance(Duration.ofMillis(5));
    }
    assertThat(perLine).containsExactly(8, 8, 8);
  }

  @Test
  void aLineThatIsKeptAndSettledAllTheTimeStillHasItsTurn() {
    for (int line = 0; line < 5; line++) {
      for (int i = 0; i < 40; i++) {
        keep("l" + line + "x" + i, "red", "https://h" + line + ".example/");
      }
    }
    int[] perLine = new int[5];
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 3; i++) {
        keep("new" + round + "x" + i, "red", "https://h2.example/");
        advance(Duration.ofMillis(1));
      }
      for (Claim claim : claim(4)) {
        perLine[claim.delivery().receiver().url().charAt(9) - '0']++;
        settle(claim, DONE);
      }
      advance(Duration.ofMillis(1));
    }
    assertThat(perLine).containsExactly(8, 8, 8, 8, 8);
  }

  @Test
  void nothingIsLostWhoeverClaimsAndDies() {
    IntStream.range(0, 60).forEach(i -> keep("s" + i, "red", "https://h" + i % 3 + ".example/"));
    Set<String> delivered = new HashSet<>();
    for (int round = 0; round < 200 && delivered.size() < 60; round++) {
      List<Claim> claims = claim(7);
      for (int i = 0; i < claims.size(); i++) {
        if ((round + i) % 3 == 0) {
          assertThat(settle(claims.get(i), DONE)).isTrue();
          assertThat(delivered.add(claims.get(i).delivery().id())).isTrue();
        } else if ((round + i) % 3 == 1) {
          settle(claims.get(i), new Settlement.Again(Duration.ofSeconds(2), "500"));
        }
      }
      advance(Duration.ofSeconds(3));
    }
    assertThat(delivered).hasSize(60);
    assertThat(list(State.PENDING)).isEmpty();
  }

  @Test
  void whatWasGivenUpIsKeptWithItsBodyAndSentAgainOnRequest() {
    keep("s", "red", "https://a.example/");
    assertThat(get(queue.redeliver("msg_s", Optional.empty()))).isEqualTo(Redelivery.PENDING);
    settle(only(claim(10)), new Settlement.Again(Duration.ofSeconds(1), "500"));
    advance(Duration.ofSeconds(2));
    settle(only(claim(10)), new Settlement.Dead(false, "timeout"));
    advance(Duration.ofDays(14));
    assertThat(claim(10)).isEmpty();
    Delivery dead = list(State.DEAD).get(0);
    assertThat(dead.progress().attempts()).isEqualTo(2);
    assertThat(dead.progress().result()).isEqualTo("timeout");
    assertThat(dead.body()).isEmpty();

    assertThat(get(queue.redeliver("msg_s", Optional.empty()))).isEqualTo(Redelivery.DUE);

    Delivery again = only(claim(10)).delivery();
    assertThat(again.body()).isEqualTo("{\"ü\":\"s\"}".getBytes(UTF_8));
    assertThat(again.progress().attempts()).isZero();
    assertThat(list(State.DEAD)).isEmpty();
  }

  @Test
  void whatWasDeliveredHasNoBodyAndIsSentAgainWithOneThatIsGiven() {
    keep("s", "red", "https://a.example/");
    settle(only(claim(10)), DONE);

    assertThat(get(queue.find("msg_s")).orElseThrow().body()).isEmpty();
    assertThat(get(queue.redeliver("msg_s", Optional.empty()))).isEqualTo(Redelivery.NO_BODY);
    assertThat(get(queue.redeliver("msg_s", Optional.of("{}".getBytes(UTF_8)))))
        .isEqualTo(Redelivery.DUE);
    assertThat(only(claim(10)).delivery().body()).isEqualTo("{}".getBytes(UTF_8));
    assertThat(get(queue.redeliver("msg_nobody", Optional.empty()))).isEqualTo(Redelivery.UNKNOWN);
    assertThat(get(queue.find("msg_nobody"))).isEmpty();
  }

  @Test
  void whatIsCancelledIsForgotten() {
    keep("s", "red", "https://a.example/");
    settle(only(claim(10)), new Settlement.Cancelled("no such team"));

    assertThat(get(queue.find("msg_s"))).isEmpty();
    assertThat(list(State.PENDING)).isEmpty();
    advance(LEASE.multipliedBy(2));
    assertThat(claim(10)).isEmpty();
  }

  @Test
  void aListGoesPageByPageOverAllTeamsOrOne() {
    IntStream.range(0, 130)
        .forEach(i -> keep("s" + i, i % 2 == 0 ? "red" : "blue", "https://a.example/"));
    Set<String> seen = new HashSet<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      Page page = get(queue.list(State.PENDING, Optional.empty(), cursor));
      page.deliveries().forEach(it -> assertThat(seen.add(it.id())).isTrue());
      assertThat(page.deliveries()).hasSizeLessThanOrEqualTo(DeliveryQueue.PAGE);
      cursor = page.cursor();
    } while (cursor.isPresent() && ++pages < 5);

    assertThat(seen).hasSize(130);
    assertThat(get(queue.list(State.PENDING, Optional.of("red"), Optional.empty())).deliveries())
        .hasSize(65)
        .allMatch(it -> it.receiver().team().equals("red"));
    assertThat(get(queue.list(State.DEAD, Optional.empty(), Optional.empty())).deliveries())
        .isEmpty();
    assertThat(get(queue.count(State.PENDING)))
        .containsEntry("red", 65L)
        .containsEntry("blue", 65L);
    assertThat(get(queue.count(State.DEAD)).getOrDefault("red", 0L)).isZero();
  }

  @Test
  void beyondTheBoundTheOldestDeadGoFirstAndThenNothingMoreIsKept() {
    int most = entries();
    for (int i = 0; i < 2; i++) {
      keep("dead" + i, "red", "https://a.example/");
      settle(only(claim(1)), new Settlement.Dead(false, "500"));
      advance(Duration.ofMillis(5));
    }
    assertThat(get(queue.count(State.DEAD))).containsEntry("red", 2L);
    fill("red", most - 2);

    assertThat(keep("over1", "red", "https://a.example/")).isEqualTo(Kept.NEW);
    assertThat(get(queue.find("msg_dead0"))).isEmpty();
    assertThat(get(queue.find("msg_dead1"))).isPresent();
    assertThat(keep("over2", "red", "https://a.example/")).isEqualTo(Kept.NEW);
    assertThat(get(queue.find("msg_dead1"))).isEmpty();
    assertThat(keep("over3", "red", "https://a.example/")).isEqualTo(Kept.FULL);
    assertThat(keep("over1", "red", "https://a.example/")).isEqualTo(Kept.KNOWN);
    assertThat(keep("theirs", "blue", "https://a.example/")).isEqualTo(Kept.NEW);
  }

  /** Has the team owe so many. */
  protected void fill(String team, int count) {
    IntStream.range(0, count).forEach(i -> keep("fill" + i, team, "https://full.example/"));
  }

  protected Kept keep(String slot, String team, String url) {
    return get(queue.keep(delivery(slot, team, url)));
  }

  protected static Delivery delivery(String slot, String team, String url) {
    byte[] body = "{\"ü\":\"%s\"}".formatted(slot).getBytes(UTF_8);
    return Delivery.fresh(slot, new Receiver(team, url), "up", "task-" + slot, 5, body);
  }

  protected List<Claim> claim(int most) {
    return get(queue.claim(most, DeliveryQueue.PER_LINE, Set.of()));
  }

  protected boolean settle(Claim claim, Settlement settlement) {
    return get(queue.settle(claim, settlement));
  }

  private List<Delivery> list(State state) {
    return new ArrayList<>(get(queue.list(state, Optional.empty(), Optional.empty())).deliveries());
  }

  private static Claim only(List<Claim> claims) {
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  private static List<String> ids(List<Claim> claims) {
    return claims.stream().map(it -> it.delivery().id()).toList();
  }

  protected static <T> T get(Uni<T> answer) {
    return answer.await().atMost(Duration.ofSeconds(5));
  }
}
