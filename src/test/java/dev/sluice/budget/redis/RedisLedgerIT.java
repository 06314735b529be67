package dev.sluice.budget.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.budget.Bond;
import dev.sluice.budget.BudgetPlan;
import dev.sluice.budget.BudgetView;
import dev.sluice.budget.Claim;
import dev.sluice.budget.Ending;
import dev.sluice.budget.Lease;
import dev.sluice.budget.RateWindow;
import dev.sluice.budget.Standing;
import dev.sluice.budget.Verdict;
import dev.sluice.redis.OpenLink;
import dev.sluice.testing.RedisServer;
import dev.sluice.testing.Soon;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas' ledgers on one Redis that forgets, stalls and dies. */
class RedisLedgerIT {

  private static final int SLOTS = 20;
  private static final Duration HOUR = Duration.ofHours(1);

  private final RedisServer server = RedisServer.start();
  private final OpenLink link = OpenLink.to(server.hosts());
  private final BudgetPlan plan =
      BudgetPlan.of(
          "apixo",
          new RateWindow(60_000, Duration.ofMinutes(1)),
          new BudgetPlan.Timing(Duration.ofMillis(500), Duration.ZERO, Duration.ofMillis(50)),
          300,
          SLOTS,
          Map.of());
  private RedisLedger one;
  private RedisLedger two;

  private RedisLedger ledger(String name) {
    Program program =
        arguments ->
            LedgerProgram.script()
                .run(link.link(), LedgerProgram.keys("apixo"), arguments)
                .map(Told::of);
    return new RedisLedger(
        new RedisLedger.Subject(plan, Scenery.LIMITS, name + "-" + UUID.randomUUID()),
        program,
        () -> 0,
        System::nanoTime,
        link.timers());
  }

  @BeforeEach
  void begin() {
    one = ledger("one");
    two = ledger("two");
    serving();
  }

  @AfterEach
  void end() {
    one.leave();
    two.leave();
    link.close();
    server.close();
  }

  private void serving() {
    await()
        .atMost(Duration.ofSeconds(12))
        .untilAsserted(
            () ->
                assertThat(List.of(one.standing(), two.standing())).containsOnly(Standing.SERVING));
  }

