package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.DeclaredTeam;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TeamViewTest {

  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @Test
  void aTeamOfTheFilesIsShownAsItIsWrittenAndNoSecretOfIt() {
    TeamView red =
        TeamView.declared(
            "red",
            new DeclaredTeam(
                Map.of(
                    "weight", "3",
                    "requests-per-minute", "600",
                    "models[0]", "flux*",
                    "routes.auto[0]", "apixo",
                    "keys[0]", "a-plain-key",
                    "keys[1]", DIGEST + "@2027-01-31T00:00:00Z",
                    "webhook-secret[0]", "whsec_secret")));

    assertThat(red.declared()).isTrue();
    assertThat(red.settings().toString())
        .isEqualTo(
            "{\"models\":[\"flux*\"],\"requests-per-minute\":\"600\",\"routes\":{\"auto\":[\"apixo\"]},"
                + "\"weight\":\"3\",\"webhook-secret\":\"set\"}");
    assertThat(red.keys())
        .containsExactly(
            new TeamView.KeyView("keys[0]", true, null, null),
            new TeamView.KeyView("keys[1]", true, null, "2027-01-31T00:00:00Z"));
    assertThat(red.toString()).doesNotContain("a-plain-key", "0123456", "whsec_");
  }

  @Test
  void aListThatIsReadAsItemsAndAsTextIsShownOnce() {
    TeamView red =
        TeamView.declared(
            "red",
            new DeclaredTeam(
                Map.of(
                    "models", "a,b",
                    "models[0]", "a",
                    "models[1]", "b",
                    "routes.auto", "apixo",
                    "routes.auto[0]", "apixo",
                    "providers", "auto,value")));

    assertThat(red.settings().toString())
        .isEqualTo(
            "{\"models\":[\"a\",\"b\"],\"providers\":\"auto,value\",\"routes\":{\"auto\":[\"apixo\"]}}");
  }
}
