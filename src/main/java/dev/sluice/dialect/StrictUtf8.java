package dev.sluice.dialect;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whether bytes can be JSON text as RFC 8259 section 8.1 has it: UTF-8 without a byte order mark.
 *
 * <p>The tokenizer alone is not enough: it detects UTF-16 and UTF-32 silently and lets overlong
 * forms pass, so that the vendor could read other text than we judged. A byte order mark is refused
 * because the RFC forbids senders to add one and leaves receivers free to choke on it. A zero byte
 * occurs in no JSON text, and in every JSON text of UTF-16 and UTF-32.
 */
final class StrictUtf8 {

  private static final int CHUNK_CHARS = 4096;

  private StrictUtf8() {}

  /** What stands in the way; empty where the bytes are sound. */
  static Optional<String> objection(byte[] bytes) {
    if (bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF) {
      return Optional.of("must not start with a byte order mark");
    }
    for (byte b : bytes) {
      if (b == 0) {
        return Optional.of("holds a zero byte: send JSON in UTF-8");
      }
    }
    return wellFormed(bytes) ? Optional.empty() : Optional.of("is not valid UTF-8");
  }

  private static boolean wellFormed(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(Math.min(CHUNK_CHARS, bytes.length + 1));
    CoderResult result;
    do {
      out.clear();
      result = decoder.decode(in, out, true);
    } while (result.isOverflow());
    return !result.isError();
  }
}
