package dev.sluice.redis;

import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What programs are told and tell, in the forms of Redis' protocol (RESP): texts are UTF-8. */
public final class Resp {

  private Resp() {}

  /** A text as an argument. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A number as an argument. */
  public static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  /** Values as arguments, each as it is written; the list may be added to. */
  public static List<byte[]> arguments(Object... values) {
    List<byte[]> all = new ArrayList<>(values.length);
    for (Object value : values) {
      all.add(bytes(String.valueOf(value)));
    }
    return all;
  }

  /** The text at this place of an array. */
  public static String text(Response array, int index) {
    return array.get(index).toString(StandardCharsets.UTF_8);
  }

  /** A number; nil is none. */
  public static int number(@Nullable Response told) {
    return told == null ? 0 : told.toInteger();
  }
}
