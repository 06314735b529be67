package dev.sluice.task.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.Links;
import dev.sluice.redis.OneRedis;
import dev.sluice.redis.StoreFailure;
import dev.sluice.routing.Provider;
import dev.sluice.task.Asked;
import dev.sluice.task.FoundBy;
import dev.sluice.task.Origin;
import dev.sluice.task.Owned;
import dev.sluice.task.Spoken;
import dev.sluice.task.TaskEnd;
import dev.sluice.task.TaskKey;
import dev.sluice.task.TaskRecord;
import dev.sluice.task.TaskRules;
import dev.sluice.task.TaskStore;
import dev.sluice.task.TaskStoreContract;
import dev.sluice.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("untimed")
class RedisTaskStoreIT extends TaskStoreContract {

  @RegisterExtension static final OneRedis REDIS = OneRedis.usual();

  @Override
  protected TaskStore store() {
    return store(TaskRules.defaults());
  }

  private static RedisTaskStore store(TaskRules rules) {
    return new RedisTaskStore(REDIS.link(), rules, () -> false);
  }

  @Test
  void theEnvelopeGoesByItsOwnExpiryAndTheOwnershipStays() {
    RedisTaskStore brief = store(retention(Duration.ofMillis(300)));
    TaskKey key = new TaskKey("a", "brief");
    get(brief.bind(task("a", "brief", "s")));
    get(brief.end(key, SUCCESS, word("end")));
    assertThat(get(brief.find("brief")).orElseThrow()).isInstanceOf(TaskRecord.class);

    Awaitility.await().until(() -> get(brief.find("brief")).orElseThrow() instanceof Owned);

    assertThat(get(brief.end(key, SUCCESS, word("late")))).isEqualTo(TaskStore.Effect.ENDED_BEFORE);
    assertThat(days("sluice:{t:brief}:own")).isBetween(14L, 15L);
  }

  @Test
  void whoMayNotPublishEndsATaskAllTheSame() {
    REDIS
        .server()
        .command(
            "ACL", "SETUSER", "quiet", "on", ">quiet", "resetchannels", "~*", "+@all", "-publish");
    String quiet = REDIS.server().hosts().replace("redis://", "redis://quiet:quiet@");
    try (Links silent = Links.to(quiet).awaited()) {
      RedisTaskStore store = new RedisTaskStore(silent.link(), TaskRules.defaults(), () -> false);
      TaskKey key = new TaskKey("a", "untold");
      TaskEnd heard = new TaskEnd(TaskEnd.Cause.SUCCESS, 1, FoundBy.CALLBACK);
      get(store.bind(task("a", "untold", "s")));

      assertThat(get(store.end(key, heard, word("end")))).isEqualTo(TaskStore.Effect.DONE);
      assertThat(get(store.end(key, heard, word("end")))).isEqualTo(TaskStore.Effect.ENDED_BEFORE);
    }
  }

  @Test
  void whatIsNeverHeardOfAgainGoesOneDay() {
    get(store().bind(task("a", "silent", "s")));

    assertThat(days("sluice:{t:silent}:own")).isBetween(29L, 30L);
  }

  @Test
  void whileMemoryIsShortAnEndKeepsTheOwnershipForAnHour() {
    RedisTaskStore pressed = new RedisTaskStore(REDIS.link(), TaskRules.defaults(), () -> true);
    get(pressed.bind(task("a", "short", "s")));
    get(pressed.end(new TaskKey("a", "short"), SUCCESS, word("end")));

    assertThat(get(pressed.find("short")).orElseThrow()).isInstanceOf(Owned.class);
    assertThat(get(pressed.owed(new TaskKey("a", "short")))).isPresent();
    long left = (Long) REDIS.server().command("PTTL", "sluice:{t:short}:own");
    assertThat(Duration.ofMillis(left)).isBetween(Duration.ofMinutes(59), RedisTaskStore.SHORT);
  }

  @Test
  void whileMemoryIsShortTheWordIsKeptThatATeamIsToBeTold() {
    RedisTaskStore pressed = new RedisTaskStore(REDIS.link(), TaskRules.defaults(), () -> true);
    TaskKey key = new TaskKey("a", "told");
    Origin origin =
        new Origin(
            "red", "m", Provider.AUTO, "s", Optional.of("https://red.example"), Optional.empty());
    get(pressed.bind(TaskRecord.open(key, origin, 1, word("waiting").orElseThrow())));
    get(pressed.end(key, SUCCESS, word("end")));

    assertThat(get(pressed.owed(key)).orElseThrow().word().map(Spoken::body))
        .contains("end".getBytes(UTF_8));
  }

  @Test
  void anEndedRecordTakesAsMuchRoomAsIsSaid() {
    Optional<Asked> asked = Optional.of(new Asked("apixo", "flux2"));
    Origin origin =
        new Origin("red", "flux2", Provider.AUTO, "x".repeat(36), Optional.empty(), asked);
    TaskKey key = new TaskKey("a", "0123456789abcdef0123456789abcdef");
    get(store().bind(TaskRecord.open(key, origin, 1, word("waiting").orElseThrow())));
    get(store().end(key, SUCCESS, word("x".repeat(700))));

    long own =
        (Long)
            REDIS
                .server()
                .command("MEMORY", "USAGE", "sluice:{t:0123456789abcdef0123456789abcdef}:own");
    long last =
        (Long)
            REDIS
                .server()
                .command("MEMORY", "USAGE", "sluice:{t:0123456789abcdef0123456789abcdef}:last");
    assertThat(own).isLessThanOrEqualTo(400);
    assertThat(own + last).isLessThanOrEqualTo(1400);
  }

  @Test
  void aRecordThatWasWrittenBeforeItWasKeptWhatTheTeamSaidIsStillRead() {
    String own = "sluice:{t:older}:own";
    REDIS
        .server()
        .command(
            "HSET",
            own,
            "u",
            "a",
            "i",
            "older",
            "t",
            "red",
            "m",
            "flux2",
            "p",
            "value",
            "s",
            "s-1",
            "a",
            "5",
            "w",
            "200waiting");

    TaskRecord record = (TaskRecord) get(store().find("older")).orElseThrow();

    assertThat(record.origin()).isEqualTo(new Origin("red", "flux2", Provider.VALUE, "s-1"));
    assertThat(record.last().status()).isEqualTo(200);
    get(store().end(record.key(), SUCCESS, Optional.empty()));
    assertThat(get(store().find("older")))
        .contains(new Owned(record.key(), "older", "red", "flux2", Optional.empty()));
  }

  @Test
  void aStoreThatIsAwayFailsInTimeAndIsNotSure() {
    try (RedisServer gone = RedisServer.start();
        Links way = Links.to(gone.hosts()).awaited()) {
      RedisTaskStore store = new RedisTaskStore(way.link(), TaskRules.defaults(), () -> false);
      assertThat(store.certain()).isTrue();
      gone.pause();

      Assertions.assertThatThrownBy(() -> store.find("x").await().atMost(Duration.ofSeconds(1)))
          .isInstanceOf(StoreFailure.class);
      assertThat(store.certain()).isFalse();
      gone.resume();
    }
  }

  private static long days(String key) {
    return Duration.ofMillis((Long) REDIS.server().command("PTTL", key)).toDays();
  }

  private static TaskRules retention(Duration retention) {
    TaskRules usual = TaskRules.defaults();
    return new TaskRules(retention, 100, usual.maxAge(), Map.of(), usual.pace(), Optional.empty());
  }
}
