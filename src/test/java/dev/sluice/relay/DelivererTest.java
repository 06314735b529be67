package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.meters.Meters;
import dev.sluice.redis.StoreFailure;
import dev.sluice.relay.Attempt.Answered;
import dev.sluice.relay.Attempt.Broken;
import dev.sluice.relay.Delivery.State;
import dev.sluice.relay.MemoryDeliveryQueue.Bounds;
import dev.sluice.team.Team;
import dev.sluice.team.TeamDirectory;
import dev.sluice.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On virtual time, with receivers that follow a script. */
class DelivererTest {

  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final Attempt OK = new Answered(200, Optional.empty());
  private static final Attempt DOWN = new Answered(500, Optional.empty());

  private final TestTime time = new TestTime();
  private final MemoryDeliveryQueue memory =
      new MemoryDeliveryQueue(new Bounds(20_000, 1000, 10_000_000), LEASE, time.clock());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, Deque<Attempt>> scripts = new HashMap<>();
  private final Set<String> hanging = new HashSet<>();
  private final List<String> carried = new ArrayList<>();
  private final Map<String, Duration> at = new HashMap<>();
  private final List<UniEmitter<? super Attempt>> held = new ArrayList<>();
  private final Set<String> surprising = new HashSet<>();
  private final Set<String> gone = new HashSet<>();
  private Deliverer deliverer = deliverer(memory);

  @BeforeEach
  void sweepEachSecond() {
    time.every(Duration.ofSeconds(1), () -> deliverer.look());
  }

  @Test
  void whatIsKeptIsDeliveredAtOnceAndCounted() {
    keep("s", "https://a.example/", OK);

    assertThat(carried).containsExactly("msg_s");
    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
    assertThat(counted("delivered")).isEqualTo(1);
    assertThat(deliverer.underway()).isZero();
  }

  @Test
  void aReceiverThatFailsOnceGetsItAfterFiveSeconds() {
    keep("s", "https://a.example/", DOWN, OK);
    time.advance(Duration.ofMillis(4500));
    assertThat(carried).hasSize(1);
    time.advance(Duration.ofMillis(1500));

    assertThat(carried).containsExactly("msg_s", "msg_s");
    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
    assertThat(counted("failed")).isEqualTo(1);
    assertThat(counted("delivered")).isEqualTo(1);
  }

  @Test
  void aReceiverThatIsDownForTwoDaysIsTriedNineTimesAndThenGivenUp() {
    keep(
        "s",
        "https://a.example/",
        IntStream.range(0, 20).mapToObj(i -> DOWN).toArray(Attempt[]::new));
    time.advance(Duration.ofHours(48));

    assertThat(carried).hasSize(9);
    assertThat(state("msg_s")).isEqualTo(State.DEAD);
    assertThat(counted("failed")).isEqualTo(8);
    assertThat(counted("dead")).isEqualTo(1);
  }

  @Test
  void retryAfterIsHonoured() {
    keep("s", "https://a.example/", new Answered(429, Optional.of(Duration.ofMinutes(7))), OK);
    time.advance(Duration.ofMinutes(7).minusSeconds(2));
    assertThat(carried).hasSize(1);
    time.advance(Duration.ofSeconds(4));

    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
  }

  @Test
  void goneStopsIt() {
    keep("s", "https://a.example/", new Answered(410, Optional.empty()));
    time.advance(Duration.ofHours(48));

    assertThat(carried).hasSize(1);
    assertThat(state("msg_s")).isEqualTo(State.DEAD);
    assertThat(counted("gone")).isEqualTo(1);
    assertThat(counted("dead")).isZero();
  }

  @Test
  void aRefusedTargetIsAFailureLikeAnyOther() {
    keep("s", "https://a.example/", new Broken(HttpCourier.REFUSED), OK);
    assertThat(get(memory.find("msg_s")).orElseThrow().progress().result())
        .isEqualTo("target refused");
    time.advance(Duration.ofSeconds(7));

    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
  }

