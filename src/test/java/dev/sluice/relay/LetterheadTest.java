package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verified by the library that receivers use; it wants the present time. */
class LetterheadTest {

  private static final String NEW = "whsec_" + base64(24, 1);
  private static final String OLD = "whsec_" + base64(64, 2);
  private static final String BODY = "{\"code\":200,\"data\":{\"prompt\":\"grüße 你好 🙂\"}}";

  @Test
  void aReceiverVerifiesItWithItsSecret() {
    assertThatCode(() -> verify(headers(BODY, NEW), BODY, NEW)).doesNotThrowAnyException();
  }

  @Test
  void duringARotationEitherSecretVerifies() {
    Map<String, String> headers = headers(BODY, NEW, OLD);

    assertThatCode(() -> verify(headers, BODY, NEW)).doesNotThrowAnyException();
    assertThatCode(() -> verify(headers, BODY, OLD)).doesNotThrowAnyException();
    assertThat(headers.get("webhook-signature")).matches("v1,\\S{44} v1,\\S{44}");
  }

  @Test
  void anotherSecretBodyOrIdDoesNot() {
    Map<String, String> headers = headers(BODY, NEW);
    Map<String, String> other = new HashMap<>(headers);
    other.put("webhook-id", "msg_other");

    assertThatThrownBy(() -> verify(headers, BODY, OLD))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(() -> verify(headers, BODY + " ", NEW))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(() -> verify(other, BODY, NEW))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void withoutASecretItHasIdAndTimeAndNoSignature() {
    assertThat(headers(BODY).keySet())
        .containsExactly("Content-Type", "User-Agent", "webhook-id", "webhook-timestamp");
  }

  @Test
  void anIdHasNoDots() {
    assertThat(Delivery.id("1f-2e.3d")).isEqualTo("msg_1f2e3d");
  }

  @ParameterizedTest
  @CsvSource({"23, false", "24, true", "64, true", "65, false", "0, false"})
  void aSecretHas24To64Bytes(int bytes, boolean sound) {
    assertThat(WebhookSecrets.of(List.of("whsec_" + base64(bytes, 3))).isPresent())
        .isEqualTo(sound);
  }

  @Test
  void whatIsNoSecretIsRefusedAndNeverShown() {
    assertThat(WebhookSecrets.of(List.of())).isEmpty();
    assertThat(WebhookSecrets.of(List.of(base64(24, 1)))).isEmpty();
    assertThat(WebhookSecrets.of(List.of("whsec_!!!"))).isEmpty();
    assertThat(WebhookSecrets.of(List.of(NEW, OLD, NEW))).isEmpty();
    assertThat(WebhookSecrets.of(List.of(NEW, "whsec_"))).isEmpty();
    assertThat(WebhookSecrets.of(List.of(NEW)).orElseThrow().toString())
        .isEqualTo("WebhookSecrets[1]");
  }

  private static Map<String, String> headers(String body, String... secrets) {
    WebhookSecrets all =
        secrets.length == 0
            ? WebhookSecrets.NONE
            : WebhookSecrets.of(List.of(secrets)).orElseThrow();
    Delivery delivery =
        Delivery.fresh(
            "s-1", new Receiver("red", "http://a.example/"), "up", "t", 0, body.getBytes(UTF_8));
    return new Letterhead(team -> all, Clock.systemUTC()).of(delivery);
  }

  private static void verify(Map<String, String> headers, String body, String secret)
      throws Exception {
    Map<String, List<String>> lists = new HashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    new Webhook(secret).verify(body, lists);
  }

  private static String base64(int bytes, int seed) {
    byte[] key = new byte[bytes];
    java.util.Arrays.fill(key, (byte) (seed * 37));
    return Base64.getEncoder().encodeToString(key);
  }
}
