package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The plan of the house, defended. {@link HouseCanFailTest} shows that each rule can fail. */
class HouseTest {

  private static final SourceTree MAIN_SOURCES = new SourceTree(Path.of("src/main/java"));
  private static final SourceTree TEST_SOURCES = new SourceTree(Path.of("src/test/java"));

  @Test
  void theWholeHouseIsLookedAt() {
    assertThat(House.main().contain(dev.sluice.passage.Stage.class)).isTrue();
    assertThat(House.main().contain(HouseTest.class)).isFalse();
  }

  @Test
  void roomsAreFreeOfCycles() {
    Plan.ROOMS_ARE_FREE_OF_CYCLES.check(House.main());
  }

  @Test
  void aRoomNamesOnlyWhatThePlanAllows() {
    Plan.A_ROOM_NAMES_ONLY_WHAT_THE_PLAN_ALLOWS.check(House.main());
  }

  @Test
  void onlyFrontNamesStages() {
    Plan.ONLY_FRONT_NAMES_STAGES.check(House.main());
  }

  @Test
  void adaptersAreNamedByNobody() {
    Plan.ADAPTERS_ARE_NAMED_BY_NOBODY.check(House.main());
  }

  @Test
  void adaptersArePackagePrivate() {
    Plan.ADAPTERS_ARE_PACKAGE_PRIVATE.check(House.main());
  }

  @Test
  void redisClientTypesStayWithRedis() {
    Edges.REDIS_CLIENT_TYPES_STAY_WITH_REDIS.check(House.main());
  }

  @Test
  void serverTypesStayAtTheDoors() {
    Edges.SERVER_TYPES_STAY_AT_THE_DOORS.check(House.main());
  }

  @Test
  void nothingIsInjectedIntoFields() {
    Edges.NOTHING_IS_INJECTED_INTO_FIELDS.check(House.main());
  }

  @Test
  void configurationIsMapped() {
    Edges.CONFIGURATION_IS_MAPPED.check(House.main());
  }

  @Test
  void nothingWaitsOnAnEventLoop() {
    Calls.NOTHING_WAITS_ON_AN_EVENT_LOOP.check(House.main());
  }

  @Test
  void clocksAreHandedIn() {
    Calls.CLOCKS_ARE_HANDED_IN.check(House.main());
  }

  @Test
  void noNameIsEmpty() {
    Names.NO_NAME_IS_EMPTY.check(House.main());
  }

  @Test
  void everyPackageIsNullMarked() {
    Names.EVERY_PACKAGE_IS_NULL_MARKED.check(House.main());
    assertThat(MAIN_SOURCES.notNullMarked()).isEmpty();
  }

  @Test
  void constructorsAreGivenAtMostSix() {
    Names.CONSTRUCTORS_ARE_GIVEN_AT_MOST_SIX.check(House.main());
  }

  @Test
  void noFileIsTooLongToReadInOneSitting() {
    assertThat(MAIN_SOURCES.longerThan(300)).isEmpty();
    assertThat(TEST_SOURCES.longerThan(400)).isEmpty();
  }
}
