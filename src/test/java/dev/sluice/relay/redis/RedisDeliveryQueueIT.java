package dev.sluice.relay.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.redis.Links;
import dev.sluice.redis.RedisLink;
import dev.sluice.redis.StoreFailure;
import dev.sluice.relay.Delivery;
import dev.sluice.relay.Delivery.State;
import dev.sluice.relay.DeliveryQueue;
import dev.sluice.relay.DeliveryQueue.Claim;
import dev.sluice.relay.DeliveryQueueContract;
import dev.sluice.relay.Settlement;
import dev.sluice.testing.RedisServer;
import io.smallrye.mutiny.Multi;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("untimed")
class RedisDeliveryQueueIT extends DeliveryQueueContract {

  private static final String BASE = "sluice:{w}:";

  private static RedisServer server;
  private static Links links;

  private final AtomicBoolean pressed = new AtomicBoolean();
  private long now;

  @BeforeAll
  static void start() {
    open(RedisServer.start());
  }

  static void open(RedisServer started) {
    server = started;
    links = Links.patient(server.hosts()).awaited();
  }

  @AfterAll
  static void stop() {
    links.close();
    server.close();
  }

  @Override
  protected DeliveryQueue queue() {
    if (now == 0) {
      server.command("FLUSHALL");
      now = 1_800_000_000_000L;
      advance(Duration.ZERO);
    }
    return queue("clock-virtual.lua");
  }

  private DeliveryQueue queue(String clock) {
    return new RedisDeliveryQueue(
        links.link(), new QueueProgram(clock), LEASE, () -> pressed != null && pressed.get());
  }

  @Override
  protected void advance(Duration by) {
    now += by.toMillis();
    server.command("SET", BASE + "clock", Long.toString(now));
  }

  @Override
  protected int entries() {
    return RedisDeliveryQueue.ENTRIES;
  }

  @Override
  protected void fill(String team, int count) {
    DeliveryQueue queue = queue();
    Multi.createFrom()
        .range(0, count)
        .onItem()
        .transformToUni(i -> queue.keep(delivery("fill" + i, team, "https://full.example/")))
        .merge(64)
        .collect()
        .last()
        .await()
        .atMost(Duration.ofMinutes(2));
  }

