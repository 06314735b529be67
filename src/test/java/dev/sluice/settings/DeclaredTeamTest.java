package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeclaredTeamTest {

  private static final Map<String, String> WRITTEN =
      Map.of(
          "sluice.teams.red.weight", "2",
          "sluice.teams.red.models[0]", "flux*",
          "sluice.teams.red.models[10]", "c",
          "sluice.teams.red.models[2]", "b",
          "sluice.teams.red.keys", "one, two",
          "sluice.teams.red.max-wait", "",
          "sluice.teams.\"a.b\".routes.auto[0]", "apixo",
          "sluice.teams.red", "",
          "sluice.budget.burst", "1%");

  @Test
  void aTeamHasWhatIsWrittenBelowIt() {
    Map<String, DeclaredTeam> all = DeclaredTeam.of(Set.of("red", "a.b", "quiet"), WRITTEN);

    assertThat(all.keySet()).containsExactly("a.b", "quiet", "red");
    assertThat(all.get("a.b").members()).isEqualTo(Map.of("routes.auto[0]", "apixo"));
    assertThat(all.get("quiet").members()).isEmpty();
    assertThat(all.get("red").without(Set.of("models", "keys"))).isEqualTo(Map.of("weight", "2"));
  }

  @Test
  void aListIsReadByItsIndicesOrBetweenCommas() {
    DeclaredTeam red = DeclaredTeam.of(Set.of("red"), WRITTEN).get("red");

    assertThat(red.list("models")).isEqualTo(List.of("flux*", "b", "c"));
    assertThat(red.list("keys")).isEqualTo(List.of("one", " two"));
    assertThat(red.list("callbacks")).isEmpty();
  }

  @Test
  void aNameThatNamesNoTeamOrNoMemberIsNobodys() {
    Map<String, String> written =
        Map.of("sluice.teams.", "x", "sluice.teams", "x", "sluice.teams.red", "x");
    assertThat(DeclaredTeam.of(Set.of("red"), written).get("red").members()).isEmpty();
  }

  @Test
  void itsValuesAreNotInItsText() {
    assertThat(DeclaredTeam.of(Set.of("red"), WRITTEN).get("red").toString())
        .contains("keys")
        .doesNotContain("one");
  }
}
