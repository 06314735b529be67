package dev.sluice.upstream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The key that all teams share. It shows itself to the upstream only. */
final class SharedKey {

  private final String secret;

  /**
   * @throws IllegalArgumentException where the key is blank or does not fit into a header; the
   *     message does not show it
   */
  SharedKey(String secret) {
    if (!fits(secret)) {
      throw new IllegalArgumentException("a key of printable ASCII characters without spaces");
    }
    this.secret = secret;
  }

  /** The value of {@code Authorization}. */
  String authorization() {
    return "Bearer " + secret;
  }

  /** Whether it is the same key; takes the same time however much of it agrees. */
  boolean sameAs(SharedKey other) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.US_ASCII),
        other.secret.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean fits(String secret) {
    return !secret.isEmpty() && secret.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  @Override
  public String toString() {
    return "SharedKey[redacted]";
  }
}
