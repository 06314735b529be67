package dev.sluice.passage;

import java.util.UUID;

/**
 * The note that the team knows a submit's task by an id of the gateway's own, given before any
 * upstream had the submit.
 *
 * @param id begins with {@value #PREFIX}
 */
public record GivenId(String id) {

  /** How every id of the gateway's own begins. */
  public static final String PREFIX = "sl_";

  /** One that nobody has. */
  public static GivenId fresh() {
    return new GivenId(PREFIX + UUID.randomUUID().toString().replace("-", ""));
  }
}
