package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestTime;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class CallbackSignaturesTest {

  private final TestTime time = new TestTime();
  private final CallbackSignatures signatures =
      new CallbackSignatures(Map.of("kie", "the-hmac-key"), time.clock());

  @Test
  void whereAKeyIsConfiguredOnlyTheVendorsOwnSignatureOfThisTaskIsGenuine() throws Exception {
    String now = Long.toString(time.clock().instant().getEpochSecond());
    Map<String, String> signed =
        Map.of("X-Webhook-Timestamp", now, "X-Webhook-Signature", signature("t1." + now));

    assertThat(genuine("kie", "t1", signed)).isTrue();
    assertThat(genuine("kie", "t2", signed)).isFalse();
    assertThat(genuine("kie", "t1", Map.of())).isFalse();
    assertThat(genuine("kie", "t1", Map.of("X-Webhook-Timestamp", now))).isFalse();
  }

  @Test
  void whereNoneIsConfiguredNothingIsChecked() {
    assertThat(genuine("apixo", "t1", Map.of())).isTrue();
  }

  private boolean genuine(String upstream, String taskId, Map<String, String> headers) {
    return signatures.genuine(upstream, taskId, name -> Optional.ofNullable(headers.get(name)));
  }

  private static String signature(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("the-hmac-key".getBytes(UTF_8), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
  }
}
