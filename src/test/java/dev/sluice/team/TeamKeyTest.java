package dev.sluice.team;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamKeyTest {

  /** SHA-256 of {@code abc}, from the standard's own example. */
  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void aWrittenDigestIsTheKeyOfThatDigest() {
    assertThat(TeamKey.written(ABC)).isPresent().isEqualTo(TeamKey.presented("abc"));
    assertThat(TeamKey.written("abc")).isEqualTo(TeamKey.presented("abc"));
    assertThat(TeamKey.presented("abd")).isNotEqualTo(TeamKey.presented("abc"));
    assertThat(TeamKey.presented("abc").orElseThrow())
        .hasSameHashCodeAs(TeamKey.written(ABC).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:",
        "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015add",
        "",
        "  ",
        "two words",
        "sch\u00f6n",
        "line\nbreak"
      })
  void whatIsNeitherADigestNorVisibleAsciiIsNoKey(String text) {
    assertThat(TeamKey.written(text)).isEmpty();
  }

  @Test
  void aKeyMayBeOneCharacterOrFiveHundredAndTwelveAndNoMore() {
    assertThat(TeamKey.presented("k")).isPresent();
    assertThat(TeamKey.presented("k".repeat(512))).isPresent();
    assertThat(TeamKey.presented("k".repeat(513))).isEmpty();
  }

  @Test
  void aPresentedDigestIsNotTheKey() {
    assertThat(TeamKey.presented(ABC)).isPresent().isNotEqualTo(TeamKey.presented("abc"));
  }

  @Test
  void itsTextShowsNeitherKeyNorDigest() {
    assertThat(TeamKey.presented("abc").orElseThrow()).hasToString("TeamKey[redacted]");
  }
}
