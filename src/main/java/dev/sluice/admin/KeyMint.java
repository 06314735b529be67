package dev.sluice.admin;

import dev.sluice.team.TeamKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Makes keys of 256 random bits. */
final class KeyMint {

  private static final int BYTES = 32;
  private static final int ID_BYTES = 6;

  private final SecureRandom random = new SecureRandom();

  /**
   * A new key.
   *
   * @param id by which it is spoken of; says nothing about the key
   * @param text the key itself: a secret
   * @param digest as configuration writes it
   */
  record Coin(String id, String text, String digest) {

    @Override
    public String toString() {
      return "Coin[" + id + "]";
    }
  }

  Coin strike() {
    String text = "slk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(BYTES));
    return new Coin(
        "k_" + HexFormat.of().formatHex(bytes(ID_BYTES)), text, TeamKey.asWritten(text));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
