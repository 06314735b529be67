package dev.sluice.task;

import dev.sluice.passage.SubmitKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One submit that carries an {@code Idempotency-Key}.
 *
 * @param team whose key it is: two teams' keys have nothing to do with each other
 * @param digest SHA-256 of the key's text, in hex; the text itself is kept nowhere
 * @param fingerprint SHA-256 of what is asked for, in hex: dialect, model and the body's bytes as
 *     the team sent them
 * @param token names this one attempt, and nobody else's
 */
public record KeyedSubmit(String team, String digest, String fingerprint, String token) {

  /**
   * @param body as the team sent it
   */
  static KeyedSubmit of(String team, SubmitKey key, String model, byte[] body, String token) {
    MessageDigest asked = sha256();
    asked.update((key.dialect() + "\n" + model + "\n").getBytes(StandardCharsets.UTF_8));
    asked.update(body);
    return new KeyedSubmit(team, digest(key.text()), hex(asked), token);
  }

  /** The digest of a key. */
  static String digest(String key) {
    MessageDigest digest = sha256();
    digest.update(key.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
