package dev.sluice.relay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Puts the team's URL where an envelope echoes the one that the gateway gave to the upstream: that
 * one holds a token of the gateway's, and the team never named it.
 *
 * <p>It is looked for in the bytes, in JSON's plain spelling and with slashes behind backslashes,
 * as many as a text within a text has. The team's URL is written with its slashes spelt the same
 * way.
 *
 * <p>Teams may write texts that look like ours and are echoed: what grows is bounded. Beyond
 * {@value #DEEPEST} backslashes before a slash it is none of ours, and after {@value #MOST} in one
 * envelope ours are taken out and nothing is put in their place.
 */
final class OwnUrl {

  /** Backslashes before a slash, in a text within a text within a text within a text. */
  static final int DEEPEST = 15;

  /** How many of ours give way to the team's, in one envelope. */
  static final int MOST = 16;

  private final byte[] prefix;

  /**
   * @param prefix what all of the gateway's own callback URLs begin with, in ASCII; empty where it
   *     gives none
   */
  OwnUrl(String prefix) {
    this.prefix = prefix.getBytes(StandardCharsets.US_ASCII);
  }

  /** The envelope with the team's URL in the place of each of ours; itself where there is none. */
  byte[] replaced(byte[] envelope, String teamUrl) {
    if (prefix.length == 0) {
      return envelope;
    }
    ByteArrayOutputStream edited = null;
    int copied = 0;
    int found = 0;
    for (int at = 0; at < envelope.length; at++) {
      int end = envelope[at] == prefix[0] ? prefixEnd(envelope, at) : -1;
      if (end > 0) {
        edited = edited == null ? new ByteArrayOutputStream(envelope.length) : edited;
        edited.write(envelope, copied, at - copied);
        if (found++ < MOST) {
          String slash = "\\".repeat(backslashes(envelope, at)) + "/";
          edited.writeBytes(teamUrl.replace("/", slash).getBytes(StandardCharsets.UTF_8));
        }
        copied = tokenEnd(envelope, end);
        at = copied - 1;
      }
    }
    if (edited == null) {
      return envelope;
    }
    edited.write(envelope, copied, envelope.length - copied);
    return edited.toByteArray();
  }

  /** Where the prefix ends that begins here; -1 where none does. */
  private int prefixEnd(byte[] text, int from) {
    int at = from;
    for (byte wanted : prefix) {
      if (wanted == '/') {
        int deepest = Math.min(text.length, at + DEEPEST);
        while (at < deepest && text[at] == '\\') {
          at++;
        }
      }
      if (at >= text.length || text[at] != wanted) {
        return -1;
      }
      at++;
    }
    return at;
  }

  /** How many backslashes stand before the first slash from here on. */
  private static int backslashes(byte[] text, int from) {
    int at = from;
    while (text[at] != '/' && text[at] != '\\') {
      at++;
    }
    int count = 0;
    while (text[at + count] == '\\') {
      count++;
    }
    return count;
  }

  private static int tokenEnd(byte[] text, int from) {
    int at = from;
    while (at < text.length && isOfToken(text[at])) {
      at++;
    }
    return at;
  }

  private static boolean isOfToken(byte letter) {
    return letter >= 'a' && letter <= 'z'
        || letter >= 'A' && letter <= 'Z'
        || letter >= '0' && letter <= '9'
        || letter == '-'
        || letter == '_'
        || letter == '.'
        || letter == '~';
  }
}
