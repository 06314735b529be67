package dev.sluice.deferral.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.deferral.Deferred;
import dev.sluice.deferral.DeferredQueue;
import dev.sluice.deferral.DeferredQueue.Claim;
import dev.sluice.deferral.DeferredQueue.Kept;
import dev.sluice.deferral.DeferredQueue.Room;
import dev.sluice.deferral.DeferredQueue.Share;
import dev.sluice.deferral.DeferredQueueContract;
import dev.sluice.redis.Links;
import dev.sluice.redis.StoreFailure;
import dev.sluice.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("untimed")
class RedisDeferredQueueIT extends DeferredQueueContract {

  private static final String BASE = "sluice:{d}:";
  private static final Duration QUARANTINE = Duration.ofSeconds(5);
  private static final Room ROOM = new Room(10, 1000);
  private static final Share SHARE = new Share(5, 100, 10_000, Set.of("red"));

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
  protected DeferredQueue queue() {
    if (now == 0) {
      server.command("FLUSHALL");
      now = 1_800_000_000_000L;
      advance(Duration.ZERO);
    }
    return queue("clock-virtual.lua");
  }

  private DeferredQueue queue(String clock) {
    return new RedisDeferredQueue(
        links.link(),
        new QueueProgram(clock),
        ALL,
        LEASE,
        () -> pressed != null && pressed.get(),
        () -> now * 1_000_000);
  }

  @Override
  protected void advance(Duration by) {
    now += by.toMillis();
    server.command("SET", BASE + "clock", Long.toString(now));
  }

  @Override
  protected long now() {
    return now;
  }

  @Test
  void theServersOwnClockServesAsWell() {
    DeferredQueue real = queue("clock.lua");
    long soon = System.currentTimeMillis() + 300;
    get(real.keep(submit("sl_0", soon), ROOM));

    org.awaitility.Awaitility.await().until(() -> get(real.over("a", 5)).size() == 1);

    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(soon);
  }

  @Test
  void whatIsSomebodysDataIsGoneWhenItIsAboutToBeSentOrCancelled() {
    for (String id : List.of("sl_0", "sl_1")) {
      get(
          queue.keep(
              new Deferred(
                  id,
                  "red",
                  "apixo",
                  "flux2",
                  Map.of("User-Agent", "u"),
                  new byte[10],
                  now,
                  Long.MAX_VALUE),
              ROOM));
      assertThat(data(id)).doesNotContain("null");
    }

    get(queue.depart(get(queue.claim("a", SHARE, false)).claims().get(0), HOLD));
    get(queue.cancel("a", Optional.of("red"), "sl_1"));

    assertThat(List.of(data("sl_0"), data("sl_1"))).containsOnly("[null, null]");
  }

  private static String data(String id) {
    return String.valueOf(server.command("HMGET", BASE + "sub:" + id, "b", "h"));
  }

  @Test
  void whileMemoryIsShortNothingIsKept() {
    pressed.set(true);

    assertThat(get(queue.keep(submit("sl_0", Long.MAX_VALUE), ROOM))).isEqualTo(Kept.FULL);
  }

  @Test
  void whatTheServerThatConfirmsDoesNotHaveIsNotSafe() {
    assertThatThrownBy(() -> get(queue.confirm("sl_0"))).isInstanceOf(StoreFailure.class);
  }

  @Test
  void whatArrivesAfterItWasWithdrawnIsNotKept() {
    get(queue.withdraw("sl_0"));

    assertThat(get(queue.keep(submit("sl_0", Long.MAX_VALUE), ROOM))).isEqualTo(Kept.KNOWN);
    assertThat(get(queue.claim("a", SHARE, true)).claims()).isEmpty();
  }

  @Test
  void whatIsKeptAgainByWhoWasNotAnsweredIsNotSentASecondTime() {
    Deferred submit = submit("sl_0", Long.MAX_VALUE);
    get(queue.keep(submit, ROOM));
    Claim claim = get(queue.claim("a", SHARE, true)).claims().get(0);
    get(queue.depart(claim, HOLD));
    get(queue.finish(claim));

    assertThat(get(queue.keep(submit, ROOM))).isEqualTo(Kept.KNOWN);
    assertThat(get(queue.confirm("sl_0"))).as("it is over").isFalse();
    assertThat(get(queue.withdraw("sl_0"))).as("it was sent").isFalse();
    assertThat(get(queue.claim("a", SHARE, true)).claims()).isEmpty();
  }

