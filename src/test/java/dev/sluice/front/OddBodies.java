package dev.sluice.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.stream.Stream;

/** Answers that are no envelope, or an odd one. */
final class OddBodies {

  private OddBodies() {}

  static Stream<byte[]> all() {
    byte[] every = new byte[256];
    for (int i = 0; i < 256; i++) {
      every[i] = (byte) i;
    }
    return Stream.of(
        every,
        new byte[0],
        "not json".getBytes(UTF_8),
        "{\"code\":455,\"msg\":\"\u00e9\",\"data\":{\"n\":1.0E+2}} \n".getBytes(ISO_8859_1),
        "a".repeat(1_000_000).getBytes(UTF_8));
  }
}
