package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownMembersTest {

  private final KnownMembers members = KnownMembers.of(Map.of(Sample.class, "sluice"));

  /** Every form in which rooms map their members. */
  interface Sample {
    Optional<String> publicUrl();

    @WithName("cold-start")
    Optional<String> start();

    Map<String, Group> teams();

    Map<String, Optional<List<String>>> routes();

    Map<String, Map<String, String>> models();

    Group sandbox();

    default String notAMember() {
      return "";
    }

    /** A part. */
    interface Group {
      Optional<List<String>> keys();

      @WithParentName
      Deeper deeper();
    }

    /** A part of the part above. */
    interface Deeper {
      Optional<String> maxWait();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice.public-url",
        "sluice.cold-start",
        "sluice.teams.red.keys",
        "sluice.teams.red.keys[0]",
        "sluice.teams.\"r.ed\".keys[12]",
        "sluice.teams.\"r[0]\".max-wait",
        "sluice.routes.auto",
        "sluice.routes.auto[0]",
        "sluice.models.fast.apixo",
        "sluice.sandbox.max-wait"
      })
  void whatAnInterfaceMapsIsKnown(String name) {
    assertThat(members.knows(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluice.publicUrl",
        "sluice.start",
        "sluice.not-a-member",
        "sluice.teams",
        "sluice.teams.red",
        "sluice.teams[0].keys",
        "sluice.teams.r.ed.keys",
        "sluice.teams.red.keys[x]",
        "sluice.teams.red.keys[0].more",
        "sluice.teams.red.max-wait[0]",
        "sluice.teams.red.deeper.max-wait",
        "sluice.routes",
        "sluice.models.fast",
        "sluice.models.fast.apixo.model",
        "sluice"
      })
  void anythingElseIsNot(String name) {
    assertThat(members.knows(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sluice.teams.red.keyz|keys, max-wait",
        "sluice.temas.red|cold-start, models, public-url, routes, sandbox, teams",
        "sluice.models.fast|any name"
      })
  void aWrongNameIsToldWhatMightStandThere(String name, String allowed) {
    assertThat(members.allowedInsteadOf(name)).isEqualTo(allowed);
  }

  @Test
  void aClosingDoubleStarIsEverythingBelow() {
    var planned = new KnownMembers(List.of("sluice.models.**"));
    assertThat(planned.knows("sluice.models.fast.apixo.input.rename.a")).isTrue();
    assertThat(planned.knows("sluice.models")).isFalse();
    assertThat(planned.knowsVariable("SLUICE_MODELS_FAST")).isTrue();
    assertThat(planned.knowsVariable("SLUICE_MODEL_FAST")).isFalse();
  }
}
