package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of {@link HouseTest}, broken. */
class HouseCanFailTest {

  @TempDir Path folder;

  @Test
  void twoRoomsThatNameEachOtherAreFound() {
    assertThat(
            broken(
                Plan.ROOMS_ARE_FREE_OF_CYCLES,
                "package dev.sluice.quota; public class A { dev.sluice.team.B b; }",
                "package dev.sluice.team; public class B { dev.sluice.quota.A a; }"))
        .singleElement()
        .asString()
        .contains("Cycle detected: room quota", "room team");
  }

  @Test
  void aRoomThatNamesAnotherBesideThePlanIsFound() {
    assertThat(
            broken(
                Plan.A_ROOM_NAMES_ONLY_WHAT_THE_PLAN_ALLOWS,
                "package dev.sluice.quota; class A { dev.sluice.budget.Ledger ledger; }"))
        .singleElement()
        .asString()
        .contains("dev.sluice.quota.A.ledger", "dev.sluice.budget.Ledger");
  }

  @Test
  void aRoomThatHidesAnotherInAnArrayIsFound() {
    assertThat(
            broken(
                Plan.A_ROOM_NAMES_ONLY_WHAT_THE_PLAN_ALLOWS,
                "package dev.sluice.quota; class A { dev.sluice.budget.Ledger[] ledgers; }"))
        .isNotEmpty();
  }

  @Test
  void aRoomOfNounsThatNamesTheFloorIsFound() {
    assertThat(
            broken(
                Plan.A_ROOM_NAMES_ONLY_WHAT_THE_PLAN_ALLOWS,
                "package dev.sluice.dialect; class A { dev.sluice.time.Ticker ticker; }"))
        .isNotEmpty();
  }

  @Test
  void theSandboxThatNamesWhatItJudgesIsFound() {
    assertThat(
            broken(
                Plan.A_ROOM_NAMES_ONLY_WHAT_THE_PLAN_ALLOWS,
                "package dev.sluice.sandbox; class A { dev.sluice.budget.Ledger ledger; }"))
        .isNotEmpty();
  }

  @Test
  void aRoomThatIsNotOnThePlanIsFound() {
    assertThat(
            broken(
                Plan.A_ROOM_NAMES_ONLY_WHAT_THE_PLAN_ALLOWS,
                "package dev.sluice.attic; class A {}"))
        .containsExactly("dev.sluice.attic.A lies in no room of the plan");
  }

  @Test
  void aRoomThatKeepsToThePlanIsLeftAlone() {
    assertThat(
            broken(
                Plan.A_ROOM_NAMES_ONLY_WHAT_THE_PLAN_ALLOWS,
                "package dev.sluice.sandbox; class A { dev.sluice.dialect.Dialect dialect;"
                    + " dev.sluice.time.Ticker ticker; }",
                "package dev.sluice.quota; class B { dev.sluice.team.Team team; }"))
        .isEmpty();
  }

  @Test
  void aStageThatIsNamedOutsideFrontIsFound() {
    String stage =
        """
        package dev.sluice.team;
        public abstract class TeamStage implements dev.sluice.passage.Stage { TeamStage twin; }
        """;
    assertThat(
            broken(
                Plan.ONLY_FRONT_NAMES_STAGES,
                stage,
                "package dev.sluice.front; class Door { dev.sluice.team.TeamStage stage; }",
                "package dev.sluice.quota; class A { dev.sluice.team.TeamStage stage; }"))
        .singleElement()
        .asString()
        .contains("dev.sluice.quota.A.stage");
  }

  @Test
  void anAdapterThatIsNamedIsFound() {
    assertThat(
            broken(
                Plan.ADAPTERS_ARE_NAMED_BY_NOBODY,
                "package dev.sluice.budget.redis; public class Script { Script twin; }",
                "package dev.sluice.budget; class A { dev.sluice.budget.redis.Script script; }"))
        .singleElement()
        .asString()
        .contains("dev.sluice.budget.A.script");
  }

