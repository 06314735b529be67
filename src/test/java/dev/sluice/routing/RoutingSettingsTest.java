package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.Live;
import dev.sluice.team.TeamConfig;
import dev.sluice.team.TeamSettings;
import dev.sluice.testing.Configured;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingSettingsTest {

  private static final Map<String, String> TWO =
      Map.of("sluice.upstreams.b.url", "u", "sluice.upstreams.a.url", "u");

  @Test
  void withoutRoutesEveryProviderGoesToAllUpstreamsByName() {
    RouteTable table = with(TWO, Map.of("sluice.teams.red.sandbox", "false")).table();
    for (Provider provider : Provider.values()) {
      assertThat(table.upstreams("red", provider)).containsExactly("a", "b");
    }
  }

  @Test
  void theSandboxIsARouteOnlyWhereItIsAloneOrWhereTheTeamSaysSo() {
    assertThat(with(Map.of(), Map.of()).table().upstreams("demo", Provider.AUTO))
        .containsExactly("sandbox", "sandbox-kie");
    RouteTable table =
        with(TWO, Map.of("sluice.teams.red.sandbox", "true", "sluice.teams.blue.keys", "k"))
            .table();
    assertThat(table.upstreams("red", Provider.VALUE)).containsExactly("sandbox", "sandbox-kie");
    assertThat(table.upstreams("blue", Provider.VALUE)).containsExactly("a", "b");
  }

  @Test
  void aTeamsOwnRouteStandsBeforeTheCommonOne() {
    RouteTable table =
        with(
                TWO,
                Map.of(
                    "sluice.routes.auto", "b,a",
                    "sluice.routes.value", "a",
                    "sluice.teams.red.routes.auto", "a"))
            .table();
    assertThat(table.upstreams("red", Provider.AUTO)).containsExactly("a");
    assertThat(table.upstreams("red", Provider.VALUE)).containsExactly("a");
    assertThat(table.upstreams("red", Provider.OFFICIAL)).containsExactly("a", "b");
    assertThat(table.upstreams("blue", Provider.AUTO)).containsExactly("b", "a");
  }

  @Test
  void everyWrongRouteIsNamedWithWhatIsAllowed() {
    RoutingSettings settings =
        with(
            TWO,
            Map.of(
                "sluice.routes.auto", "nowhere",
                "sluice.routes.value", "",
                "sluice.routes.cheap", "a",
                "sluice.teams.red.routes.official", "c",
                "sluice.teams.red.providers", "auto,best",
                "sluice.teams.red.default-provider", "value",
                "sluice.teams.blue.default-provider", "Auto"));
    assertThat(settings.problems().lines())
        .containsExactlyInAnyOrder(
            "sluice.routes.auto = 'nowhere': allowed is an upstream: a, b",
            "sluice.routes.value = '': allowed is at least one of a, b",
            "sluice.routes.cheap = 'cheap': allowed is auto, value, official",
            "sluice.teams.red.routes.official = 'c': allowed is an upstream: a, b",
            "sluice.teams.red.providers = 'best': allowed is auto, value, official",
            "sluice.teams.red.default-provider = 'value': allowed is auto",
            "sluice.teams.blue.default-provider = 'Auto': allowed is auto, value, official");
  }

  @Test
  void aSandboxThatIsOffAndNeededIsAProblem() {
    assertThat(with(Map.of("sluice.sandbox.enabled", "false"), Map.of()).problems().lines())
        .singleElement()
        .asString()
        .contains("sluice.sandbox.enabled");
    assertThat(
            with(TWO, Map.of("sluice.sandbox.enabled", "false", "sluice.teams.red.sandbox", "true"))
                .problems()
                .lines())
        .singleElement()
        .asString()
        .contains("sluice.teams.red.sandbox");
  }

  @Test
  void aModelIsAMetricLabelOnlyWhereConfigurationNamesItLiterally() {
    var configured =
        Configured.by(
            Map.of(
                "sluice.teams.red.models", "flux*,nano-banana",
                "sluice.upstreams.a.url", "u",
                "sluice.models.fast.a.model", "flux2"),
            TeamConfig.class,
            ModelConfig.class);
    var labels =
        new ModelLabels(
            Live.still(new TeamSettings(configured.mapped(TeamConfig.class), configured.layout())),
            Live.still(
                new ModelSettings(configured.mapped(ModelConfig.class), configured.layout())));
    assertThat(List.of("nano-banana", "fast", "flux2", "flux*", "flux-2").stream().map(labels::of))
        .containsExactly("nano-banana", "fast", "flux2", "other", "other");
  }

  static RoutingSettings with(Map<String, String> upstreams, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(upstreams);
    all.putAll(more);
    var configured = Configured.by(all, TeamConfig.class, RoutingConfig.class);
    var teams = new TeamSettings(configured.mapped(TeamConfig.class), configured.layout());
    return new RoutingSettings(configured.mapped(RoutingConfig.class), configured.layout(), teams);
  }
}
