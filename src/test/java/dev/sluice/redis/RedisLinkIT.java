package dev.sluice.redis;

import static dev.sluice.redis.Links.await;
import static dev.sluice.redis.Links.failure;
import static dev.sluice.redis.Links.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.StoreFailure.Kind;
import dev.sluice.testing.Cut;
import dev.sluice.testing.RedisServer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link to one server: answers, deadlines, and what happens when the server goes. */
@Tag("untimed")
@Timeout(60)
class RedisLinkIT {

  private static final Duration HURRIED = Duration.ofMillis(RedisLink.DEADLINE.toMillis() + 200);

  @Test
  void answersArriveAndNilIsNull() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      assertThat(links.ask("SET", "a", "1")).isEqualTo("OK");
      assertThat(links.ask("GET", "a")).isEqualTo("1");
      assertThat(await(links.link().send(request("GET", "b")))).isNull();
      assertThat(
              await(links.link().send(List.of(request("INCR", "n"), request("INCR", "n")))).stream()
                  .map(Response::toInteger))
          .containsExactly(1, 2);
      assertThat(links.link().up()).isTrue();
      assertThat(links.link().mode()).isEqualTo("standalone");
    }
  }

  @Test
  void anErrorIsARefusalThatRepeatsNoValue() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      StoreFailure unknown = failure(links.link().send(request("NONESUCH", "secret")));
      assertThat(unknown.kind()).isEqualTo(Kind.REFUSED);
      assertThat(unknown).hasMessageContaining("unknown command").hasMessageNotContaining("secret");

      links.ask("SET", "text", "x");
      StoreFailure second =
          failure(links.link().send(List.of(request("GET", "a"), request("INCR", "text"))));
      assertThat(second.kind()).isEqualTo(Kind.REFUSED);
      assertThat(second).hasMessageStartingWith("value is not an integer");
    }
  }

  @Test
  void theCallerIsCalledBackOnItsOwnEventLoop() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      for (int i = 0; i < 4; i++) {
        Context caller =
            ((io.vertx.core.impl.VertxInternal) links.vertx()).createEventLoopContext();
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        caller.runOnContext(
            now -> {
              Thread before = Thread.currentThread();
              links
                  .link()
                  .send(request("PING"))
                  .subscribe()
                  .with(any -> same.complete(Thread.currentThread() == before));
            });
        assertThat(same.get(5, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void manyThreadsGetTheirOwnAnswers() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      List<String> wrong =
          IntStream.range(0, 5000)
              .parallel()
              .mapToObj(Integer::toString)
              .filter(each -> !links.ask("ECHO", each).equals(each))
              .toList();

      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void aServerThatStandsStillCostsNoMoreThanTheDeadline() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      redis.pause();
      long before = System.nanoTime();
      StoreFailure late = failure(links.link().send(request("SET", "late", "1")));
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      System.out.println("deadline: " + took.toMillis() + " ms");
      assertThat(late.kind()).isEqualTo(Kind.UNKNOWN);
      assertThat(took).isBetween(RedisLink.DEADLINE, HURRIED);
      assertThat(links.link().up()).isFalse();

      Awaitility.await()
          .atMost(Duration.ofSeconds(3))
          .until(() -> links.link().silence().compareTo(Duration.ofSeconds(2)) > 0);
      redis.resume();
      assertAnswersWithin(links, Duration.ofSeconds(1));
      assertThat(links.ask("ECHO", "in step")).isEqualTo("in step");
    }
  }

  @Test
  void aServerThatWasPausedForAMomentKeepsItsConnections() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      String connections = redis.info("stats", "total_connections_received");
      redis.pause();
      assertThat(failure(links.link().send(request("INCR", "n"))).kind()).isEqualTo(Kind.UNKNOWN);
      redis.resume();

      assertAnswersWithin(links, Duration.ofSeconds(1));
      Awaitility.await().untilAsserted(() -> assertThat(redis.command("GET", "n")).isEqualTo("1"));
      int more =
          Integer.parseInt(redis.info("stats", "total_connections_received"))
              - Integer.parseInt(connections);
      assertThat(more).as("only this test's own questions").isLessThanOrEqualTo(10);
    }
  }

  @Test
  void aServerThatWasKilledIsFoundAgainWithinASecond() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      redis.kill();
      Awaitility.await()
          .until(() -> failure(links.link().send(request("PING"))).kind() == Kind.NEVER_SENT);
      redis.restart();

      assertAnswersWithin(links, Duration.ofSeconds(1));
    }
  }

  @Test
  void whatWasOnItsWayWhenTheServerDiedIsUnknown() throws Exception {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      redis.pause();
      CompletableFuture<StoreFailure> end = new CompletableFuture<>();
      long before = System.nanoTime();
      links
          .link()
          .send(request("INCR", "n"))
          .subscribe()
          .with(any -> {}, cause -> end.complete((StoreFailure) cause));
      redis.kill();

      assertThat(end.get(5, TimeUnit.SECONDS).kind()).isEqualTo(Kind.UNKNOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(HURRIED);
    }
  }

  @Test
  void aServerThatIsAwayAtTheStartIsUsedOnceItIsThere() {
    try (RedisServer redis = RedisServer.start()) {
      redis.kill();
      try (Links links = Links.to(redis.hosts())) {
        assertThat(failure(links.link().send(request("PING"))).kind()).isEqualTo(Kind.NEVER_SENT);
        assertThat(links.link().reached()).isFalse();
        redis.restart();

        assertAnswersWithin(links, Duration.ofSeconds(1));
        assertThat(links.link().reached()).isTrue();
      }
    }
  }

  @Test
  void aSilentRoadIsGivenUpAndWhatWasSentOnItMayStillRun() {
    try (RedisServer redis = RedisServer.start();
        Cut road = Cut.to(redis);
        Links links = Links.to(road.hosts()).awaited()) {
      road.silence();
      assertThat(failure(links.link().send(request("INCR", "n"))).kind()).isEqualTo(Kind.UNKNOWN);
      Awaitility.await()
          .atMost(Duration.ofSeconds(3))
          .until(() -> failure(links.link().send(request("PING"))).kind() == Kind.NEVER_SENT);
      road.heal();

      assertAnswersWithin(links, Duration.ofSeconds(2));
    }
  }

  @Test
  void whatIsOnItsWayIsBoundedAndTheRestIsRefusedAtOnce() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      redis.pause();
      int room = 4 * OpenLine.ROOM;
      List<CompletableFuture<Kind>> ends = new ArrayList<>();
      for (int i = 0; i < room + 100; i++) {
        CompletableFuture<Kind> end = new CompletableFuture<>();
        ends.add(end);
        links
            .link()
            .send(request("PING"))
            .subscribe()
            .with(any -> {}, cause -> end.complete(((StoreFailure) cause).kind()));
      }
      long refusedAtOnce =
          ends.stream().filter(end -> end.getNow(Kind.UNKNOWN) == Kind.NEVER_SENT).count();
      assertThat(refusedAtOnce).isBetween(100L, 108L);
      assertThat(ends.stream().map(CompletableFuture::join)).contains(Kind.UNKNOWN);
      redis.resume();

      assertAnswersWithin(links, Duration.ofSeconds(1));
    }
  }

  @Test
  void aPasswordIsUsedAndAWrongOneIsNoConnection() {
    try (RedisServer redis = RedisServer.setup().password("open-sesame").start();
        Links links =
            Links.of(
                    new RedisOptions()
                        .setEndpoints(List.of(redis.hosts()))
                        .setPassword("open-sesame"))
                .awaited();
        Links wrong =
            Links.of(
                new RedisOptions().setEndpoints(List.of(redis.hosts())).setPassword("closed"))) {
      assertThat(links.ask("PING")).isEqualTo("PONG");
      assertThat(failure(wrong.link().send(request("PING"))).kind()).isEqualTo(Kind.NEVER_SENT);
    }
  }

  @Test
  void aUserWithNoMoreRightsThanOperationsAsksForIsEnough() {
    try (RedisServer redis =
            RedisServer.setup()
                .line(
                    "user sluice on >few ~sluice:* +@read +@write +eval +evalsha +script +info"
                        + " +role +wait +time +ping +hello")
                .start();
        Links links = Links.to("redis://sluice:few@127.0.0.1:" + redis.port())) {
      assertAnswersWithin(links, Duration.ofSeconds(2));
      Awaitility.await("the connection that confirms")
          .ignoreExceptions()
          .until(
              () ->
                  await(
                      links
                          .link()
                          .confirmed(List.of(request("SET", KeySpace.quota("a", "b"), "1")))));
      assertThat(
              links.ask(
                  "EVAL",
                  "return redis.call('TIME') and redis.call('INFO', 'server') and 'known'",
                  "1",
                  KeySpace.ledger("a", "b")))
          .isEqualTo("known");
      assertThat(await(links.link().everyMaster(request("INFO")))).hasSize(1);
      assertThat(failure(links.link().send(request("SET", "other", "1"))))
          .hasMessageStartingWith("NOPERM");
    }
  }

  @Test
  void withoutReplicasAWriteIsSafeAsItIs() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      await(links.link().confirmed(List.of(request("SET", "a", "0"))));
      long before = System.nanoTime();

      for (int i = 1; i <= 20; i++) {
        assertThat(await(links.link().confirmed(List.of(request("SET", "a", "" + i))))).isTrue();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      assertThat(took).as("nobody waits for replicas").isLessThan(Duration.ofSeconds(1));
      assertThat(redis.command("GET", "a")).isEqualTo("20");
    }
  }

  /**
   * Nothing has told yet that there is no replica, so each of them alone would hold the connection
   * for the 100 ms of its WAIT.
   */
  @Test
  void theFirstWritesDoNotWaitForEachOther() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts())) {
      assertAnswersWithin(links, Duration.ofSeconds(2));
      Awaitility.await().until(() -> connections(redis) >= 6);
      manyWrites(links);

      assertThat(manyWrites(links)).hasSize(100).containsOnly(true);
    }
  }

  private static List<Boolean> manyWrites(Links links) {
    List<Uni<Boolean>> writes =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    links
                        .link()
                        .confirmed(List.of(request("SET", "a" + i, "1")))
                        .onFailure(StoreFailure.class)
                        .recoverWithItem(false))
            .toList();
    return await(Uni.join().all(writes).andFailFast());
  }

  @Test
  void aWriteIsConfirmedOnlyWhileAReplicaHasIt() {
    try (RedisServer redis = RedisServer.setup().line("repl-diskless-sync-delay 0").start();
        RedisServer replica =
            RedisServer.setup().line("replicaof 127.0.0.1 " + redis.port()).start();
        Links links = Links.to(redis.hosts()).awaited()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> redis.info("replication", "slave0").contains("state=online"));
      Uni<Boolean> write = links.link().confirmed(List.of(request("SET", "a", "1")));
      assertThat(await(write)).isTrue();
      assertThat(replica.command("GET", "a")).isEqualTo("1");

      replica.pause();
      assertThat(await(write)).isFalse();
      replica.resume();
    }
  }

  @Test
  void aClosedLinkLeavesNoConnectionBehind() {
    try (RedisServer redis = RedisServer.start()) {
      try (Links links = Links.to(redis.hosts()).awaited()) {
        assertThat(connections(redis)).isGreaterThanOrEqualTo(2);
      }
      Awaitility.await().untilAsserted(() -> assertThat(connections(redis)).isEqualTo(1));
    }
  }

  private static long connections(RedisServer redis) {
    return String.valueOf(redis.command("CLIENT", "LIST")).lines().count();
  }

  @Test
  void everyMasterOfOneServerIsThatServer() {
    try (RedisServer redis = RedisServer.start();
        Links links = Links.to(redis.hosts()).awaited()) {
      Request info = request("INFO", "server");
      assertThat(await(links.link().everyMaster(info)).stream().map(Response::toString))
          .singleElement()
          .satisfies(text -> assertThat(text).contains("tcp_port:" + redis.port()));
    }
  }

  private static void assertAnswersWithin(Links links, Duration most) {
    long before = System.nanoTime();
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .pollDelay(Duration.ZERO)
        .atMost(most)
        .ignoreExceptions()
        .until(() -> links.ask("PING").equals("PONG"));
    System.out.println("back after " + (System.nanoTime() - before) / 1_000_000 + " ms");
    assertThat(Stream.of(links.link().up())).containsExactly(true);
  }
}
