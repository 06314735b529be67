package dev.sluice.team;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key by its SHA-256 digest; the key itself is not kept. Two are compared in the same time
 * however much of them agrees.
 */
public final class TeamKey {

  /** What a digest in configuration begins with. */
  public static final String DIGESTED = "sha256:";

  /** What is said of a text that is no key; never the text. */
  public static final String NONE =
      "not a key (its text is not shown); allowed is sha256: and 64 lower-case hex digits, or 1 to"
          + " 512 visible ASCII characters";

  /** What is advised to who writes a key itself. */
  public static final String ADVICE =
      "a key in plain text; better is sha256: and the digest, as printf %s KEY | sha256sum prints"
          + " it";

  /** What a key may be: visible ASCII, as a header carries it. */
  private static final Pattern PRESENTABLE = Pattern.compile("[\\x21-\\x7E]{1,512}");

  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final MessageDigest FRESH = sha256();

  private final byte[] digest;

  private TeamKey(byte[] digest) {
    this.digest = digest;
  }

  /** The key that a client presents; empty where no key looks like that. */
  public static Optional<TeamKey> presented(String key) {
    return PRESENTABLE.matcher(key).matches() ? Optional.of(digested(key)) : Optional.empty();
  }

  /**
   * The key as configuration writes it: {@code sha256:} and the 64 lower-case hex digits of the
   * digest of its UTF-8 bytes, or the key itself; empty where it is neither.
   */
  public static Optional<TeamKey> written(String text) {
    if (!text.startsWith(DIGESTED)) {
      return presented(text);
    }
    var match = DIGEST.matcher(text);
    return match.matches()
        ? Optional.of(new TeamKey(HexFormat.of().parseHex(match.group(1))))
        : Optional.empty();
  }

  /** A key as configuration writes it, without telling it: {@link #DIGESTED} and its digest. */
  public static String asWritten(String key) {
    return DIGESTED + HexFormat.of().formatHex(digested(key).digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TeamKey key && MessageDigest.isEqual(digest, key.digest);
  }

  @Override
  public int hashCode() {
    return digest[0] << 24 | (digest[1] & 0xff) << 16 | (digest[2] & 0xff) << 8 | digest[3] & 0xff;
  }

  /** Never the digest either: of a short key it would tell the key. */
  @Override
  public String toString() {
    return "TeamKey[redacted]";
  }

  private static TeamKey digested(String key) {
    try {
      MessageDigest sha256 = (MessageDigest) FRESH.clone();
      return new TeamKey(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      return new TeamKey(sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