  @Test
  void anAdapterThatIsPublicIsFound() {
    assertThat(
            broken(
                Plan.ADAPTERS_ARE_PACKAGE_PRIVATE,
                "package dev.sluice.budget.redis; public class Open {}",
                "package dev.sluice.budget.redis; class Closed {}",
                "package dev.sluice.redis; public class Script {}"))
        .singleElement()
        .asString()
        .contains("dev.sluice.budget.redis.Open");
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.quarkus.redis.datasource", "io.vertx.redis", "io.vertx.mutiny.redis"})
  void aRedisClientAwayFromRedisIsFound(String vendor) {
    assertThat(
            broken(
                Edges.REDIS_CLIENT_TYPES_STAY_WITH_REDIS,
                "package %s.client; public interface Redis {}".formatted(vendor),
                "package dev.sluice.budget; class A { %s.client.Redis redis; }".formatted(vendor),
                "package dev.sluice.redis; class B { %s.client.Redis redis; }".formatted(vendor),
                "package dev.sluice.task.redis; class C { %s.client.Redis redis; }"
                    .formatted(vendor)))
        .singleElement()
        .asString()
        .contains("dev.sluice.budget.A.redis");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package dev.sluice.upstream; @jakarta.ws.rs.Path(\"/\") class A {}",
        "package dev.sluice.team; @jakarta.ws.rs.Path(\"/\") interface A {}",
        "package dev.sluice.quota; class A { jakarta.ws.rs.core.Response response; }",
        "package dev.sluice.relay; class A { jakarta.ws.rs.ext.ExceptionMapper<Error> mapper; }",
        "package dev.sluice.upstream;"
            + " class A { jakarta.ws.rs.container.ContainerRequestFilter filter; }"
      })
  void aServerTypeAwayFromTheDoorsIsFound(String source) {
    assertThat(broken(Edges.SERVER_TYPES_STAY_AT_THE_DOORS, source)).isNotEmpty();
  }

  @Test
  void serverTypesOfTheFrameworkAwayFromTheDoorsAreFound() {
    assertThat(
            broken(
                Edges.SERVER_TYPES_STAY_AT_THE_DOORS,
                "package org.jboss.resteasy.reactive.server; public @interface"
                    + " ServerExceptionMapper {} class X {}",
                "package dev.sluice.team;"
                    + " class A { @org.jboss.resteasy.reactive.server.ServerExceptionMapper"
                    + " void map() {} }"))
        .isNotEmpty();
  }

  @Test
  void aResourceAtTheDoorAndAClientOnTheRoadAreLeftAlone() {
    assertThat(
            broken(
                Edges.SERVER_TYPES_STAY_AT_THE_DOORS,
                "package dev.sluice.front; @jakarta.ws.rs.Path(\"/\") class A {}",
                "package dev.sluice.upstream; @jakarta.ws.rs.Path(\"/\") interface B {"
                    + " @jakarta.ws.rs.POST void submit(); }"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"@jakarta.inject.Inject", "@jakarta.ws.rs.core.Context"})
  void aFieldThatIsInjectedIsFound(String annotation) {
    assertThat(
            broken(
                Edges.NOTHING_IS_INJECTED_INTO_FIELDS,
                "package dev.sluice.front; class A { %s String it; }".formatted(annotation)))
        .singleElement()
        .asString()
        .contains("dev.sluice.front.A.it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class A { @org.eclipse.microprofile.config.inject.ConfigProperty String it; }",
        "class A { A(@org.eclipse.microprofile.config.inject.ConfigProperty String it) {} }"
      })
  void aLonelyConfigurationPropertyIsFound(String type) {
    assertThat(broken(Edges.CONFIGURATION_IS_MAPPED, "package dev.sluice.front; " + type))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.smallrye.mutiny.Uni.createFrom().item(1).await().indefinitely()",
        "io.smallrye.mutiny.Multi.createFrom().item(1).subscribe().asIterable()",
        "new java.util.concurrent.CompletableFuture<String>().get()",
        "new java.util.concurrent.CompletableFuture<String>().join()",
        "new java.util.concurrent.FutureTask<String>(null).get()",
        "Thread.sleep(1)",
        "Thread.currentThread().join()",
        "new Object().wait()",
        "this.wait(1)",
        "new java.util.concurrent.CountDownLatch(1).await()",
        "new java.util.concurrent.Semaphore(1).acquire()",
        "new java.util.concurrent.LinkedBlockingQueue<String>().take()",
        "new java.util.concurrent.locks.ReentrantLock().newCondition().await()",
        "java.util.concurrent.locks.LockSupport.park()"
      })
  void whatWaitsIsFound(String call) {
    assertThat(broken(Calls.NOTHING_WAITS_ON_AN_EVENT_LOOP, calling(call))).isNotEmpty();
  }

  @Test
  void whatWaitsByReferenceIsFound() {
    String source =
        """
        package dev.sluice.front;
        class A {
          java.util.function.Function<java.util.concurrent.CompletableFuture<String>, String> join =
              java.util.concurrent.CompletableFuture::join;
        }
        """;
    assertThat(broken(Calls.NOTHING_WAITS_ON_AN_EVENT_LOOP, source)).isNotEmpty();
  }

  @Test
  void whatOnlySoundsLikeWaitingIsLeftAlone() {
    assertThat(
            broken(
                Calls.NOTHING_WAITS_ON_AN_EVENT_LOOP,
                calling("new java.util.concurrent.atomic.AtomicReference<String>().get()"),
                "package dev.sluice.team; class B { String j() { return String.join(\"\"); } }"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "System.nanoTime()",
        "System.currentTimeMillis()",
        "java.time.Instant.now()",
        "java.time.LocalDate.now()",
        "java.time.LocalDate.now(java.time.ZoneOffset.UTC)",
        "java.time.Clock.systemUTC()",
        "new java.util.Date()",
        "io.github.bucket4j.TimeMeter.SYSTEM_NANOTIME.toString()"
      })
  void aClockOfOnesOwnIsFound(String call) {
    assertThat(broken(Calls.CLOCKS_ARE_HANDED_IN, calling(call))).isNotEmpty();
  }

  @Test
  void aClockByReferenceIsFound() {
    assertThat(
            broken(
                Calls.CLOCKS_ARE_HANDED_IN,
                "package dev.sluice.team;"
                    + " class A { dev.sluice.time.Ticker ticker = System::nanoTime; }"))
        .isNotEmpty();
  }

  @Test
  void aClockThatIsHandedInAndTheRoomOfTimeAreLeftAlone() {
    assertThat(
            broken(
                Calls.CLOCKS_ARE_HANDED_IN,
                calling("java.time.Instant.now((java.time.Clock) null)"),
                calling("new java.util.Date(0)").replace("class A", "class B"),
                "package dev.sluice.time; class C { long now() { return System.nanoTime(); } }"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LedgerImpl",
        "StringUtils",
        "StringUtil",
        "KeyHelper",
        "KeyManager",
        "TeamService",
        "TeamController",
        "TeamDto"
      })
  void anEmptyClassNameIsFound(String name) {
    assertThat(broken(Names.NO_NAME_IS_EMPTY, "package dev.sluice.team; class " + name + " {}"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"util", "common", "model"})
  void anEmptyPackageNameIsFound(String name) {
    assertThat(
            broken(Names.NO_NAME_IS_EMPTY, "package dev.sluice.team." + name + "; class Glob {}"))
        .isNotEmpty();
  }

  @Test
  void aPackageThatIsNotNullMarkedIsFound() {
    assertThat(
            broken(
                Names.EVERY_PACKAGE_IS_NULL_MARKED,
                "package dev.sluice.team.bare; class A {}",
                "@org.jspecify.annotations.NullMarked package dev.sluice.team.marked;",
                "package dev.sluice.team.marked; class B {}"))
        .containsExactly("dev.sluice.team.bare is not @NullMarked");
  }

  @Test
  void aSourceFolderThatIsNotNullMarkedIsFound() throws IOException {
    Path bare = Files.createDirectories(folder.resolve("bare"));
    Path unmarked = Files.createDirectories(folder.resolve("unmarked"));
    Path marked = Files.createDirectories(folder.resolve("marked"));
    Files.writeString(bare.resolve("A.java"), "class A {}");
    Files.writeString(unmarked.resolve("package-info.java"), "/** @NullMarked */ package u;");
    Files.writeString(marked.resolve("package-info.java"), "@NullMarked\npackage m;");
    assertThat(new SourceTree(folder).notNullMarked()).containsExactly(bare, unmarked);
  }

  @Test
  void aSeventhCompanionIsFound() {
    assertThat(
            broken(
                Names.CONSTRUCTORS_ARE_GIVEN_AT_MOST_SIX,
                "package dev.sluice.team; class A {"
                    + " A(int a, int b, int c, int d, int e, int f, int g) {} }",
                "package dev.sluice.team; class B { class Inner {"
                    + " Inner(int a, int b, int c, int d, int e, int f) {} } }",
                "package dev.sluice.team; record C(int a, int b, int c, int d, int e, int f, int g)"
                    + " {}"))
        .singleElement()
        .asString()
        .contains("dev.sluice.team.A");
  }

  @Test
  void aFileThatIsTooLongIsFound() throws IOException {
    Files.writeString(folder.resolve("Fits.java"), "\n".repeat(300));
    Path tooLong = folder.resolve("TooLong.java");
    Files.writeString(tooLong, "\n".repeat(301));
    assertThat(new SourceTree(folder).longerThan(300)).containsExactly(tooLong + ": 301");
  }

  private List<String> broken(ArchRule rule, String... sources) {
    return Fixture.of(folder, sources).violationsOf(rule);
  }

  private static String calling(String call) {
    return "package dev.sluice.front; class A { void a() throws Exception { " + call + "; } }";
  }
}
