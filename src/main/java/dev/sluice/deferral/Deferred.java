package dev.sluice.deferral;

import java.util.Map;

/**
 * A submit that was accepted and waits for its turn.
 *
 * @param id under which the team knows its task, made by the gateway
 * @param team whose it is
 * @param door the dialect of the door that it came to
 * @param model the model id that the team asked for
 * @param headers what goes on with it from end to end, by name
 * @param body what the team sent
 * @param acceptedMillis when it was accepted, Unix milliseconds
 * @param expiresMillis when it has waited too long, Unix milliseconds
 */
public record Deferred(
    String id,
    String team,
    String door,
    String model,
    Map<String, String> headers,
    byte[] body,
    long acceptedMillis,
    long expiresMillis) {

  private static final byte[] NOTHING = {};

  public Deferred {
    headers = Map.copyOf(headers);
  }

  /** The same without what is somebody's data. */
  Deferred bare() {
    return new Deferred(id, team, door, model, Map.of(), NOTHING, acceptedMillis, expiresMillis);
  }

  /** Not its body, nor its headers: they are somebody's data. */
  @Override
  public String toString() {
    return "Deferred[id=%s, team=%s, bytes=%d]".formatted(id, team, body.length);
  }
}
