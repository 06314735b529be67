package dev.sluice.relay;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869). Thread-safe: nothing is kept. */
final class Hkdf {

  private static final String HMAC = "HmacSHA256";
  private static final int HASH = 32;
  private static final int MOST = 255 * HASH;

  private Hkdf() {}

  /**
   * Derives a key.
   *
   * @param salt may be empty
   * @param input what is secret
   * @param info what the key is for
   * @param length bytes, at most 8160
   */
  static byte[] derive(byte[] salt, byte[] input, byte[] info, int length) {
    return expand(extract(salt, input), info, length);
  }

  /** A pseudo-random key of 32 bytes. */
  static byte[] extract(byte[] salt, byte[] input) {
    return mac(salt.length == 0 ? new byte[HASH] : salt).doFinal(input);
  }

  /** As many bytes as are wanted of a pseudo-random key. */
  static byte[] expand(byte[] key, byte[] info, int length) {
    if (length > MOST) {
      throw new IllegalArgumentException("more than " + MOST + " bytes");
    }
    Mac mac = mac(key);
    byte[] wanted = new byte[length];
    byte[] block = {};
    for (int done = 0, number = 1; done < length; done += HASH, number++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) number);
      block = mac.doFinal();
      System.arraycopy(block, 0, wanted, done, Math.min(HASH, length - done));
    }
    Arrays.fill(block, (byte) 0);
    return wanted;
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }
}