  @Test
  void theServersOwnClockServesAsWell() {
    DeliveryQueue real = queue("clock.lua");
    get(real.keep(delivery("s", "red", "https://a.example/")));

    Claim claim = get(real.claim(5, 20, Set.of())).get(0);

    assertThat(claim.delivery().createdMillis())
        .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(10_000L));
    assertThat(get(real.settle(claim, new Settlement.Again(Duration.ofMillis(1), "500")))).isTrue();
    org.awaitility.Awaitility.await().until(() -> get(real.claim(5, 20, Set.of())).size() == 1);
  }

  @Test
  void whatTheServerThatConfirmsDoesNotHaveIsNotKept() {
    RedisLink failingOver =
        (RedisLink)
            Proxy.newProxyInstance(
                RedisLink.class.getClassLoader(),
                new Class<?>[] {RedisLink.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("confirmed")) {
                    server.command("FLUSHALL");
                  }
                  return method.invoke(links.link(), arguments);
                });
    DeliveryQueue queue =
        new RedisDeliveryQueue(failingOver, new QueueProgram("clock.lua"), LEASE, () -> false);
    Delivery fresh = delivery("s", "red", "https://a.example/");

    assertThatThrownBy(() -> get(queue.keep(fresh))).isInstanceOf(StoreFailure.class);
    advance(Duration.ZERO);
    assertThat(get(queue().keep(fresh))).isEqualTo(DeliveryQueue.Kept.NEW);
  }

  @Test
  void whatIsOverExpiresByItselfAndWhatIsPendingDoesNot() {
    keep("pending", "red", "https://a.example/");
    keep("dead", "red", "https://b.example/");
    keep("done", "red", "https://c.example/");
    for (Claim claim : claim(3)) {
      switch (claim.delivery().id()) {
        case "msg_dead" -> settle(claim, new Settlement.Dead(false, "500"));
        case "msg_done" -> settle(claim, new Settlement.Delivered("200"));
        default -> settle(claim, new Settlement.Again(Duration.ofHours(1), "500"));
      }
    }

    assertThat(ttl("msg:msg_pending")).isEqualTo(-1);
    assertThat(ttl("msg:msg_dead")).isBetween(15 * 86_399L, 15 * 86_400L);
    assertThat(ttl("msg:msg_done")).isBetween(86_390L, 86_400L);
    assertThat(ttl("delivered:red")).isBetween(86_390L, 86_400L);
    get(queue().redeliver("msg_dead", Optional.empty()));
    assertThat(ttl("msg:msg_dead")).isEqualTo(-1);
  }

  @Test
  void whereEverythingIsOverNothingIsLeftButWhatExpires() {
    IntStream.range(0, 30).forEach(i -> keep("s" + i, "red", "https://h" + i % 4 + ".example/"));
    for (int i = 0; i < 3; i++) {
      claim(64).forEach(claim -> settle(claim, new Settlement.Cancelled("")));
    }
    get(queue().count(Delivery.State.PENDING));

    assertThat((List<?>) server.command("KEYS", BASE + "*"))
        .map(Object::toString)
        .containsExactlyInAnyOrder(BASE + "clock", BASE + "kept", BASE + "turn");
  }

  @Test
  void whileMemoryIsShortTheDeadGoFirstAndTheDeliveredAreKnownForAnHour() {
    for (int i = 0; i < 250; i++) {
      keep("dead" + i, i % 2 == 0 ? "red" : "blue", "https://a.example/");
      settle(claim(1).get(0), new Settlement.Dead(false, "500"));
    }
    keep("pending", "red", "https://b.example/");
    pressed.set(true);
    DeliveryQueue queue = queue();

    queue.sweep();
    org.awaitility.Awaitility.await().until(() -> dead(queue) == 50);
    queue.sweep();
    org.awaitility.Awaitility.await().until(() -> dead(queue) == 0);

    settle(claim(1).get(0), new Settlement.Delivered("200"));
    assertThat(ttl("msg:msg_pending")).isBetween(3590L, 3600L);
  }

  @Test
  void whileMemoryIsShortATeamThatIsOwedMuchIsOwedNothingMore() {
    fill("red", RedisDeliveryQueue.FEW + 1);
    keep("dead", "blue", "https://a.example/");
    pressed.set(true);

    assertThat(keep("over", "red", "https://a.example/")).isEqualTo(DeliveryQueue.Kept.FULL);
    assertThat(keep("theirs", "blue", "https://a.example/")).isEqualTo(DeliveryQueue.Kept.NEW);
    pressed.set(false);
    assertThat(keep("over", "red", "https://a.example/")).isEqualTo(DeliveryQueue.Kept.NEW);
  }

  @Test
  void tenThousandDueCostAClaimNoMoreThanAHandful() {
    fill("red", 10_000);
    keep("other", "blue", "https://other.example/");
    server.command("CONFIG", "RESETSTAT");

    List<String> claimed = new ArrayList<>();
    get(queue().claim(64, 20, Set.of())).forEach(claim -> claimed.add(claim.delivery().id()));

    assertThat(claimed).contains("msg_other").hasSize(21);
    assertThat(calls()).isLessThan(250);
    server.command("CONFIG", "RESETSTAT");
    get(queue().claim(64, 20, Set.of()));
    assertThat(calls()).isLessThan(12);
  }

  private long calls() {
    long calls = 0;
    for (String line : String.valueOf(server.command("INFO", "commandstats")).split("\r?\n")) {
      if (line.startsWith("cmdstat_")) {
        calls += Long.parseLong(line.replaceFirst(".*calls=(\\d+),.*", "$1"));
      }
    }
    return calls;
  }

  private static int dead(DeliveryQueue queue) {
    int dead = 0;
    Optional<String> cursor = Optional.empty();
    do {
      DeliveryQueue.Page page = get(queue.list(State.DEAD, Optional.empty(), cursor));
      dead += page.deliveries().size();
      cursor = page.cursor();
    } while (cursor.isPresent());
    return dead;
  }

  private static long ttl(String part) {
    return (Long) server.command("TTL", BASE + part);
  }
}
