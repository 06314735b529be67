package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnUrlTest {

  private static final OwnUrl OWN = new OwnUrl("https://sluice.example.com/callbacks/");
  private static final String TEAM = "https://red.example.com:8443/hook?a=b&c=d";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"u\":\"https://sluice.example.com/callbacks/AbC-9_.~x\"} | {\"u\":\"https://red.example.com:8443/hook?a=b&c=d\"}",
        "{\"u\":\"https:\\/\\/sluice.example.com\\/callbacks\\/AbC\"} | {\"u\":\"https:\\/\\/red.example.com:8443\\/hook?a=b&c=d\"}",
        "{\"p\":\"{\\\"u\\\":\\\"https:\\\\/\\\\/sluice.example.com\\\\/callbacks\\\\/A\\\"}\"} | {\"p\":\"{\\\"u\\\":\\\"https:\\\\/\\\\/red.example.com:8443\\\\/hook?a=b&c=d\\\"}\"}",
        "[\"https://sluice.example.com/callbacks/A\",\"https://sluice.example.com/callbacks/B\"] | [\"https://red.example.com:8443/hook?a=b&c=d\",\"https://red.example.com:8443/hook?a=b&c=d\"]",
        "hhttps://sluice.example.com/callbacks/A | hhttps://red.example.com:8443/hook?a=b&c=d",
        "https://sluice.example.com/callbacks/ | https://red.example.com:8443/hook?a=b&c=d"
      })
  void ourUrlGivesWayToTheTeams(String envelope, String expected) {
    assertThat(replaced(OWN, envelope)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"u\":\"https://sluice.example.com/other/AbC\"}",
        "{\"u\":\"https://sluice.example.com/callback",
        "{\"ü\":\"http://sluice.example.com/callbacks/A\"}",
        "https:\\",
        "h"
      })
  void everythingElseStaysByteForByte(String envelope) {
    byte[] bytes = envelope.getBytes(UTF_8);
    assertThat(OWN.replaced(bytes, TEAM)).isSameAs(bytes);
  }

  @Test
  void withoutAPublicUrlNothingIsLookedFor() {
    assertThat(replaced(new OwnUrl(""), "https://x/callbacks/A"))
        .isEqualTo("https://x/callbacks/A");
  }

  @Test
  void whatTeamsWriteThatLooksLikeOursMakesNoEnvelopeHuge() {
    String deep = "https:" + "\\".repeat(16) + "//sluice.example.com/callbacks/A";
    String many = "https://sluice.example.com/callbacks/A ".repeat(1000);

    assertThat(replaced(OWN, deep)).isEqualTo(deep);
    assertThat(replaced(OWN, many))
        .doesNotContain("sluice.example.com")
        .hasSizeLessThan(many.length())
        .containsPattern("^(https://red.example.com:8443/hook\\?a=b&c=d ){16} {984}$");
  }

  private static String replaced(OwnUrl own, String envelope) {
    return new String(own.replaced(envelope.getBytes(UTF_8), TEAM), UTF_8);
  }
}
