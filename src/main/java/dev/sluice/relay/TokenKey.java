package dev.sluice.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key for callback tokens. Each token has a key and a nonce of its own, derived from this one
 * and the token's salt (HKDF-SHA256), and is sealed with AES-256-GCM. Thread-safe; shows itself to
 * nobody.
 */
final class TokenKey {

  /** The length of {@link #id}. */
  static final int ID_BYTES = 4;

  private static final String AES = "AES";
  private static final String MODE = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] NO_SALT = {};
  private static final byte[] ID = ascii("sluice callback key id");
  private static final byte[] TOKEN = ascii("sluice callback token");

  private final byte[] root;
  private final byte[] id;
  private final Optional<String> upstream;

  private TokenKey(byte[] secret, String purpose, Optional<String> upstream) {
    this.root = Hkdf.derive(NO_SALT, secret, ascii(purpose), KEY_BYTES);
    this.id = Hkdf.expand(root, ID, ID_BYTES);
    this.upstream = upstream;
  }

  /** Of the gateway's own secret, for all upstreams. */
  static TokenKey ofSecret(byte[] secret) {
    return new TokenKey(secret, "sluice callbacks of all", Optional.empty());
  }

  /** Of an upstream's key, for its own callbacks only. */
  static TokenKey ofUpstream(String upstream, byte[] key) {
    return new TokenKey(key, "sluice callbacks of " + upstream, Optional.of(upstream));
  }

  /** By what a token tells which key it was made with; says nothing about the key. */
  byte[] id() {
    return id.clone();
  }

  /** Whether tokens for this upstream may be made with it. */
  boolean serves(String name) {
    return upstream.isEmpty() || upstream.get().equals(name);
  }

  /**
   * Seals a text.
   *
   * @param salt never used before
   * @param header is not hidden, and cannot be changed either
   */
  byte[] seal(byte[] salt, byte[] header, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, salt, header).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + MODE, e);
    }
  }

  /** Opens it; empty where a bit of it, or of the header, is not as it was sealed. */
  Optional<byte[]> open(byte[] salt, byte[] header, byte[] sealed) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, salt, header).doFinal(sealed));
    } catch (AEADBadTagException altered) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + MODE, e);
    }
  }

  private Cipher cipher(int mode, byte[] salt, byte[] header) throws GeneralSecurityException {
    byte[] info = ByteBuffer.allocate(TOKEN.length + salt.length).put(TOKEN).put(salt).array();
    byte[] own = Hkdf.expand(root, info, KEY_BYTES + NONCE_BYTES);
    Cipher cipher = Cipher.getInstance(MODE);
    cipher.init(
        mode,
        new SecretKeySpec(own, 0, KEY_BYTES, AES),
        new GCMParameterSpec(TAG_BITS, own, KEY_BYTES, NONCE_BYTES));
    cipher.updateAAD(header);
    Arrays.fill(own, (byte) 0);
    return cipher;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "TokenKey[redacted]";
  }
}
