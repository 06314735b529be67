package dev.sluice.redis;

import static dev.sluice.redis.Links.await;
import static dev.sluice.redis.Links.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.redis.StoreFailure.Kind;
import dev.sluice.testing.RedisCluster;
import dev.sluice.testing.RedisServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs in Redis, known there or not. */
@Tag("untimed")
@Timeout(60)
class RedisScriptIT {

  private static final RedisScript ADD = RedisScript.of(RedisScriptIT.class, "add.lua", "say.lua");

  @Test
  void aProgramOfSeveralFilesRunsWhereItIsNotKnownYet() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      assertThat(run(links, "n", "2")).isEqualTo("2");
      assertThat(calls(redis, "eval")).isEqualTo(1);
    }
  }

  @Test
  void aProgramThatIsKnownIsSentByItsDigest() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      run(links, "n", "1");
      run(links, "n", "1");
      run(links, "n", "1");

      assertThat(calls(redis, "eval")).isEqualTo(1);
      assertThat(redis.command("GET", "n")).isEqualTo("3");
    }
  }

  @Test
  void aProgramThatWasForgottenIsSentWholeAgain() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      run(links, "n", "1");
      redis.command("SCRIPT", "FLUSH");

      assertThat(run(links, "n", "1")).isEqualTo("2");
      redis.restart();
      links.awaited();
      assertThat(run(links, "n", "1")).isEqualTo("1");
    }
  }

  @Test
  void everyNodeOfAClusterLearnsTheProgram() {
    try (RedisCluster cluster = RedisCluster.start();
        Links links = Links.toCluster(cluster.hosts()).awaited()) {
      for (String tag : List.of("a", "b", "c", "d", "e")) {
        assertThat(run(links, "{" + tag + "}:n", "3")).isEqualTo("3");
        assertThat(cluster.holding("{" + tag + "}:n").command("GET", "{" + tag + "}:n"))
            .isEqualTo("3");
      }
    }
  }

  @Test
  void aProgramThatFailsIsARefusalAndIsNotRunAgain() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      StoreFailure failure = failure(ADD.run(links.link(), List.of("n"), List.of("not a number")));

      assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
      assertThat(redis.command("GET", "n")).isNull();
    }
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> RedisScript.of(RedisScriptIT.class, "none.lua"))
        .hasMessageContaining("none.lua");
  }

  private static String run(Links links, String key, String by) {
    return String.valueOf(await(ADD.run(links.link(), List.of(key), List.of(by))));
  }

  private static int calls(RedisServer redis, String command) {
    String told = redis.info("commandstats", "cmdstat_" + command);
    return told.isEmpty() ? 0 : Integer.parseInt(told.replaceAll("calls=(\\d+),.*", "$1"));
  }
}