  @Test
  void receiversThatHangDelayNobodyElse() {
    for (int receiver = 0; receiver < 60; receiver++) {
      hanging.add("https://hang" + receiver + ".example/");
      for (int i = 0; i < 30; i++) {
        put("h" + receiver + "x" + i, "red", "https://hang" + receiver + ".example/");
      }
    }
    time.advance(Duration.ofSeconds(3));
    assertThat(deliverer.underway()).isLessThan(Deliverer.MOST);

    Duration before = Duration.ofNanos(time.nanos());
    IntStream.range(0, 40).forEach(i -> put("ok" + i, "blue", "https://ok.example/"));
    deliverer.look();
    time.advance(Duration.ofSeconds(2));

    assertThat(at.keySet()).filteredOn(id -> id.startsWith("msg_ok")).hasSize(40);
    assertThat(at.entrySet())
        .filteredOn(entry -> entry.getKey().startsWith("msg_ok"))
        .allMatch(entry -> entry.getValue().minus(before).compareTo(Duration.ofMillis(100)) < 0);
  }

  @Test
  void teamsOfWhichAnyNumberOfReceiversHangLeaveRoomForOthers() {
    for (int team = 0; team < 3; team++) {
      for (int receiver = 0; receiver < 600; receiver++) {
        String url = "https://hang" + receiver + ".example/";
        hanging.add(url);
        put("h" + team + "x" + receiver, "red" + team, url);
      }
    }
    time.advance(Duration.ofSeconds(10));
    assertThat(deliverer.underway()).isBetween(Deliverer.MOST / 2, Deliverer.MOST - 10);

    IntStream.range(0, 40).forEach(i -> put("ok" + i, "blue", "https://ok" + i + ".example/"));
    deliverer.look();
    time.advance(Duration.ofSeconds(2));

    assertThat(at.keySet()).filteredOn(id -> id.startsWith("msg_ok")).hasSize(40);
  }

  @Test
  void noMoreThanTwentyOfOneLineAreOnTheirWay() {
    hanging.add("https://a.example/");
    IntStream.range(0, 100).forEach(i -> put("s" + i, "red", "https://a.example/"));
    time.advance(Duration.ofSeconds(10));

    assertThat(deliverer.underway()).isEqualTo(DeliveryQueue.PER_LINE);
  }

  @Test
  void aBacklogOfAHealthyReceiverIsWorkedOffWithoutWaitingForTheNextSecond() {
    IntStream.range(0, 2000).forEach(i -> put("s" + i, "red", "https://a.example/"));
    deliverer.look();
    time.advance(Duration.ofMillis(900));

    assertThat(counted("delivered")).isEqualTo(2000);
  }

  @Test
  void whatADeadReplicaHadIsTakenOverAndItsLateWordIsNotHeard() {
    hanging.add("https://a.example/");
    keep("s", "https://a.example/");
    assertThat(carried).hasSize(1);
    hanging.clear();
    Deliverer killed = deliverer;
    deliverer = deliverer(memory);
    time.advance(LEASE.plusSeconds(1));
    assertThat(killed.underway()).isEqualTo(1);

    assertThat(carried).hasSize(2);
    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
    held.get(0).complete(DOWN);
    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
    assertThat(counted("failed")).isZero();
  }

  @Test
  void whoIsAboutToStopTakesNoMoreAndEndsWhatItHas() {
    hanging.add("https://a.example/");
    keep("s", "https://a.example/");
    deliverer.stop();
    keep("t", "https://b.example/", OK);
    time.advance(Duration.ofSeconds(5));
    assertThat(carried).containsExactly("msg_s");

    held.get(0).complete(OK);

    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
    assertThat(state("msg_t")).isEqualTo(State.PENDING);
  }

  @Test
  void whatIsOwedToATeamThatIsGoneIsForgotten() {
    gone.add("red");
    IntStream.range(0, 3000).forEach(i -> put("s" + i, "red", "https://a.example/"));
    deliverer.look();
    time.advance(Duration.ofMinutes(20));

    assertThat(carried).isEmpty();
    assertThat(get(memory.count(Delivery.State.PENDING))).containsEntry("red", 0L);
  }

  @Test
  void whatIsOwedToATeamThatThisReplicaDoesNotKnowYetIsNotForgotten() {
    gone.add("red");
    keep("s", "https://a.example/");
    time.advance(Duration.ofMinutes(1));
    gone.clear();
    time.advance(Duration.ofMinutes(3));

    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
  }

  @Test
  void aSurpriseInOneDeliveryStopsNoOther() {
    surprising.add("https://a.example/");
    put("s", "red", "https://a.example/");
    put("t", "red", "https://b.example/");
    deliverer.look();
    time.advance(Duration.ofSeconds(1));

    assertThat(state("msg_t")).isEqualTo(State.DELIVERED);
    keep("u", "https://c.example/");
    assertThat(state("msg_u")).isEqualTo(State.DELIVERED);
    assertThat(deliverer.underway()).isZero();
  }

