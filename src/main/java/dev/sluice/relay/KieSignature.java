package dev.sluice.relay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of Kie's callbacks: {@code X-Webhook-Signature} is the base64 of the HMAC-SHA256 of
 * the task id, a dot and {@code X-Webhook-Timestamp} (whole Unix seconds), as they are written. The
 * timestamp has no dot, so no two pairs sign the same text.
 *
 * <p><b>The body is not covered.</b> A genuine pair says that the vendor called about this task
 * within the last {@link #TOLERANCE}, and nothing about what the body tells: read the status again
 * before that is believed. The id must be the one that is acted upon, as {@link
 * dev.sluice.dialect.Dialect#readCallback} reads it.
 *
 * <p>Thread-safe. Keeps the secret and shows it to nobody.
 */
final class KieSignature {

  /** The header with the time of the call. */
  static final String TIMESTAMP = "X-Webhook-Timestamp";

  /** The header with the signature. */
  static final String SIGNATURE = "X-Webhook-Signature";

  /** How far the vendor's clock and ours may be apart, either way. */
  static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** What a call came to. The caller is told no more than that it was refused. */
  enum Verdict {
    GENUINE,
    /** No task id, no timestamp or no signature. */
    INCOMPLETE,
    /** The timestamp is no number. */
    UNREADABLE_TIME,
    TOO_OLD,
    TOO_NEW,
    /** Somebody else's signature, or one for another task or time. */
    FORGED;

    boolean genuine() {
      return this == GENUINE;
    }
  }

  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private final SecretKeySpec key;

  /**
   * @param secret the vendor's {@code webhookHmacKey}
   * @throws IllegalArgumentException where it is blank; the message does not show it
   */
  KieSignature(String secret) {
    if (secret.isBlank()) {
      throw new IllegalArgumentException("a secret that is not blank");
    }
    this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /**
   * Judges a call. Signatures are compared as they are written, in the same time however much of
   * them agrees: another alphabet, missing padding and spaces are no match.
   *
   * @param taskId from the body
   * @param timestamp the header {@value #TIMESTAMP}
   * @param signature the header {@value #SIGNATURE}
   */
  Verdict judge(
      Optional<String> taskId,
      Optional<String> timestamp,
      Optional<String> signature,
      Instant now) {
    if (taskId.isEmpty() || timestamp.isEmpty() || signature.isEmpty()) {
      return Verdict.INCOMPLETE;
    }
    if (!SECONDS.matcher(timestamp.get()).matches()) {
      return Verdict.UNREADABLE_TIME;
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp.get()));
    if (sent.isBefore(now.minus(TOLERANCE))) {
      return Verdict.TOO_OLD;
    }
    if (sent.isAfter(now.plus(TOLERANCE))) {
      return Verdict.TOO_NEW;
    }
    byte[] expected = signature(taskId.get() + "." + timestamp.get());
    return MessageDigest.isEqual(expected, signature.get().getBytes(StandardCharsets.UTF_8))
        ? Verdict.GENUINE
        : Verdict.FORGED;
  }

  private byte[] signature(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Base64.getEncoder().encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "KieSignature[redacted]";
  }
}
