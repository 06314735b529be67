package dev.sluice.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.StoreState.Kind;
import dev.sluice.testing.RedisServer;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is there and lets nobody in is told from one that is not there. */
@Tag("untimed")
@Timeout(60)
class RefusedLoginIT {

  private static final String SECRET = "open-sesame";

  @Test
  void aWrongPasswordIsSaidToBeRefusedUntilTheServerIsAway() {
    try (RedisServer redis = RedisServer.setup().password(SECRET).start()) {
      try (Watched watched = new Watched(options(redis).setPassword("wrong-one"))) {
        watched.untilWhy("Redis at 127.0.0.1:" + redis.port() + " refused the login: WRONGPASS");
        assertThat(watched.why()).doesNotContain("wrong-one");
        assertThat(watched.watch.fit()).isFalse();

        redis.kill();
        watched.untilWhy("Redis was not reached yet");
      }
    }
  }

  @Test
  void aMissingPasswordIsSaidToBeRefusedAndNotTakenForAnOpenStore() {
    try (RedisServer redis = RedisServer.setup().password(SECRET).start();
        Watched watched = new Watched(options(redis))) {
      watched.untilWhy("Redis at 127.0.0.1:" + redis.port() + " refused the login: NOAUTH");
      assertThat(watched.links.link().reached()).isFalse();
    }
  }

  @Test
  void aUserWhoMayNotDoWhatAConnectionNeedsIsNotNamedButWhatWasRefusedIs() {
    try (RedisServer redis =
        RedisServer.setup()
            .line("user ali on >" + SECRET + " ~* &* +@all -select")
            .line("user baba on >" + SECRET + " ~* &* +@all -info")
            .start()) {
      String place = "127.0.0.1:" + redis.port();
      try (Watched watched = new Watched(to("redis://ali:" + SECRET + "@" + place + "/1"))) {
        watched.untilWhy("Redis at " + place + " refused: NOPERM");
        assertThat(watched.why()).contains("select").doesNotContain("ali", SECRET);
      }
      try (Watched watched = new Watched(to("redis://baba:" + SECRET + "@" + place))) {
        watched.untilWhy("Redis at " + place + " refused: NOPERM");
        assertThat(watched.why()).contains("info").doesNotContain("baba", SECRET);
      }
    }
  }

  @Test
  void aPasswordThatIsTakenAtLastIsRefusedNoMore() {
    try (RedisServer redis = RedisServer.setup().line("user ali on >other ~* &* +@all").start();
        Watched watched = new Watched(to("redis://ali:" + SECRET + "@127.0.0.1:" + redis.port()))) {
      watched.untilWhy("refused the login");
      redis.command("ACL", "SETUSER", "ali", ">" + SECRET);

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> watched.watch.state().kind() == Kind.OK);
      assertThat(watched.links.link().refusal()).isEmpty();
    }
  }

  private static RedisOptions options(RedisServer redis) {
    return to("redis://127.0.0.1:" + redis.port());
  }

  private static RedisOptions to(String address) {
    return new RedisOptions().setEndpoints(List.of(address));
  }

  private static final class Watched implements AutoCloseable {
    private final Links links;
    private final StoreWatch watch;

    Watched(RedisOptions options) {
      links = Links.of(options);
      watch = new StoreWatch(links.link(), links.timers(), System::nanoTime);
      watch.start();
    }

    String why() {
      return String.join("; ", watch.state().why());
    }

    void untilWhy(String part) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(why()).contains(part));
    }

    @Override
    public void close() {
      watch.stop();
      links.close();
    }
  }
}
