package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Policy;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.Standing;
import dev.sluice.budget.TeamShare;
import dev.sluice.budget.Verdict;
import dev.sluice.redis.OpenLink;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.Soon;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three replicas on one Redis whose limits change at different moments, under load (law L11). */
class ReplanInRedisIT {

  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final Duration OBEYED = Duration.ofSeconds(2);
  private static final int HIGH = 600;
  private static final int LOW = 100;
  private static final int HELD = 7;

  private final RedisServer server = RedisServer.start();
  private final OpenLink link = OpenLink.to(server.hosts());
  private final List<RedisLedger> replicas = new ArrayList<>();
  private final List<Timers.Alarm> callers = new ArrayList<>();
  private final Queue<Long> sent = new ConcurrentLinkedQueue<>();
  private final Queue<Claim> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  private static BudgetPlan plan(int limit, int slots, Map<String, TeamShare> teams) {
    return BudgetPlan.of(
        "apixo",
        new RateWindow(limit, WINDOW),
        new BudgetPlan.Timing(Duration.ofMillis(50), Duration.ZERO, Duration.ofMillis(50)),
        0.1 * limit,
        slots,
        teams);
  }

  @BeforeEach
  void begin() {
    for (int i = 0; i < 3; i++) {
      Program program =
          arguments ->
              LedgerProgram.script()
                  .run(link.link(), LedgerProgram.keys("apixo"), arguments)
                  .map(Told::of);
      replicas.add(
          new RedisLedger(
              new RedisLedger.Subject(plan(HIGH, 10, Map.of()), Scenery.LIMITS, "replica-" + i),
              program,
              () -> 0,
              System::nanoTime,
              link.timers()));
    }
    await()
        .atMost(Duration.ofSeconds(12))
        .untilAsserted(
            () -> assertThat(replicas).allMatch(r -> r.standing().equals(Standing.SERVING)));
    for (int i = 0; i < HELD; i++) {
      String slot = "held-" + i;
      await()
          .until(
              () ->
                  now(replicas
                              .get(0)
                              .admit(List.of(new Claim(slot, "red", Claim.Need.TOKEN_AND_SLOT))))
                          .get(0)
                      instanceof Verdict.Granted);
    }
  }

  @AfterEach
  void end() {
    callers.forEach(Timers.Alarm::cancel);
    replicas.forEach(RedisLedger::leave);
    link.close();
    server.close();
  }

  private static <T> T now(Uni<T> uni) {
    return Soon.of(uni);
  }

  /** Each replica asks for all that it can get; who is denied asks again by the same id. */
  private void load() {
    for (RedisLedger replica : replicas) {
      callers.add(
          link.timers()
              .every(
                  Duration.ofMillis(25),
                  () -> {
                    List<Claim> claims = new ArrayList<>();
                    while (claims.size() < 20) {
                      Claim again = waiting.poll();
                      claims.add(again == null ? fresh() : again);
                    }
                    replica.admit(claims).subscribe().with(v -> heard(replica, claims, v));
                  }));
    }
  }

  private Claim fresh() {
    return new Claim("c" + ids.incrementAndGet(), "blue", Claim.Need.TOKEN);
  }

  private void heard(RedisLedger replica, List<Claim> claims, List<Verdict> verdicts) {
    for (int i = 0; i < claims.size(); i++) {
      if (verdicts.get(i) instanceof Verdict.Granted grant) {
        sent.add(System.nanoTime());
        replica.settle(grant.id(), Ending.STARTED_NOTHING, Duration.ZERO);
      } else {
        if (((Verdict.Denied) verdicts.get(i)).policy() == Policy.STORE) {
          lost.incrementAndGet();
        }
        waiting.add(claims.get(i));
      }
    }
  }

  private void change(BudgetPlan next) {
    for (RedisLedger replica : replicas) {
      replica.replan(next, Scenery.LIMITS);
      rest(Duration.ofMillis(300));
    }
  }

  private static void rest(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(time.plusSeconds(5))
        .until(() -> System.nanoTime() >= until);
  }

  private int fullestWindowSince(long from) {
    List<Long> times = sent.stream().filter(at -> at >= from).sorted().toList();
    return IntStream.range(0, times.size())
        .map(
            first ->
                (int)
                    times.stream()
                        .skip(first)
                        .takeWhile(at -> at - times.get(first) <= WINDOW.toNanos())
                        .count())
        .max()
        .orElse(0);
  }

  private long inTheLastWindow() {
    long from = System.nanoTime() - WINDOW.toNanos();
    return sent.stream().filter(at -> at >= from).count();
  }

  @Test
  void aLowerLimitHoldsWithinTwoSecondsAndAHigherOneIsUsedAgain() {
    load();
    await().atMost(Duration.ofSeconds(30)).until(() -> inTheLastWindow() > 2 * LOW);
    assertThat(fullestWindowSince(0)).isLessThanOrEqualTo(HIGH);

    change(plan(LOW, 5, Map.of()));
    long lowered = System.nanoTime();
    rest(OBEYED.plus(WINDOW).plus(WINDOW));
    assertThat(fullestWindowSince(lowered + OBEYED.toNanos())).isBetween(LOW / 5, LOW);

    assertThat(now(replicas.get(1).view()).slotLimit()).isEqualTo(5);
    assertThat(now(replicas.get(1).view()).slotsInUseTotal()).as("none is ended").isEqualTo(HELD);
    assertThat(now(replicas.get(2).leases())).hasSize(HELD);

    change(plan(HIGH, 10, Map.of("blue", new TeamShare(2, 20, 1, 0.5, TeamShare.NO_CEILING))));
    long raised = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> inTheLastWindow() > 2 * LOW && now(replicas.get(0).view()).limit() == HIGH);
    assertThat(fullestWindowSince(raised)).isLessThanOrEqualTo(HIGH);
    assertThat(lost).as("denials for want of the store").hasValue(0);
    assertThat(replicas)
        .allMatch(replica -> replica.standing().mode() == Standing.Mode.SERVING)
        .allMatch(replica -> replica.standing().notice().isEmpty());
  }
}
