package dev.sluice.dashboard;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A file as a browser gets it.
 *
 * @param type its media type
 * @param content read only
 * @param tag of this content and no other, as {@code ETag} has it
 */
record PageFile(String type, byte[] content, String tag) {

  /**
   * Nothing but what this server sends may run, be shown or be called; no form leaves the page, and
   * no other page may frame it.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  PageFile(String type, byte[] content) {
    this(type, content, tagOf(content));
  }

  /** What goes with it, and with the word that the browser has it already. */
  Map<String, String> headers() {
    return Map.of(
        "Content-Security-Policy",
        POLICY,
        "X-Content-Type-Options",
        "nosniff",
        "Referrer-Policy",
        "no-referrer",
        "Cache-Control",
        "no-cache",
        "ETag",
        tag);
  }

  /**
   * Whether the browser has this content already.
   *
   * @param ifNoneMatch the header of that name
   */
  boolean isKnownBy(Optional<String> ifNoneMatch) {
    return ifNoneMatch.filter(tags -> tags.trim().equals("*") || tags.contains(tag)).isPresent();
  }

  private static String tagOf(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
