package dev.sluice.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs callbacks as Kie does: the task's id and the time, and nothing of the body. */
final class KieSeal {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  KieSeal(String secret) {
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /** The headers of a callback about this task that is sent now. */
  Map<String, String> headers(String taskId, Instant now) {
    String seconds = Long.toString(now.getEpochSecond());
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signed = mac.doFinal((taskId + "." + seconds).getBytes(StandardCharsets.UTF_8));
      return Map.of(
          "X-Webhook-Timestamp",
          seconds,
          "X-Webhook-Signature",
          Base64.getEncoder().encodeToString(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "KieSeal[redacted]";
  }
}
