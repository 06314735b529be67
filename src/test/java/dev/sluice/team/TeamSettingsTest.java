package dev.sluice.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.Live;
import dev.sluice.testing.Configured;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamSettingsTest {

  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void withNothingConfiguredTheDemoTeamHasTheDemoKeyAndTheStartSaysSo() {
    TeamSettings settings = settings(Map.of());
    var directory = directory(settings);
    assertThat(directory.byKey("demo-key").map(Team::id)).contains("demo");
    assertThat(settings.warnings()).singleElement().asString().contains("demo-key", "sandbox");
  }

  @Test
  void withARealUpstreamTheDemoKeyDoesNotExistAndTheStartSaysThatEveryKeyIsRefused() {
    for (String member : List.of("url", "key", "dialect")) {
      TeamSettings settings = settings(Map.of("sluice.upstreams.apixo." + member, "x"));
      assertThat(directory(settings).byKey("demo-key")).isEmpty();
      assertThat(settings.teams()).isEmpty();
      assertThat(settings.warnings()).singleElement().asString().contains("every key is refused");
    }
  }

  @Test
  void aTeamIsFoundByAnyOfItsKeysAndByItsId() {
    var directory =
        directory(
            settings(
                Map.of(
                    "sluice.teams.red.keys", "one," + ABC,
                    "sluice.teams.red.models", "flux*,nano-banana,flux-2/*",
                    "sluice.teams.red.show-balance", "false",
                    "sluice.teams.\"b.lue\".keys", "two")));
    Team red =
        new Team("red", List.of("flux*", "nano-banana", "flux-2/*"), List.of(), false, false);
    assertThat(directory.byKey("one")).contains(red);
    assertThat(directory.byKey("abc")).contains(red);
    assertThat(directory.byId("red")).contains(red);
    assertThat(directory.byKey("two").map(Team::id)).contains("b.lue");
    assertThat(directory.byKey("three")).isEmpty();
    assertThat(directory.byKey("demo-key")).isEmpty();
    assertThat(directory.byId("green")).isEmpty();
  }

  @Test
  void theSameKeyTwiceNamesBothTeamsAndNeverTheKey() {
    TeamSettings settings =
        settings(Map.of("sluice.teams.blue.keys", "other,abc", "sluice.teams.red.keys", ABC));
    assertThat(settings.problems().lines())
        .containsExactly(
            "sluice.teams.red.keys[0]: team 'red' has the same key as team 'blue'"
                + " (sluice.teams.blue.keys[1]); allowed is each key once");
  }

  @Test
  void everyWrongMemberIsNamedAndNoKeyIsShown() {
    Map<String, String> wrong = new HashMap<>();
    wrong.put("sluice.teams._watch.keys", "first-secret");
    wrong.put("sluice.teams.red.keys[0]", "sha256:c0ffee");
    wrong.put("sluice.teams.red.keys[1]", "second secret");
    wrong.put("sluice.teams.red.keys[2]", "   ");
    wrong.put("sluice.teams.red.models", "flux:2");
    wrong.put("sluice.teams.red.callbacks", "ftp://x");
    wrong.put("sluice.teams.red.show-balance", "perhaps");
    wrong.put("sluice.teams.red.sandbox", "TRUE");
    List<String> lines = settings(wrong).problems().lines();
    assertThat(lines).hasSize(8);
    assertThat(String.join("\n", lines))
        .contains("sluice.teams._watch", "keys[0]", "keys[1]", "keys[2]", "flux:2", "ftp://x")
        .contains("perhaps", "TRUE")
        .doesNotContain("secret", "c0ffee");
  }

  @Test
  void aPlainKeyAndATeamWithoutKeysAreAllowedAndSaid() {
    TeamSettings settings =
        settings(
            Map.of(
                "sluice.teams.red.keys", "my-secret",
                "sluice.teams.blue.show-balance", "true",
                "sluice.upstreams.apixo.url", "u"));
    assertThat(settings.problems().lines()).isEmpty();
    assertThat(settings.warnings())
        .hasSize(2)
        .anyMatch(line -> line.contains("'red'") && line.contains("plain text"))
        .anyMatch(line -> line.contains("'blue'") && line.contains("no key"))
        .noneMatch(line -> line.contains("my-secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", ".red", "-red", "_red", "none", "other", "red blue"})
  void anIdThatMeansSomethingElseInAPathOrAMetricIsAProblem(String id) {
    assertThat(settings(Map.of("sluice.teams.\"%s\".keys".formatted(id), "k")).problems().lines())
        .anyMatch(line -> line.contains("of which the first is a letter or a digit"));
    assertThat(TeamSettings.ID).rejects(id).accepts("r", "9-a_b.c", "nonesuch", "others");
  }

  private static TeamSettings settings(Map<String, String> properties) {
    var configured = Configured.by(properties, TeamConfig.class);
    return new TeamSettings(configured.mapped(TeamConfig.class), configured.layout());
  }

  @Test
  void moreTeamsThanAReplicaCanHoldAreAProblem() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i <= TeamSettings.MOST; i++) {
      many.put("sluice.teams.t%d.weight".formatted(i), "1");
    }
    assertThat(settings(many).problems().lines())
        .containsExactly("sluice.teams: 5001 teams; allowed are at most 5000");
  }

  @Test
  void aKeyThatEndsIsOneUntilThatMomentAndNotAfterIt() {
    TeamSettings settings =
        settings(Map.of("sluice.teams.red.keys", ABC + "@2027-01-31T00:00:00Z"));
    assertThat(settings.problems().lines()).isEmpty();
    assertThat(at("2027-01-30T23:59:59.999Z", settings).byKey("abc").map(Team::id)).contains("red");
    assertThat(at("2027-01-31T00:00:00Z", settings).byKey("abc")).isEmpty();
  }

  @Test
  void anEndThatIsNoMomentIsAProblemAndAPlainKeyHasNone() {
    assertThat(settings(Map.of("sluice.teams.red.keys", ABC + "@tomorrow")).problems().lines())
        .singleElement()
        .asString()
        .contains("sluice.teams.red.keys[0]", "the moment at which it ends")
        .doesNotContain("tomorrow");
    TeamSettings plain = settings(Map.of("sluice.teams.red.keys", "key@2020-01-31T00:00:00Z"));
    assertThat(at("2027-01-31T00:00:00Z", plain).byKey("key@2020-01-31T00:00:00Z")).isPresent();
  }

  private static TeamDirectory at(String moment, TeamSettings settings) {
    Clock clock = Clock.fixed(Instant.parse(moment), ZoneOffset.UTC);
    return new ConfiguredTeamDirectory(Live.still(settings), () -> true, clock);
  }

  private static TeamDirectory directory(TeamSettings settings) {
    return new ConfiguredTeamDirectory(Live.still(settings), () -> true, Clock.systemUTC());
  }
}
