package dev.sluice.front;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The id under which a request is traced: the client's own where it is harmless in a header, a log
 * line and a URL, else 128 random bits in hexadecimal. It is no secret, and need not be
 * unguessable.
 */
final class RequestIds {

  static final String HEADER = "X-Request-Id";

  private static final int MOST = 128;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private RequestIds() {}

  static String of(@Nullable String offered) {
    return offered != null && harmless(offered) ? offered : make();
  }

  private static boolean harmless(String id) {
    if (id.isEmpty() || id.length() > MOST) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!Names.plain(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static String make() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    char[] id = new char[32];
    write(random.nextLong(), id, 0);
    write(random.nextLong(), id, 16);
    return new String(id);
  }

  private static void write(long bits, char[] into, int at) {
    for (int i = 0; i < 16; i++) {
      into[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 0xf];
    }
  }
}
