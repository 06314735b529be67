package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Configured;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

  @Test
  void nothingConfiguredIsTheDemoOnTheSandbox() {
    Layout layout = layout(Map.of());
    assertThat(layout.demo()).isTrue();
    assertThat(layout.teams()).containsExactly("demo");
    assertThat(layout.upstreams()).containsExactly("sandbox", "sandbox-kie");
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "key", "dialect", "windows[0]", "anything"})
  void anUpstreamExistsByAnyMemberAndEndsTheDemo(String member) {
    Layout layout = layout(Map.of("sluice.upstreams.apixo." + member, "x"));
    assertThat(layout.demo()).isFalse();
    assertThat(layout.teams()).isEmpty();
    assertThat(layout.upstreams()).containsExactly("apixo");
  }

  @Test
  void limitsOfTheSandboxMakeNoRealUpstream() {
    Layout layout = layout(Map.of("sluice.upstreams.sandbox.requests-per-minute", "600"));
    assertThat(layout.demo()).isTrue();
    assertThat(layout.upstreams()).containsExactly("sandbox", "sandbox-kie");
  }

  @Test
  void teamsWithoutAnUpstreamUseTheSandbox() {
    Layout layout = layout(Map.of("sluice.teams.red.anything", "1"));
    assertThat(layout.demo()).isFalse();
    assertThat(layout.teams()).containsExactly("red");
    assertThat(layout.upstreams()).containsExactly("sandbox", "sandbox-kie");
  }

  @Test
  void besideRealUpstreamsTheSandboxIsThereWhereATeamOrTheSwitchWantsIt() {
    String url = "sluice.upstreams.apixo.url";
    assertThat(layout(Map.of(url, "u", "sluice.teams.red.sandbox", "false")).upstreams())
        .containsExactly("apixo");
    assertThat(layout(Map.of(url, "u", "sluice.teams.red.sandbox", "true")).upstreams())
        .containsExactly("apixo", "sandbox", "sandbox-kie");
    assertThat(layout(Map.of(url, "u", "sluice.sandbox.enabled", "true")).upstreams())
        .containsExactly("apixo", "sandbox", "sandbox-kie");
    assertThat(
            layout(
                    Map.of(
                        url,
                        "u",
                        "sluice.teams.red.sandbox",
                        "true",
                        "sluice.sandbox.enabled",
                        "false"))
                .upstreams())
        .containsExactly("apixo");
  }

  private static Layout layout(Map<String, String> properties) {
    return Configured.by(properties).layout();
  }
}