  @Test
  void anotherServerGivesNothingUntilItWasToldWhatIsSentAndWhatIsOver() {
    DeferredQueue other = queue("clock-virtual.lua");
    for (String id : List.of("sl_sent", "sl_over", "sl_free")) {
      get(queue.keep(submit(id, Long.MAX_VALUE), ROOM));
    }
    List<Claim> claims =
        get(queue.claim("a", new Share(2, 100, 10_000, Set.of("red")), false)).claims();
    get(other.claim("b", new Share(0, 0, 0, Set.of()), false));
    copyAll(BASE, "before:");
    get(queue.depart(claims.get(0), HOLD));
    get(queue.depart(claims.get(1), HOLD));
    get(queue.finish(claims.get(1)));
    copyAll("before:", BASE);
    server.command("HSET", BASE + "sums", "run", "another");

    assertThat(get(other.claim("b", SHARE, true)).claims()).as("at once").isEmpty();
    assertThatThrownBy(() -> get(other.depart(claims.get(0), HOLD)))
        .isInstanceOf(StoreFailure.class);
    get(queue.claim("a", SHARE, true));
    advance(QUARANTINE.plusMillis(1));
    List<Claim> given = get(other.claim("b", SHARE, true)).claims();

    assertThat(given).extracting(claim -> claim.submit().id()).containsExactly("sl_free");
    assertThat(get(queue.finish(claims.get(0)))).isTrue();
    advance(LEASE.plus(HOLD).multipliedBy(2));
    get(other.claim("b", SHARE, true));
    assertThat(get(other.claim("c", SHARE, true)).backlogs().orElseThrow().get("red").entries())
        .isEqualTo(1);
  }

  @Test
  void whereEverythingIsOverNothingIsLeft() {
    for (int i = 0; i < 6; i++) {
      get(queue.keep(submit("sl_" + i, i == 5 ? now + 5 : Long.MAX_VALUE), ROOM));
    }
    List<Claim> claims = get(queue.claim("a", SHARE, true)).claims();
    get(queue.depart(claims.get(0), HOLD));
    get(queue.finish(claims.get(0)));
    get(queue.finish(claims.get(1)));
    get(queue.depart(claims.get(2), HOLD));
    get(queue.doubt(claims.get(2)));
    get(queue.putBack(claims.get(3)));
    get(queue.putBack(claims.get(4)));
    get(queue.cancel("a", Optional.of("red"), "sl_3"));
    get(queue.claim("b", SHARE, true)).claims().forEach(claim -> get(queue.finish(claim)));
    advance(HOLD.plus(LEASE));
    get(queue.over("c", 50)).forEach(claim -> get(queue.finish(claim)));
    advance(LEASE);
    get(queue.claim("d", SHARE, true));

    assertThat((List<?>) server.command("KEYS", BASE + "*"))
        .map(Object::toString)
        .filteredOn(key -> !key.startsWith(BASE + "gone:"))
        .containsExactlyInAnyOrder(BASE + "clock", BASE + "sums", BASE + "owners");
    assertThat((Long) server.command("PTTL", BASE + "gone:sl_0")).isBetween(50_000L, 60_000L);
    assertThat(server.command("HMGET", BASE + "sums", "n", "b", "n:red"))
        .hasToString("[0, 0, null]");
  }

  /** All keys of one beginning, copied to another in the place of what is there. */
  private static void copyAll(String from, String to) {
    server.command(
        "EVAL",
        """
        for _, key in ipairs(redis.call('KEYS', ARGV[2] .. '*')) do redis.call('DEL', key) end
        for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
          redis.call('COPY', key, ARGV[2] .. string.sub(key, #ARGV[1] + 1), 'REPLACE')
        end
        """,
        "0",
        from,
        to);
  }

  private Deferred submit(String id, long expires) {
    return new Deferred(id, "red", "apixo", "flux2", Map.of(), new byte[10], now, expires);
  }
}
