package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The fixture itself: what tests of outages rely on. */
@Tag("untimed")
@Timeout(60)
class RedisServerIT {

  @Test
  void theInstalledOrEmbeddedServerAnswers() {
    try (RedisServer redis = RedisServer.start()) {
      assertThat(redis.command("SET", "a", "1")).isEqualTo("OK");
      assertThat(redis.command("GET", "a")).isEqualTo("1");
      assertThat(redis.command("GET", "b")).isNull();
      assertThat(redis.info("memory", "maxmemory_policy")).isEqualTo("noeviction");
    }
  }

  @Test
  void theEmbeddedServerAnswersWhateverIsInstalled() {
    try (RedisServer redis = RedisServer.setup().embedded().start()) {
      assertThat(redis.info("server", "redis_version")).startsWith("6.2");
    }
  }

  @Test
  void aServerThatWasKilledIsBackOnTheSamePortAndEmpty() {
    try (RedisServer redis = RedisServer.start()) {
      redis.command("SET", "a", "1");
      redis.kill();
      assertThat(redis.running()).isFalse();

      redis.restart();

      assertThat(redis.command("GET", "a")).isNull();
    }
  }

  @Test
  void aServerWithAFileIsBackWithWhatWasWritten() {
    try (RedisServer redis = RedisServer.setup().appendOnly().start()) {
      redis.command("SET", "a", "1");
      redis.restart();

      assertThat(redis.command("GET", "a")).isEqualTo("1");
    }
  }

  @Test
  void whoDoesNotKnowThePasswordIsRefused() throws Exception {
    try (RedisServer redis = RedisServer.setup().password("open sesame".replace(' ', '-')).start();
        RedisTalk stranger = new RedisTalk(redis.port())) {
      assertThat(redis.command("PING")).isEqualTo("PONG");
      assertThatThrownBy(() -> stranger.ask("PING")).hasMessageStartingWith("NOAUTH");
    }
  }

  @Test
  void aPausedServerIsSilentAndGoesOnLater() throws Exception {
    try (RedisServer redis = RedisServer.start();
        RedisTalk talk = new RedisTalk(redis.port())) {
      redis.pause();
      talk.patience(200);
      assertThatThrownBy(() -> talk.ask("PING")).isInstanceOf(java.io.IOException.class);
      redis.resume();

      assertThat(redis.command("PING")).isEqualTo("PONG");
    }
  }
}
