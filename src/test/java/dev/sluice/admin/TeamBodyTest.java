package dev.sluice.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.passage.RefusedException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamBodyTest {

  @Test
  void itsMembersAreThoseOfTheConfiguration() {
    TeamBody body =
        of(
            """
            {"id":"blue","weight":2,"lendable":0.5,"requests-per-day":1000000,"show-balance":false,
             "models":["flux*","nano-banana"],"routes":{"auto":["a","b"]},"max-wait":null}""");
    assertThat(body.id()).contains("blue");
    assertThat(body.members())
        .isEqualTo(
            Map.of(
                "weight", "2",
                "lendable", "0.5",
                "requests-per-day", "1000000",
                "show-balance", "false",
                "models[0]", "flux*",
                "models[1]", "nano-banana",
                "routes.auto[0]", "a",
                "routes.auto[1]", "b"));
  }

  @Test
  void itIsShownAsItWasWrittenAndTheSecretIsNot() {
    TeamBody body =
        of(
            "{\"weight\":2,\"models\":[\"a\",\"b\"],\"routes\":{\"auto\":[\"x\"]},\"webhook-secret\":\"whsec_x\"}");
    assertThat(body.webhookSecrets()).isEqualTo(List.of("whsec_x"));
    assertThat(TeamBody.shown(body.members(), true).toString())
        .isEqualTo(
            "{\"models\":[\"a\",\"b\"],\"routes\":{\"auto\":[\"x\"]},\"weight\":\"2\",\"webhook-secret\":\"set\"}");
    assertThat(body.toString()).doesNotContain("whsec");
  }

  @Test
  void aListIsShownInItsOrderHoweverLongItIs() {
    TeamBody body =
        of(
            "{\"models\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\"]}");

    assertThat(TeamBody.shown(body.members(), false).toString())
        .isEqualTo(
            "{\"models\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\",\"l\"]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "text",
        "{\"weight\":1,\"weight\":2}",
        "{\"weight\":1} {}",
        "{\"keys\":[\"sha256:ab\"]}",
        "{\"models\":[[\"a\"]]}",
        "{\"models\":[null]}",
        "{\"models\":[]}",
        "{\"models\":{}}",
        "{\"routes\":{\"auto\":[]}}",
        "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}}}",
        "{\"\":1}",
        "{\"a\\\"b\":1}",
        "{\"webhook-secret\":{}}",
        "{\"id\":null}"
      })
  void whatHasAnotherFormIsRefusedInWords(String body) {
    assertThatThrownBy(() -> of(body))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.refusal().reason().status()).isEqualTo(400));
  }

  private static TeamBody of(String body) {
    return TeamBody.of(body.getBytes(UTF_8));
  }
}