  private static List<Claim> claims(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Claim(prefix + i, "red", Claim.Need.TOKEN_AND_SLOT))
        .toList();
  }

  /** Asks until all slots are in use, and binds them. */
  private List<String> fill() {
    List<String> granted = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              int round = granted.size();
              for (RedisLedger ledger : List.of(one, two)) {
                for (Verdict verdict :
                    Soon.of(ledger.admit(claims("f" + round + (ledger == one ? "a" : "b"), 15)))) {
                  if (verdict instanceof Verdict.Granted grant) {
                    assertThat(
                            Soon.of(ledger.bind(grant.id(), new Bond("t" + grant.id(), "d"), HOUR)))
                        .isTrue();
                    Soon.of(ledger.settle(grant.id(), Ending.STARTED, Duration.ZERO));
                    granted.add(grant.id());
                  }
                }
              }
              return granted.size() >= SLOTS;
            });
    return granted;
  }

  private int inUse(RedisLedger ledger) {
    return Soon.of(ledger.view()).slotsInUseTotal();
  }

  @Test
  void twoReplicasShareTheSlotsAndKnowEachOthersTasks() {
    List<String> granted = fill();
    assertThat(granted).hasSize(SLOTS);
    assertThat(Soon.of(one.admit(claims("more", 5)))).allMatch(Verdict.Denied.class::isInstance);
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              assertThat(granted).allMatch(slot -> one.recall("t" + slot).isPresent());
              assertThat(granted).allMatch(slot -> two.recall("t" + slot).isPresent());
            });
    Soon.of(one.release(granted.get(0)));
    await().atMost(Duration.ofSeconds(2)).until(() -> two.recall("t" + granted.get(0)).isEmpty());
    BudgetView view = Soon.of(two.view());
    assertThat(view.limit()).isEqualTo(60_000);
    assertThat(view.slotLimit()).isEqualTo(SLOTS);
  }

  /** Law S5: what it had claimed is not out of reach for the rest of its minute. */
  @Test
  void whatAReplicaHadClaimedThatIsGoneIsAnothersToLookAt() {
    List<String> granted = fill();
    for (RedisLedger owner : List.of(one, two)) {
      granted.forEach(slot -> Soon.of(owner.reschedule(slot, Duration.ZERO)));
    }
    await().until(() -> slots(Soon.of(one.due(SLOTS))).containsAll(granted.subList(0, 1)));

    Soon.of(one.leave());

    Set<String> found = new HashSet<>();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () -> {
              found.addAll(slots(Soon.of(two.due(SLOTS))));
              return found.containsAll(granted);
            });
  }

  private static List<String> slots(List<Lease> leases) {
    return leases.stream().map(Lease::slot).toList();
  }

  @Test
  void aStoreThatWasWipedIsToldEverythingAndGrantsNothingMeanwhile() {
    List<String> granted = fill();
    await()
        .until(
            () -> Soon.of(two.leases()).size() == SLOTS && Soon.of(one.leases()).size() == SLOTS);
    server.command("FLUSHALL");
    long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    int rounds = 0;
    while (System.nanoTime() < until) {
      assertThat(Soon.of(one.admit(claims("x" + rounds, 3))))
          .allMatch(Verdict.Denied.class::isInstance);
      assertThat(Soon.of(two.admit(claims("y" + rounds, 3))))
          .allMatch(Verdict.Denied.class::isInstance);
      assertThat(granted).allMatch(slot -> two.recall("t" + slot).isPresent());
      rounds++;
    }
    serving();
    assertThat(inUse(one)).isEqualTo(SLOTS);
    Soon.of(two.release(granted.get(3)));
    assertThat(Soon.of(two.admit(claims("z", 1))).get(0)).isInstanceOf(Verdict.Granted.class);
    assertThat(Soon.of(one.leases())).hasSizeBetween(SLOTS - 1, SLOTS);
  }

  @Test
  void aStoreThatDiedAndCameBackEmptyIsToldEverything() {
    List<String> granted = fill();
    await()
        .until(
            () -> Soon.of(two.leases()).size() == SLOTS && Soon.of(one.leases()).size() == SLOTS);
    server.kill();
    Soon.of(one.admit(claims("away", 3)));
    Uni<Boolean> released = one.release(granted.get(0));
    assertThat(one.recall("t" + granted.get(0))).isEmpty();
    assertThat(one.recall("t" + granted.get(1))).isPresent();
    await().atMost(Duration.ofSeconds(4)).until(() -> one.standing().mode() == Standing.Mode.LOST);
    server.restart();
    serving();
    Soon.of(released);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(inUse(two)).isEqualTo(SLOTS - 1));
  }

  @Test
  void aStoreThatStallsLeavesNoSlotByCallersThatHaveGone() throws Exception {
    server.pause();
    List<String> asked = new ArrayList<>();
    long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    for (int i = 0; System.nanoTime() < until; i++) {
      RedisLedger ledger = i % 2 == 0 ? one : two;
      Claim claim = claims("s" + i + "-", 1).get(0);
      Verdict verdict = Soon.of(ledger.admit(List.of(claim))).get(0);
      assertThat(verdict).isInstanceOf(Verdict.Denied.class);
      ledger.settle(claim.id(), Ending.NEVER_SENT, Duration.ZERO);
      asked.add(claim.id());
    }
    server.resume();
    assertThat(asked).hasSizeGreaterThan(5);
    serving();
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(6))
        .untilAsserted(() -> assertThat(inUse(one)).isZero());
  }

  @Test
  void whileConnectionsBreakAndTheStoreStallsNobodyWaitsForEver() {
    AtomicInteger numbers = new AtomicInteger();
    Set<String> pending = ConcurrentHashMap.newKeySet();
    List<Timers.Alarm> callers = new ArrayList<>();
    for (RedisLedger ledger : List.of(one, two)) {
      callers.add(
          link.timers()
              .every(
                  Duration.ofMillis(4),
                  () -> submit(ledger, "b" + numbers.incrementAndGet(), pending)));
    }
    for (int i = 0; i < 20; i++) {
      server.command("CLIENT", "KILL", "TYPE", "normal");
      if (i % 5 == 0) {
        server.command("CLIENT", "PAUSE", "300");
      }
      int so = numbers.get() + 50;
      await().pollInterval(Duration.ofMillis(10)).until(() -> numbers.get() >= so);
    }
    callers.forEach(Timers.Alarm::cancel);
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(pending).isEmpty());
    assertThat(inUse(one)).isZero();
  }

  private static void submit(RedisLedger ledger, String slot, Set<String> pending) {
    pending.add(slot);
    ledger
        .admit(List.of(new Claim(slot, "red", Claim.Need.TOKEN_AND_SLOT)))
        .chain(
            verdicts ->
                verdicts.get(0) instanceof Verdict.Granted
                    ? ledger
                        .settle(slot, Ending.STARTED, HOUR)
                        .chain(told -> ledger.bind(slot, Bond.of("t" + slot), HOUR))
                        .chain(told -> ledger.release(slot))
                    : ledger.settle(slot, Ending.NEVER_SENT, Duration.ZERO))
        .subscribe()
        .with(done -> pending.remove(slot), failure -> {});
  }
}
