package dev.sluice.passage;

import java.util.Map;

/**
 * An answer in the vendor's words, byte for byte.
 *
 * @param status the HTTP status, unchanged
 * @param headers the end-to-end headers that go with it, {@code Content-Type} among them; plus what
 *     a stage adds
 * @param body the body, exactly as the upstream sent it; the array is not to be changed
 */
public record Relayed(int status, Map<String, String> headers, byte[] body) implements Answer {

  public Relayed {
    headers = Map.copyOf(headers);
  }

  /** The same answer with one header more. */
  public Relayed with(String name, String value) {
    var more = new java.util.HashMap<>(headers);
    more.put(name, value);
    return new Relayed(status, more, body);
  }
}
