package dev.sluice.task.redis;

import static dev.sluice.task.KeyStanding.Plain.CLAIMED;
import static dev.sluice.task.KeyStanding.Plain.CONFLICT;
import static dev.sluice.task.KeyStanding.Plain.FULL;
import static dev.sluice.task.KeyStanding.Plain.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.redis.Links;
import dev.sluice.redis.OneRedis;
import dev.sluice.redis.StoreFailure;
import dev.sluice.task.IdempotencyContract;
import dev.sluice.task.IdempotencyStore;
import dev.sluice.task.KeyStanding;
import dev.sluice.task.KeyedSubmit;
import dev.sluice.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("untimed")
class RedisIdempotencyStoreIT extends IdempotencyContract {

  private static final Duration DAY = Duration.ofHours(24);

  @RegisterExtension static final OneRedis REDIS = OneRedis.usual();

  @Override
  protected IdempotencyStore store() {
    return new RedisIdempotencyStore(REDIS.link(), DAY, () -> false);
  }

  @Override
  protected IdempotencyStore forgetful() {
    return new RedisIdempotencyStore(REDIS.link(), SHORT, () -> false);
  }

  @Override
  protected void until(Callable<Boolean> holds) {
    Awaitility.await().until(holds);
  }

  @Test
  void whileMemoryIsShortNewKeysAreRefusedAndKnownOnesAnswered() {
    IdempotencyStore pressed = new RedisIdempotencyStore(REDIS.link(), DAY, () -> true);
    KeyedSubmit first = submit("body");
    assertThat(get(pressed.claim(first, LONG))).isEqualTo(FULL);
    claim(first);

    assertThat(get(pressed.claim(submit("body"), LONG))).isEqualTo(RUNNING);
    assertThat(get(pressed.claim(submit("other"), LONG))).isEqualTo(CONFLICT);
    get(pressed.keep(first, relayed("done")));
    assertThat(get(pressed.claim(submit("body"), LONG))).isInstanceOf(KeyStanding.Kept.class);
  }

  @Test
  void anAnswerIsKeptThoughRedisHasForgottenTheClaim() {
    KeyedSubmit first = submit("body");
    claim(first);
    REDIS.server().command("FLUSHALL");

    get(store().keep(first, relayed("done")));

    assertThat(claim(submit("body"))).isInstanceOf(KeyStanding.Kept.class);
    assertThat(claim(submit("other"))).isEqualTo(CONFLICT);
  }

  @Test
  void aClaimThatArrivesAfterItWasWithdrawnIsNone() {
    KeyedSubmit late = submit("body");
    get(store().withdraw(late));

    assertThatThrownBy(() -> claim(late)).isInstanceOf(StoreFailure.class);

    assertThat(claim(submit("body"))).isEqualTo(CLAIMED);
  }

  @Test
  void aKeyIsOneHashOfItsTeamThatGoesByItself() {
    KeyedSubmit first = submit("body");
    claim(first);
    String key = "sluice:{i:red:" + first.digest() + "}:key";
    assertThat((Long) REDIS.server().command("PTTL", key))
        .isBetween(DAY.toMillis(), DAY.plus(LONG).toMillis());
    get(store().keep(first, relayed("x".repeat(100))));

    assertThat((Long) REDIS.server().command("PTTL", key)).isLessThanOrEqualTo(DAY.toMillis());
    assertThat((Long) REDIS.server().command("MEMORY", "USAGE", key)).isLessThanOrEqualTo(800);
    assertThat(first.digest()).hasSize(64);
    assertThat(String.valueOf(REDIS.server().command("HGETALL", key))).doesNotContain("key-");
  }

  @Test
  void aClaimThatNoReplicaHasIsNotMade() {
    try (RedisServer master = RedisServer.start();
        RedisServer replica =
            RedisServer.setup().line("replicaof 127.0.0.1 " + master.port()).start();
        Links way = Links.to(master.hosts()).awaited()) {
      Awaitility.await()
          .until(() -> replica.info("replication", "master_link_status").equals("up"));
      IdempotencyStore store = new RedisIdempotencyStore(way.link(), DAY, () -> false);
      KeyedSubmit safe = submit("body");
      Awaitility.await().ignoreExceptions().until(() -> get(store.claim(safe, LONG)) == CLAIMED);
      replica.pause();
      KeyedSubmit unsafe = new KeyedSubmit("red", "unsafe", "print", "token");

      assertThatThrownBy(() -> get(store.claim(unsafe, LONG))).isInstanceOf(StoreFailure.class);

      replica.resume();
      Awaitility.await().ignoreExceptions().until(() -> withdrawn(store, unsafe));
      KeyedSubmit next = new KeyedSubmit("red", "unsafe", "print", "next");
      Awaitility.await().ignoreExceptions().until(() -> get(store.claim(next, LONG)) == CLAIMED);
    }
  }

  private static boolean withdrawn(IdempotencyStore store, KeyedSubmit submit) {
    get(store.withdraw(submit));
    return true;
  }

  @Test
  void aStoreThatIsAwayFailsInTime() {
    try (RedisServer gone = RedisServer.start();
        Links way = Links.to(gone.hosts()).awaited()) {
      IdempotencyStore store = new RedisIdempotencyStore(way.link(), DAY, () -> false);
      gone.pause();

      List<Runnable> calls =
          List.of(
              () -> soon(store.claim(submit("body"), LONG)),
              () -> soon(store.keep(submit("body"), relayed("x"))),
              () -> soon(store.free(submit("body"))),
              () -> soon(store.withdraw(submit("body"))),
              () -> soon(store.complete("red", "digest", relayed("x"))));

      assertThat(calls)
          .allSatisfy(call -> assertThatThrownBy(call::run).isInstanceOf(StoreFailure.class));
      gone.resume();
    }
  }

  private static void soon(io.smallrye.mutiny.Uni<?> uni) {
    uni.await().atMost(Duration.ofSeconds(1));
  }
}
