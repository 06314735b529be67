package dev.sluice.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.StoreKind;
import dev.sluice.testing.Configured;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SidecarTest {

  /** Beside the application of that team; of nobody's where it is empty. */
  static Sidecar of(String team) {
    return of(team.isEmpty() ? Map.of() : Map.of("sluice.sidecar.team", team), StoreKind.REDIS);
  }

  private static Sidecar of(Map<String, String> properties, StoreKind store) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("sluice.teams.red.keys", "red-key");
    Configured configured = Configured.by(all, SidecarConfig.class);
    return new Sidecar(configured.mapped(SidecarConfig.class), configured.layout(), store);
  }

  @Test
  void itIsOneOnlyWhereATeamIsNamed() {
    assertThat(of("").team()).isEmpty();
    assertThat(of("red").team()).contains("red");
    assertThat(of("red").problems().lines()).isEmpty();
    assertThat(of("red").warnings()).isEmpty();
  }

  @Test
  void aTeamThatNobodyDeclaredIsAProblemWhereNobodyCanMakeItLater() {
    Map<String, String> blue = Map.of("sluice.sidecar.team", "blue");
    assertThat(of(blue, StoreKind.MEMORY).problems().lines())
        .containsExactly(
            "sluice.sidecar.team = 'blue': allowed is the id of a team that sluice.teams has");
    assertThat(of(blue, StoreKind.REDIS).problems().lines()).isEmpty();
    assertThat(of(blue, StoreKind.REDIS).warnings())
        .singleElement()
        .asString()
        .contains("'blue'", "as soon as an administrator has made it");
  }
}