  @Test
  void whatCouldNotBeSettledIsSettledWhenTheStoreIsBack() {
    FlakyQueue flaky = new FlakyQueue(memory);
    deliverer = deliverer(flaky);
    flaky.failures = 2;
    keep("s", "https://a.example/", OK);
    assertThat(state("msg_s")).isEqualTo(State.PENDING);
    time.advance(Duration.ofSeconds(3));

    assertThat(carried).hasSize(1);
    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
    assertThat(deliverer.underway()).isZero();
  }

  @Test
  void whereTheStoreStaysAwayTheDeliveryIsMadeAgain() {
    FlakyQueue flaky = new FlakyQueue(memory);
    deliverer = deliverer(flaky);
    flaky.failures = 4;
    keep("s", "https://a.example/", OK, OK);
    time.advance(LEASE.plusSeconds(2));

    assertThat(carried).hasSize(2);
    assertThat(state("msg_s")).isEqualTo(State.DELIVERED);
    assertThat(deliverer.underway()).isZero();
  }

  private Deliverer deliverer(DeliveryQueue queue) {
    TeamDirectory teams =
        new TeamDirectory() {
          @Override
          public Optional<Team> byKey(String presentedKey) {
            return Optional.empty();
          }

          @Override
          public Optional<Team> byId(String id) {
            return gone.contains(id)
                ? Optional.empty()
                : Optional.of(new Team(id, List.of(), List.of(), true, false));
          }

          @Override
          public List<Team> all() {
            return List.of();
          }
        };
    return new Deliverer(
        queue, this::carry, new DeliverySchedule(() -> 0.5), teams, time, new Meters(registry));
  }

  private Uni<Attempt> carry(Delivery delivery, Team team) {
    carried.add(delivery.id());
    if (surprising.contains(delivery.receiver().url())) {
      throw new IllegalStateException("a surprise");
    }
    at.putIfAbsent(delivery.id(), Duration.ofNanos(time.nanos()));
    if (hanging.contains(delivery.receiver().url())) {
      return Uni.createFrom().emitter(held::add);
    }
    Deque<Attempt> script = scripts.getOrDefault(delivery.id(), new ArrayDeque<>());
    return Uni.createFrom().item(script.isEmpty() ? OK : script.poll());
  }

  private void keep(String slot, String url, Attempt... script) {
    scripts.put(Delivery.id(slot), new ArrayDeque<>(List.of(script)));
    put(slot, "red", url);
    deliverer.look();
  }

  private void put(String slot, String team, String url) {
    get(
        memory.keep(
            Delivery.fresh(slot, new Receiver(team, url), "up", "t", 0, "{}".getBytes(UTF_8))));
  }

  private State state(String id) {
    return get(memory.find(id)).orElseThrow().progress().state();
  }

  private double counted(String outcome) {
    return registry.find("sluice.webhook.deliveries").tag("outcome", outcome).counters().stream()
        .mapToDouble(io.micrometer.core.instrument.Counter::count)
        .sum();
  }

  private static <T> T get(Uni<T> answer) {
    return answer.await().atMost(Duration.ofSeconds(5));
  }

  /** Cannot be told what came of an attempt, so many times. */
  private static final class FlakyQueue implements DeliveryQueue {
    private final DeliveryQueue sound;
    private int failures;

    private FlakyQueue(DeliveryQueue sound) {
      this.sound = sound;
    }

    @Override
    public Uni<Boolean> settle(Claim claim, Settlement settlement) {
      return Uni.createFrom()
          .deferred(
              () ->
                  failures-- > 0
                      ? Uni.createFrom()
                          .failure(new StoreFailure(StoreFailure.Kind.UNKNOWN, "away"))
                      : sound.settle(claim, settlement));
    }

    @Override
    public Uni<Kept> keep(Delivery fresh) {
      return sound.keep(fresh);
    }

    @Override
    public Uni<List<Claim>> claim(int most, int perLine, Set<String> without) {
      return sound.claim(most, perLine, without);
    }

    @Override
    public Uni<Page> list(State state, Optional<String> team, Optional<String> cursor) {
      return sound.list(state, team, cursor);
    }

    @Override
    public Uni<Optional<Delivery>> find(String id) {
      return sound.find(id);
    }

    @Override
    public Uni<Redelivery> redeliver(String id, Optional<byte[]> body) {
      return sound.redeliver(id, body);
    }

    @Override
    public Uni<Map<String, Long>> count(Delivery.State state) {
      return sound.count(state);
    }
  }
}
