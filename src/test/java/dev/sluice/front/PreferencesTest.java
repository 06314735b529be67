package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "wait=10 | 10",
        "WAIT=10 | 10",
        "wait = 10 | 10",
        "wait\t=\t10 | 10",
        "wait=\"10\" | 10",
        "wait=0 | 0",
        "wait=007 | 7",
        "respond-async, wait=5 | 5",
        "wait=5; foo=bar | 5",
        "foo; wait=9, wait=5 | 5",
        "foo=\"a, wait=9\", wait=5 | 5",
        "foo=\"a\\\", wait=9\", wait=5 | 5",
        ", ,wait=5 | 5",
        "wait=3, wait=5 | 3",
        "wait=99999999999999999999 | 31536000"
      })
  void theFirstWaitCounts(String line, long seconds) {
    assertThat(Preferences.of(List.of(line)).patience()).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wait",
        "wait=",
        "wait=\"\"",
        "wait=-1",
        "wait=1.5",
        "wait=ten",
        "wait=1 0",
        "waiting=5",
        "foo; wait=9",
        "foo=\"wait=9",
        "wait=junk, wait=5",
        "wait=\u0661"
      })
  void whatCannotBeReadIsAsIfItWereNotThere(String line) {
    assertThat(Preferences.of(List.of(line)).patience()).isEmpty();
  }

  @Test
  void severalLinesReadAsOne() {
    Preferences preferences = Preferences.of(List.of("respond-async", "wait=4", "wait=8"));
    assertThat(preferences.patience()).contains(Duration.ofSeconds(4));
    assertThat(preferences.respondAsync()).isTrue();
  }

  @Test
  void noLineIsNoPreference() {
    assertThat(Preferences.of(List.of())).isEqualTo(Preferences.NONE);
  }
}
