package dev.sluice.task.redis;

import dev.sluice.task.KeptAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer as it is kept with its key: {@code 1} where it is our own refusal or {@code 0}, a space
 * and the status; then a line {@code Name: value} for each header; an empty line; the body byte for
 * byte. Lines end with LF. Whether it is open stands beside it.
 */
final class KeptAnswerCodec {

  private static final char LF = '\n';

  private KeptAnswerCodec() {}

  static byte[] bytes(KeptAnswer answer) {
    StringBuilder head = new StringBuilder();
    head.append(answer.own() ? '1' : '0').append(' ').append(answer.status()).append(LF);
    answer
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append(LF));
    byte[] first = head.append(LF).toString().getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(first, first.length + answer.body().length);
    System.arraycopy(answer.body(), 0, all, first.length, answer.body().length);
    return all;
  }

  static KeptAnswer answer(boolean open, byte[] bytes) {
    int at = end(bytes, 0);
    String[] first = text(bytes, 0, at).split(" ", 2);
    Map<String, String> headers = new TreeMap<>();
    int from = at + 1;
    for (at = end(bytes, from); at > from; at = end(bytes, from)) {
      String[] header = text(bytes, from, at).split(": ", 2);
      headers.put(header[0], header[1]);
      from = at + 1;
    }
    return new KeptAnswer(
        open,
        first[0].equals("1"),
        Integer.parseInt(first[1]),
        headers,
        Arrays.copyOfRange(bytes, from + 1, bytes.length));
  }

  private static int end(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != LF) {
      at++;
    }
    return at;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
