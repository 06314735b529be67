package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.relay.KieSignature.Verdict;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KieSignatureTest {

  private static final String SECRET = "a webhook secret, \u00fc";
  private static final String TASK = "task_12345678";
  private static final long AT = 1_755_599_634;
  private static final Instant NOW = Instant.ofEpochSecond(AT);

  /** {@code printf 'task_12345678.1755599634' | openssl dgst -sha256 -hmac … -binary | base64}. */
  private static final String KNOWN = "O51xjiSEWgjEY+Tn2YYE2nqoB8NAtdoQ2wdtkOxHkJA=";

  private final KieSignature signature = new KieSignature(SECRET);

  @Test
  void theVendorsSignatureIsGenuine() {
    assertThat(judge(TASK, AT + "", KNOWN)).isEqualTo(Verdict.GENUINE);
    assertThat(Verdict.GENUINE.genuine()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "-301, TOO_OLD",
    "-300, GENUINE",
    "-1, GENUINE",
    "1, GENUINE",
    "300, GENUINE",
    "301, TOO_NEW",
    "-1755599634, TOO_OLD",
    "998244400365, TOO_NEW"
  })
  void aCallIsGenuineForFiveMinutesEitherWay(long offset, Verdict expected) throws Exception {
    String timestamp = Long.toString(AT + offset);

    Verdict verdict = judge(TASK, timestamp, signed(SECRET, TASK + "." + timestamp));

    assertThat(verdict).isEqualTo(expected);
    assertThat(verdict.genuine()).isEqualTo(expected == Verdict.GENUINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "now",
        "-1755599634",
        "+1755599634",
        "1755599634.0",
        "1755599634 ",
        "1.755599634e9",
        "0x68a45992",
        "\u0661\u0667",
        "1755599634000000",
        "99999999999999999999999"
      })
  void aTimestampThatIsNoNumberOfSecondsIsRefusedThoughItIsSigned(String timestamp)
      throws Exception {
    assertThat(judge(TASK, timestamp, signed(SECRET, TASK + "." + timestamp)))
        .isEqualTo(Verdict.UNREADABLE_TIME);
  }

  @Test
  void aTimestampInMillisecondsIsNoneInSeconds() throws Exception {
    assertThat(judge(TASK, AT + "000", signed(SECRET, TASK + "." + AT + "000")))
        .isEqualTo(Verdict.UNREADABLE_TIME);
  }

  @Test
  void aCallThatIsNotCompleteIsRefused() {
    Optional<String> task = Optional.of(TASK);
    Optional<String> time = Optional.of(AT + "");
    Optional<String> good = Optional.of(KNOWN);

    assertThat(signature.judge(Optional.empty(), time, good, NOW)).isEqualTo(Verdict.INCOMPLETE);
    assertThat(signature.judge(task, Optional.empty(), good, NOW)).isEqualTo(Verdict.INCOMPLETE);
    assertThat(signature.judge(task, time, Optional.empty(), NOW)).isEqualTo(Verdict.INCOMPLETE);
    assertThat(judge(TASK, AT + "", "")).isEqualTo(Verdict.FORGED);
  }

  @Test
  void anotherKeyTaskOrTimeIsForged() throws Exception {
    assertThat(judge(TASK, AT + "", signed(SECRET + " ", TASK + "." + AT)))
        .isEqualTo(Verdict.FORGED);
    assertThat(judge("task_12345679", AT + "", KNOWN)).isEqualTo(Verdict.FORGED);
    assertThat(judge("", AT + "", KNOWN)).isEqualTo(Verdict.FORGED);
    assertThat(judge(TASK, AT + 1 + "", KNOWN)).isEqualTo(Verdict.FORGED);
    assertThat(judge(TASK, "0" + AT, KNOWN)).isEqualTo(Verdict.FORGED);
    assertThat(judge(TASK, AT + "", signed(SECRET, TASK + AT))).isEqualTo(Verdict.FORGED);
    assertThat(judge(TASK + ".1", AT + "", signed(SECRET, TASK + ".1" + AT)))
        .isEqualTo(Verdict.FORGED);
  }

  @Test
  void anyAlteredCharacterIsForged() {
    for (int i = 0; i < KNOWN.length(); i++) {
      char other = KNOWN.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(judge(TASK, AT + "", KNOWN.substring(0, i) + other + KNOWN.substring(i + 1)))
          .as("character %d", i)
          .isEqualTo(Verdict.FORGED);
    }
    assertThat(judge(TASK, AT + "", KNOWN.substring(1))).isEqualTo(Verdict.FORGED);
    assertThat(judge(TASK, AT + "", KNOWN + "=")).isEqualTo(Verdict.FORGED);
    assertThat(judge(TASK, AT + "", " " + KNOWN)).isEqualTo(Verdict.FORGED);
  }

  @Test
  void onlyTheVendorsSpellingCounts() throws Exception {
    String task = TASK;
    while (!signed(SECRET, task + "." + AT).contains("+")
        || !signed(SECRET, task + "." + AT).contains("/")) {
      task += "x";
    }
    byte[] raw = Base64.getDecoder().decode(signed(SECRET, task + "." + AT));

    assertThat(judge(task, AT + "", Base64.getEncoder().encodeToString(raw)))
        .isEqualTo(Verdict.GENUINE);
    assertThat(judge(task, AT + "", Base64.getUrlEncoder().encodeToString(raw)))
        .isEqualTo(Verdict.FORGED);
    assertThat(judge(task, AT + "", Base64.getEncoder().withoutPadding().encodeToString(raw)))
        .isEqualTo(Verdict.FORGED);
    assertThat(judge(task, AT + "", java.util.HexFormat.of().formatHex(raw)))
        .isEqualTo(Verdict.FORGED);
  }

  @Test
  void theSecretIsShownToNobody() {
    assertThat(signature).hasToString("KieSignature[redacted]");
    assertThatThrownBy(() -> new KieSignature(" \t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("\t");
  }

  private Verdict judge(String taskId, String timestamp, String written) {
    return signature.judge(Optional.of(taskId), Optional.of(timestamp), Optional.of(written), NOW);
  }

  /** As the vendor does it. */
  private static String signed(String secret, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
  }
}
