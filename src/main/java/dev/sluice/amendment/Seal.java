package dev.sluice.amendment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals teams' webhook secrets for the store with AES-256-GCM, under keys derived from the
 * gateway's own secrets (HMAC-SHA256 of a label). What is sealed is sealed for one team, and is
 * worthless under another's name. While the gateway's secret is replaced, either opens.
 */
final class Seal {

  private static final String LABEL = "sluice sealed webhook secret v1";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final List<SecretKeySpec> keys;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param secrets the gateway's, the one that seals first; none: nothing can be sealed
   */
  Seal(List<byte[]> secrets) {
    this.keys = secrets.stream().map(Seal::derived).toList();
  }

  /** Whether there is anything to seal with. */
  boolean works() {
    return !keys.isEmpty();
  }

  /** Seals a text for a team. */
  String sealed(String team, String text) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] inside = text.getBytes(StandardCharsets.UTF_8);
      byte[] closed = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, team).doFinal(inside);
      return Base64.getEncoder()
          .encodeToString(
              ByteBuffer.allocate(NONCE + closed.length).put(nonce).put(closed).array());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES-GCM", impossible);
    }
  }

  /** The text; empty where no secret of the gateway opens it for this team. */
  Optional<String> opened(String team, String sealed) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(sealed);
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
    if (bytes.length <= NONCE) {
      return Optional.empty();
    }
    for (SecretKeySpec key : keys) {
      try {
        byte[] nonce = java.util.Arrays.copyOf(bytes, NONCE);
        Cipher open = cipher(Cipher.DECRYPT_MODE, key, nonce, team);
        byte[] inside = open.doFinal(bytes, NONCE, bytes.length - NONCE);
        return Optional.of(new String(inside, StandardCharsets.UTF_8));
      } catch (GeneralSecurityException anotherKey) {
        continue;
      }
    }
    return Optional.empty();
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String team)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(team.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static SecretKeySpec derived(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return new SecretKeySpec(mac.doFinal(LABEL.getBytes(StandardCharsets.UTF_8)), "AES");
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", impossible);
    }
  }

  @Override
  public String toString() {
    return "Seal[redacted]";
  }
}
