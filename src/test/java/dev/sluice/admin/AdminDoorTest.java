package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.passage.RefusedException;
import dev.sluice.settings.Live;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminDoorTest {

  private static final String DIGEST =
      "sha256:4cf4fc0ddc5e2119de9f4094dc461ed186906159375f6a8a99825da6cd983a70";

  @Test
  void everyKeyHasAName() {
    AdminDoor door = door(Map.of("alice", DIGEST, "bob", "key-of-bob"));

    assertThat(door.enter("Bearer key-of-marketing")).isEqualTo("alice");
    assertThat(door.enter("bearer  key-of-bob ")).isEqualTo("bob");
  }

  @Test
  void everybodyElseIsAStranger() {
    AdminDoor door = door(Map.of("alice", DIGEST));

    for (String header : new String[] {null, "", "Bearer ", "Bearer x", "Basic eA==", DIGEST}) {
      assertThat(refused(door, header)).as("%s", header).isEqualTo(401);
    }
    assertThat(refused(door, "Bearer " + DIGEST)).as("the digest is no key").isEqualTo(401);
  }

  @Test
  void withoutAKeyThereIsNothingHere() {
    assertThat(refused(door(Map.of()), "Bearer x")).isEqualTo(404);
  }

  @Test
  void whatIsNoKeyOrNoNameOrTwiceIsAProblemAndIsNotShown() {
    AdminSettings settings =
        settings(
            Map.of(
                "a", DIGEST, "b", DIGEST, "c", "sha256:secret", "d e", "secret", "f", "plain-key"));

    assertThat(settings.problems().lines()).hasSize(3);
    assertThat(settings.problems().lines().toString())
        .contains("sluice.admin.keys.b", "sluice.admin.keys.c", "sluice.admin.keys.d e")
        .doesNotContain("secret", "4cf4fc0d");
    assertThat(settings.warnings()).singleElement().asString().contains("sluice.admin.keys.f");
    assertThat(settings.warnings().toString()).doesNotContain("plain-key");
  }

  @Test
  void aTeamsKeyIsNobodysWhoAdministersAndIsNotShown() {
    AdminSettings settings = settings(Map.of("bob", Written.TEAMS_KEY));

    assertThat(settings.problems().lines())
        .containsExactly(
            "sluice.admin.keys.bob: team 'red' has the same key; allowed is one of its own");
    assertThat(settings.keys()).isEmpty();
  }

  private static int refused(AdminDoor door, String header) {
    return catchThrowableOfType(RefusedException.class, () -> door.enter(header))
        .refusal()
        .reason()
        .status();
  }

  private static AdminDoor door(Map<String, String> keys) {
    return new AdminDoor(Live.still(settings(keys)));
  }

  private static AdminSettings settings(Map<String, String> keys) {
    return Written.settings(keys);
  }
}
